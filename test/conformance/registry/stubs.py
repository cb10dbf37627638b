"""Stands in for third-party packages that aren't installed: whatever is taken from them exists and lets itself be used.

What is called is written down, so that a value made of it can still be compared: `kubernetes.client.V1Pod(name='x')`.
Packages that are installed, the project's own modules and the SDK are never replaced.
"""

import abc
import ast
import dis
import importlib.abc
import importlib.machinery
import os
import re
import sys
import sysconfig
import types

import places

#: Places (file, line) at which something of a stub was called: what came of it can't be judged.
calls = set()

_STDLIB = os.path.realpath(sysconfig.get_paths()["stdlib"]) + os.sep
_PACKAGES = os.path.realpath(sysconfig.get_paths()["purelib"]) + os.sep


def _note_call():
    frame = sys._getframe(2)
    if not frame.f_code.co_filename.startswith("<"):
        calls.add((frame.f_code.co_filename, places.place_of(frame).line))


def _decorated(args, kwargs):
    """The function or class that a stub is the decorator of, if it is one."""
    if len(args) != 1 or kwargs or is_stub(args[0]):
        return None
    if isinstance(args[0], types.FunctionType):
        # Frameworks name what they decorate.
        vars(args[0]).setdefault("name", args[0].__name__)
        return args[0]
    # `@on(Message)` is given a class and decorates a function.
    return args[0] if isinstance(args[0], type) and not _is_written_as_call(sys._getframe(2)) else None


def _is_written_as_call(frame):
    place = places.place_of(frame)
    call = places.call_at(place)
    return call is not None and len(call.args) == 1 and isinstance(call.args[0], (ast.Name, ast.Attribute))


