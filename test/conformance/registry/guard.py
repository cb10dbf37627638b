"""Keeps an imported file from doing more than defining things: no network, no processes, no writing into its folder."""

import builtins
import io
import os
import sys

#: Audit events of what would leave the process. https://docs.python.org/3/library/audit_events.html
FORBIDDEN = {
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.kill",
    "pty.spawn",
}

#: Audit events whose first arguments are paths that would be changed.
CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.link", "os.symlink", "shutil.rmtree"}


def guard(root):
    """From here on, what is forbidden raises PermissionError. It can't be undone."""
    inside = os.path.realpath(root) + os.sep

    def belongs(path):
        return isinstance(path, (str, bytes)) and os.path.realpath(os.fsdecode(path)).startswith(inside)

    def hook(event, args):
        if event in FORBIDDEN:
            raise PermissionError(f"{event} is blocked while files are imported")
        if event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR) and belongs(args[0]):
            raise PermissionError(f"writing {args[0]} is blocked while files are imported")
        if event in CHANGES and any(belongs(path) for path in args[:2]):
            raise PermissionError(f"{event} of {args[0]} is blocked while files are imported")

    swallow_writing(belongs)
    sys.dont_write_bytecode = True
    sys.addaudithook(hook)


def swallow_writing(belongs):
    """What a file would write into its folder goes nowhere, so that it imports all the same."""
    opened, made = io.open, os.mkdir

    def open_or_swallow(file, mode="r", *args, **kwargs):
        swallowed = not isinstance(file, int) and belongs(os.fspath(file)) and any(each in mode for each in "wax+")
        return opened(os.devnull if swallowed else file, mode, *args, **kwargs)

    def mkdir_or_swallow(path, *args, **kwargs):
        if not belongs(os.fspath(path)):
            made(path, *args, **kwargs)

    builtins.open = io.open = open_or_swallow
    os.mkdir = mkdir_or_swallow
