"""Stands in for packages that a plugin imports and that are not installed: every name of theirs is an empty class."""

import contextlib
import importlib.abc
import importlib.machinery
import sys
import types

#: Whose missing imports are stood in for. An optional import of the SDK or of a library must fail as it does without.
ASKING = ("flyteplugins", "flyte.connectors", "flyteidl2")


class Anything(type):
    """A class that has every attribute, each a class of this kind."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = empty(name, cls.__module__)
        setattr(cls, name, made)
        return made


def empty(name, module):
    """A class that takes any arguments; what its instances are asked for decorates and leaves things as they are."""
    members = {
        "__module__": module,
        "__init__": lambda self, *args, **kwargs: None,
        "__getattr__": lambda self, asked: lambda *args, **kwargs: lambda decorated: decorated,
    }
    return Anything(name, (), members)


class Stub(types.ModuleType):
    """A module in which every name is an empty class."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = empty(name, self.__name__)
        setattr(self, name, made)
        return made


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Comes last: what is installed is imported."""

    def __init__(self):
        self.stubbed = set()

    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in ("flyte", "flyteplugins", "flyteidl2") or name.startswith(("_", "google.protobuf")):
            return None
        caller = sys._getframe(1)
        while caller is not None and "importlib" in caller.f_code.co_filename:
            caller = caller.f_back
        if top not in self.stubbed and not (caller and caller.f_globals.get("__name__", "").startswith(ASKING)):
            return None
        self.stubbed.add(top)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return Stub(spec.name)

    def exec_module(self, module):
        pass


@contextlib.contextmanager
def installed():
    """While it lasts, missing packages import as stubs. Yields their names as they are asked for."""
    finder = Finder()
    sys.meta_path.append(finder)
    try:
        yield finder.stubbed
    finally:
        sys.meta_path.remove(finder)