class _Permissive:
    """What instances and classes of stubs have in common."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return _value(f"{_told(self)}.{name}")

    def __getitem__(self, key):
        return _value(f"{_told(self)}[…]")

    def __iter__(self):
        """Nothing, or as many as the caller unpacks."""
        frame = sys._getframe(1)
        code = frame.f_code.co_code
        unpacks = dis.opname[code[frame.f_lasti]] == "UNPACK_SEQUENCE"
        return iter([_value(f"{_told(self)}[…]") for _ in range(code[frame.f_lasti + 1] if unpacks else 0)])

    def __or__(self, other):
        return _value(f"{_told(self)} | …")

    def __bool__(self):
        return True

    def __len__(self):
        return 0

    def __contains__(self, item):
        return False


def _operator(name):
    def operate(self, *others):
        return _value(f"{_told(self)}.{name}(…)")

    return operate


for _name in (
    "__ror__ __and__ __rand__ __xor__ __add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ __rtruediv__ "
    "__floordiv__ __mod__ __pow__ __rpow__ __matmul__ __rmatmul__ __lshift__ __rshift__ __neg__ __pos__ __invert__ "
    "__abs__"
).split():
    setattr(_Permissive, _name, _operator(_name))
for _name in ("__lt__", "__le__", "__gt__", "__ge__"):
    setattr(_Permissive, _name, lambda self, other: True)


class StubType(_Permissive, abc.ABCMeta):
    """The type of stub classes; a subclass of ABCMeta, so that a stub can be a base beside an abstract class."""

    def __call__(cls, *args, **kwargs):
        if not cls.__dict__.get("_is_stub_itself"):
            # A class of the project that derives from a stub.
            return super().__call__(*args, **kwargs)
        _note_call()
        decorated = _decorated(args, kwargs)
        if decorated is not None:
            return decorated
        made = super().__call__()
        # What it was given is what it has: `V1PodSpec(containers=[…]).containers`.
        made.__dict__.update({key: value for key, value in kwargs.items() if not key.startswith("_")})
        made.__dict__["_stub_call"] = (_told(cls), args, kwargs)
        return made

    def __getattr__(cls, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return _class(f"{_told(cls)}.{name}", cls.__module__)

    def __instancecheck__(cls, instance):
        return super().__instancecheck__(instance) or type(instance) is _class_of_values()

    def __subclasscheck__(cls, subclass):
        return super().__subclasscheck__(subclass)

    def __hash__(cls):
        return id(cls)

    def __eq__(cls, other):
        return cls is other

    def __setattr__(cls, name, value):
        if not isinstance(value, _Permissive):
            type.__setattr__(cls, name, value)


class Stub(_Permissive, metaclass=StubType):
    """The base of every stub class. A subclass in the project takes any arguments and calls."""

    def __init__(self, *args, **kwargs):
        pass

    def __init_subclass__(cls, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        _note_call()
        decorated = _decorated(args, kwargs)
        if decorated is not None:
            return decorated
        made = _value("")
        made.__dict__["_stub_call"] = (_told(self), args, kwargs)
        return made

    def __setitem__(self, key, value):
        pass

    def __delitem__(self, key):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        return False

    def __await__(self):
        return iter(())

    def __int__(self):
        return 0

    def __index__(self):
        return 0

    def __float__(self):
        return 0.0

    def __str__(self):
        return _told(self)

    def __repr__(self):
        return _told(self)

    def __format__(self, spec):
        return _told(self)

    def __fspath__(self):
        return _told(self)

    def __hash__(self):
        return id(self)

    def __eq__(self, other):
        return self is other

    @classmethod
    def __class_getitem__(cls, key):
        return cls

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        from pydantic_core import core_schema

        return core_schema.any_schema()


class _Value(Stub):
    """What a stub gives back: of no known class."""


def _class_of_values():
    return _Value


def _value(name):
    made = object.__new__(_Value)
    made.__dict__["_stub_name"] = name
    return made


def is_stub(value):
    """Whether a value is a stub or an instance of one."""
    cls = value if isinstance(value, type) else type(value)
    return bool(cls.__dict__.get("_is_stub_itself")) or cls is _Value


def _told(value):
    if isinstance(value, type):
        return value.__dict__.get("_stub_name", value.__name__)
    return value.__dict__.get("_stub_name") or f"{value.__dict__.get('_stub_call', ('?',))[0]}(…)"


def dotted(value):
    """The name under which a stub was taken from its package."""
    return _told(value)


_classes = {}


def _class(name, module):
    if name not in _classes:
        last = name.rpartition(".")[2]
        made = _flyte_class(name, last, module)
        if made is None:
            made = StubType(last, (Stub,), {"_is_stub_itself": True, "_stub_name": name, "__module__": module})
        _classes[name] = made
    return _classes[name]


def _flyte_class(name, last, module):
    """Plugins of the SDK are known by their names: their environments and tasks register as real ones do."""
    if not name.startswith("flyteplugins."):
        return None
    if last.endswith("Environment"):
        return _plugin_environment(last, module)
    return _plugin_task(last, module) if last.endswith("Task") else None


def _plugin_environment(name, module):
    import dataclasses

    import flyte
    from flyte.app import AppEnvironment

    base = flyte.TaskEnvironment if "Task" in name or "Cluster" in name else AppEnvironment
    own = {field.name for field in dataclasses.fields(base) if field.init}

    def __init__(self, name, *args, **kwargs):
        base.__init__(self, name, **{key: value for key, value in kwargs.items() if key in own})
        vars(self).update({key: value for key, value in kwargs.items() if key not in own})

    return type(name, (base,), {"__init__": __init__, "__module__": module, "_is_stubbed": True})


def _plugin_task(name, module):
    import inspect

    from flyte._task import TaskTemplate
    from flyte.models import NativeInterface

    def __init__(self, name, *args, inputs=None, outputs=None, **kwargs):
        taken = {key: value for key, value in (inputs or {}).items()}
        interface = NativeInterface({key: (value, inspect.Parameter.empty) for key, value in taken.items()}, outputs or {})
        TaskTemplate.__init__(self, name=name, interface=interface, image=None)
        vars(self).update({f"plugin_{key}": value for key, value in kwargs.items()})

    return type(name, (TaskTemplate,), {"__init__": __init__, "__module__": module, "_is_stubbed": True})


class _Module(types.ModuleType):
    __path__ = ()
    __all__ = ()
    __version__ = "0.0.0"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _class(f"{self.__name__}.{name}", self.__name__)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last resort of imports. `extra` are packages that the SDK itself may find as stubs."""

    def __init__(self, roots, extra):
        self.roots = roots
        self.extra = set(extra)
        self.made = set()

    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top == "flyte" or (top in sys.stdlib_module_names and name != top):
            return None
        importer = self._importer()
        if importer is None:
            return None
        own = self._own(name, importer) if path is None else None
        if own is not None:
            return own
        if top not in self.made and top not in self.extra and self._is_installed(importer):
            return None
        self.made.add(top)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return _Module(spec.name)

    def exec_module(self, module):
        pass

    def _importer(self):
        frame = sys._getframe(2)
        while frame is not None:
            file = frame.f_code.co_filename
            if not file.startswith("<frozen importlib") and not file.endswith(os.path.join("importlib", "__init__.py")):
                return file
            frame = frame.f_back
        return None

    def _is_installed(self, file):
        real = os.path.realpath(file)
        return real.startswith((_PACKAGES, _STDLIB)) and not any(
            real.startswith(os.path.realpath(root) + os.sep) and not os.path.realpath(root).startswith(_PACKAGES)
            for root in self.roots
        )

    def _own(self, name, importer):
        """A module of the project that is found from one of its roots. A folder alone counts if it holds what is meant."""
        for root in self.roots:
            spec = importlib.machinery.PathFinder.find_spec(name, [root])
            if spec is None:
                continue
            if spec.origin is not None or self._is_meant(root, name, importer):
                return spec
        return None

    def _is_meant(self, root, name, importer):
        try:
            with open(importer, encoding="utf8", errors="replace") as file:
                text = file.read()
        except OSError:
            return False
        for match in re.finditer(rf"\b{re.escape(name)}((?:\.\w+)+)", text):
            path = os.path.join(root, name, *match.group(1)[1:].split("."))
            if os.path.isfile(f"{path}.py") or os.path.isdir(path) or os.path.isfile(f"{os.path.dirname(path)}.py"):
                return True
        return False
