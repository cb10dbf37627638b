"""A worker process: gets warm, waits for one command, carries it out, ends."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from typing import TYPE_CHECKING, Any, Callable

from . import bytecode, guard, streams
from .attribution import Attribution
from .channel import COMMANDS_FD, Channel, Commands, open_channel
from .containers import end_containers
from .debugger import Debugger, DebugpyMissing, attach
from .failures import BridgeError, describe
from .sdk import Problem, Sdk, load

if TYPE_CHECKING:
    from .tracker import Tracker


def main(versions: dict[str, Any], arguments: list[str]) -> int:
    """Returns the process's exit code.

    The argument `mirror` says that the runner passed descriptor 5; `debug` that the run is debugged, `debug=FOLDER` with
    the debugpy in that folder.
    """
    guard.start_watcher(COMMANDS_FD)
    channel, commands = open_channel(mirrored="mirror" in arguments)
    guard.enter_job()
    attribution = Attribution()
    streams.install(channel, attribution)
    guard.keep_words(channel)
    # `flyte`, the console script, has its own folder first on sys.path; it travels with the code bundle's settings.
    # Python follows links to a script before it takes its folder.
    sys.path.insert(0, os.path.realpath(sysconfig.get_path("scripts")))
    about = {"python": platform.python_version()}
    debugger = None
    debug = next((each for each in arguments if each.split("=")[0] == "debug"), None)
    if debug is not None:
        # Before the SDK starts threads, so that all of them are traced.
        try:
            debugger = attach(debug.partition("=")[2] or None)
        except DebugpyMissing as error:
            problem = {"kind": "debugpyMissing", "message": str(error)}
            channel.event({"kind": "problem", "problem": problem, **about}, at_once=True)
            return 1
    try:
        sdk = load(versions["oldestSdk"])
    except Problem as error:
        channel.event({"kind": "problem", "problem": error.problem, **about}, at_once=True)
        return 1
    channel.event({"kind": "ready", "sdk": sdk.version, **about}, at_once=True)
    with bytecode.kept():
        # Python compiles it while nobody waits for the first line.
        from . import local  # noqa: F401
    # Who waited for this worker to start has sent a command by now: its run imports what it needs, and no more.
    sdk.warm(commands.are_waiting)
    command = commands.next()
    if command is None:
        guard.kill_run()
    if command["kind"] == "cancel":
        return 1
    try:
        code = _carry_out(command, channel, commands, sdk, attribution, debugger)
    except Exception as error:
        channel.event({"kind": "failed", "error": describe(error, "internal")}, at_once=True)
        code = 1
    channel.flush()
    return code


def _carry_out(
    command: dict[str, Any],
    channel: Channel,
    commands: Commands,
    sdk: Sdk,
    attribution: Attribution,
    debugger: Debugger | None,
) -> int:
    spec = command["spec"]
    try:
        os.chdir(spec["cwd"])
    except OSError as error:
        channel.event({"kind": "failed", "error": describe(error, "importError")}, at_once=True)
        return 1
    # Secrets arrive beside the environment that other processes can list.
    os.environ.update(command.get("secrets", {}))
    if command["kind"] == "destination":
        from .config import destination

        try:
            channel.event({"kind": "destination", "destination": destination(spec)}, at_once=True)
        except BridgeError as error:
            channel.event({"kind": "failed", "error": describe(error)}, at_once=True)
        return 0
    if command["kind"] == "describe":
        from .describe import describe_inputs

        channel.event(describe_inputs(sdk, spec, command.get("withheld", [])), at_once=True)
        return 0
    if spec["action"]["kind"] == "deploy":
        from .deploy import Deployment

        deployment = Deployment(channel, sdk)
        guard.watch(commands, lambda each: deployment.cancel() if each["kind"] == "cancel" else None)
        return deployment.run(spec)
    if spec["action"]["kind"] == "serve":
        from .serve import AppServe

        serving = AppServe(channel, sdk)
        guard.watch(commands, lambda each: serving.cancel() if each["kind"] == "cancel" else None)
        return serving.run(spec)
    if spec["action"]["kind"] == "script":
        from .script import ScriptRun

        script = ScriptRun(channel, sdk)
        script.tracker.hide(spec["secretNames"], command["hidden"])
        attribution.follow(sdk.current_context, script.tracker.action)
        guard.watch(commands, lambda each: _obey(each, script.cancel, script.tracker))
        return script.run(spec)
    from .given import texts_of
    from .local import LocalRun

    run = LocalRun(channel, sdk, debugger)
    run.tracker.hide(spec["secretNames"], [*command["hidden"], *texts_of(command["withheld"])])
    attribution.follow(sdk.current_context, run.tracker.action)
    guard.watch(commands, lambda each: _obey(each, run.cancel, run.tracker))
    return run.run(spec, command["withheld"])


def _obey(command: dict[str, Any], cancel: Callable[[], None], tracker: Tracker) -> None:
    if command["kind"] == "cancel":
        cancel()
        end_containers()
    elif command["kind"] == "answer":
        tracker.conditions.answer(command)
