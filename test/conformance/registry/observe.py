"""Imports one Python file with the real SDK and writes down what the SDK registers. Started by ../registry.ts, once a file.

    python observe.py REQUEST ANSWER     two JSON files; the request is {"root", "file", "stub": [packages], "sources": [folders]}

The answer says of each environment and task what it is called, where it was made and what it holds; nothing is compared
here.
"""

import ast
import importlib
import importlib.util
import inspect
import json
import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import literals  # noqa: E402
import stubs  # noqa: E402
from canon import canonical  # noqa: E402
from guard import guard  # noqa: E402
from places import Callers, call_at, definition_of, tree_of  # noqa: E402


class Recorder:
    """What is made while the file is imported, in order. Objects are kept, so that their final state is read."""

    def __init__(self):
        self.environments = []
        self.tasks = []
        self.edges = []
        #: id of an image → its calls.
        self.images = {}
        self.given = {}
        #: id of an object that makes its task later → itself and where it was made.
        self.describing = {}
        #: Environments that depend on what is a stub.
        self.beyond = []


def instrument(recorder, callers):
    """Wraps what makes environments, tasks, edges and images."""
    import flyte
    from flyte import Environment, Image, TaskEnvironment
    from flyte._task import TaskTemplate

    made = Environment.__post_init__

    def made_environment(self):
        place = callers.place(self)
        hidden = {name: value for name, value in vars(self).items() if stubs.is_stub(value)}
        vars(self).update({name: None for name in hidden})
        beyond = [each for each in self.depends_on if stubs.is_stub(each)] if isinstance(self.depends_on, list) else []
        if beyond:
            self.depends_on = [each for each in self.depends_on if not stubs.is_stub(each)]
            recorder.beyond.append((self, place))
        made(self)
        vars(self).update(hidden)
        recorder.environments.append((self, place))
        recorder.edges.extend((place, self, other) for other in self.depends_on)

    Environment.__post_init__ = made_environment

    add = Environment.add_dependency

    def add_dependency(self, *others):
        add(self, *others)
        place = callers.place()
        recorder.edges.extend((place, self, other) for other in others)

    Environment.add_dependency = add_dependency

    template = TaskTemplate.__post_init__

    def made_task(self):
        template(self)
        place = callers.place_of_description(recorder.describing) or callers.place(self)
        recorder.tasks.append((self, place, constructor_arguments(self)))

    TaskTemplate.__post_init__ = made_task

    task = TaskEnvironment.task

    def decorate(self, _func=None, **given):
        place = callers.place()
        made = task(self, _func, **given)
        if isinstance(made, TaskTemplate):
            recorder.given[id(made)] = (given, place)
            return made

        def decorator(func):
            made_task = made(func)
            recorder.given[id(made_task)] = (given, place)
            return made_task

        return decorator

    TaskEnvironment.task = decorate

    from_task = TaskEnvironment.from_task.__func__

    def from_real_tasks(cls, name, *tasks, **given):
        return from_task(cls, name, *(each for each in tasks if not stubs.is_stub(each)), **given)

    TaskEnvironment.from_task = classmethod(from_real_tasks)
    accept_plugins()
    describe_shells(recorder, callers)
    for name, member in list(vars(Image).items()):
        if name.startswith(("from_", "with_")) or name == "clone":
            trace_image(recorder, Image, name, member)
    return flyte


def constructor_arguments(task):
    """What the outermost constructor of a task object was called with; a function's template has none of its own."""
    frame, found = sys._getframe(2), {}
    while frame is not None:
        code = frame.f_code
        first = frame.f_locals.get(code.co_varnames[0]) if code.co_argcount > 0 else None
        if code.co_name == "__init__" and first is task and not code.co_filename.startswith("<"):
            found = {key: value for key, value in frame.f_locals.items() if key not in ("self", "__class__")}
        frame = frame.f_back
    more = found.pop("kwargs", {})
    return {**found, **(more if isinstance(more, dict) else {})}


def describe_shells(recorder, callers):
    """A shell makes its task and environment when they are first asked for; it is defined where it is created."""
    try:
        from flyte.extras.shell import _runtime
    except ImportError:
        return
    initialise = _runtime._Shell.__init__

    def created(self, *args, **kwargs):
        recorder.describing[id(self)] = (self, callers.place(self))
        initialise(self, *args, **kwargs)

    _runtime._Shell.__init__ = created


def accept_plugins():
    """A plugin's configuration that is a stub makes an ordinary task."""
    try:
        from flyte._task import AsyncFunctionTaskTemplate
        from flyte.extend import TaskPluginRegistry
    except ImportError:
        return
    find = TaskPluginRegistry.find

    class PluginTask(AsyncFunctionTaskTemplate):
        supports_reuse_policy = True

    def find_or_stub(config_type):
        return PluginTask if issubclass(config_type, stubs.Stub) else find(config_type)

    TaskPluginRegistry.find = staticmethod(find_or_stub)


def trace_image(recorder, image_class, name, member):
    """Keeps the calls that made an image: what the SDK calls inside one of them belongs to it."""
    is_constructor = isinstance(member, classmethod)
    original = member.__func__ if is_constructor else member
    if not inspect.isfunction(original):
        return

    def traced(owner, *args, **kwargs):
        depth = traced_depth[0]
        traced_depth[0] += 1
        try:
            made = original(owner, *args, **kwargs)
        finally:
            traced_depth[0] = depth
        if depth == 0:
            before = [] if is_constructor else recorder.images.get(id(owner), ([], None))[0]
            # The image is kept too: its id must stay its own.
            recorder.images[id(made)] = ([*before, (name, args, kwargs)], made)
        return made

    setattr(image_class, name, classmethod(traced) if is_constructor else traced)


traced_depth = [0]


def folders_of(root, file, sources):
    """Where the project's modules are looked for, nearest first, and the name the file has there."""
    folder = os.path.dirname(file)
    package = folder
    while os.path.isfile(os.path.join(package, "__init__.py")):
        package = os.path.dirname(package)
    above = [folder]
    while above[-1] != root and os.path.dirname(above[-1]) != above[-1]:
        above.append(os.path.dirname(above[-1]))
    # Members of a workspace see each other; those nearest to the file come first.
    sources = sorted(sources, key=lambda each: (-len(os.path.commonpath([each, file])), each))
    is_relative = any(isinstance(node, ast.ImportFrom) and node.level > 0 for node in ast.walk(tree_of(file) or ast.Module([], [])))
    base = package if package != folder else root if is_relative else folder
    roots = list(dict.fromkeys([package, *([] if package != folder else [folder]), *sources, *above]))
    path = os.path.relpath(file, base)[: -len(".py")].split(os.sep)
    return roots, ".".join(path[:-1] if path[-1] == "__init__" and len(path) > 1 else path), base


def load(file, folders):
    roots, name, base = folders
    sys.path[0] = base
    if base != roots[0]:
        sys.path.append(roots[0])
    if "." not in name and (name in sys.modules or name in sys.stdlib_module_names or not name.isidentifier()):
        spec = importlib.util.spec_from_file_location(f"_file_{name}".replace("-", "_"), file)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(name)
        if os.path.realpath(getattr(module, "__file__", None) or "") != os.path.realpath(file):
            raise ImportError(f"{name} is {getattr(module, '__file__', None)}")


class Report:
    """Facts of the recorder as data, with paths relative to the root."""

    def __init__(self, recorder, root):
        self.recorder = recorder
        self.root = root

    def path(self, place):
        if place is None:
            return None
        real = os.path.realpath(place.file)
        inside = os.path.realpath(self.root) + os.sep
        return real[len(inside) :].replace(os.sep, "/") if real.startswith(inside) else None

    def environments(self):
        for environment, place in self.recorder.environments:
            file = self.path(place)
            if file is None:
                continue
            cls = type(environment)
            call = call_at(place)
            names = [name for name in settings_of(environment) if name not in ("name", "depends_on")]
            yield {
                "file": file,
                "line": place.line,
                "name": environment.name,
                "kind": cls.__name__,
                "sdkClass": sdk_class(cls),
                "values": {name: told(getattr(environment, name, None)) for name in names},
                "written": [each for each in literals.arguments(call, place.file) if each[0] in names],
                **self.image(environment, call, place.file),
            }

    def image(self, environment, call, file):
        chain = self.recorder.images.get(id(environment.image))
        if chain is None:
            return {}
        steps = [
            {"method": name, "args": [told(each) for each in args], "named": {key: told(each) for key, each in kwargs.items()}}
            for name, args, kwargs in chain[0]
        ]
        node = literals.keyword(call, "image")
        texts = None if node is None else literals.chain_of(node, file)
        if texts is None or len(texts) != len(steps):
            return {"image": steps}
        for step, (text, source) in zip(steps, texts):
            step["written"] = literals.arguments(text, source)
        return {"image": steps}

    def tasks(self):
        registered = {
            id(task): environment for environment, _ in self.recorder.environments for task in tasks_of(environment)
        }
        for task, place, constructed in self.recorder.tasks:
            function = getattr(task, "func", None)
            defined = definition_of(function) if callable(function) else None
            file = self.path(defined)
            if file is None:
                defined, file = place, self.path(place)
            environment = registered.get(id(task))
            if file is None or (environment is None and constructed == {} and id(task) not in self.recorder.given):
                continue
            given, call = self.recorder.given.get(id(task), (constructed, place))
            node = call_at(call) if call is not None else None
            yield {
                "file": file,
                "line": defined.line,
                "name": task.name,
                "registered": environment is not None,
                "environment": None if environment is None else environment.name,
                "inputs": [
                    {"name": name, "hasDefault": default is not inspect.Parameter.empty}
                    for name, (_, default) in task.interface.inputs.items()
                ],
                "values": {name: told(value) for name, value in given.items()},
                "written": [
                    each
                    for each in (literals.arguments(node, call.file) if node else [])
                    if each[0] in given and each[0] not in SIGNATURE
                ],
            }

    def beyond(self):
        """What depends on a stub, so that its other end can't be judged."""
        for environment, place in self.recorder.beyond:
            if self.path(place) is not None:
                yield {"file": self.path(place), "line": place.line, "from": environment.name}

    def edges(self):
        known = set()
        for place, environment, other in self.recorder.edges:
            known.add((id(environment), id(other)))
            # What was taken out again is no dependency.
            if self.path(place) is not None and any(each is other for each in environment.depends_on):
                yield {"file": self.path(place), "line": place.line, "from": environment.name, "to": other.name}
        for environment, place in self.recorder.environments:
            for other in environment.depends_on:
                if (id(environment), id(other)) not in known and self.path(place) is not None:
                    yield {"file": self.path(place), "line": place.line, "from": environment.name, "to": other.name}


#: What other parts of the answer tell of a task.
SIGNATURE = ("name", "inputs", "outputs")


def settings_of(environment):
    import dataclasses

    fields = [field.name for field in dataclasses.fields(environment) if not field.name.startswith("_")]
    return list(dict.fromkeys([*fields, *(name for name in vars(environment) if not name.startswith("_"))]))


def sdk_class(cls):
    """The nearest class that the SDK or an installed plugin defines."""
    found = next(each for each in cls.__mro__ if each.__module__.startswith("flyte") and not hasattr(each, "_is_stubbed"))
    return f"{found.__module__}.{found.__qualname__}"


def tasks_of(environment):
    return list(getattr(environment, "_tasks", {}).values())


def told(value):
    try:
        return canonical(value)
    except Exception as error:
        return f"<{type(error).__name__}: {error}>"


def unregistered(recorder):
    """Environments in the SDK's registry that the wrappers did not see: then this tool would be blind."""
    import flyte._environment

    seen = {id(environment) for environment, _ in recorder.environments}
    return [each.name for each in flyte._environment._ENVIRONMENT_REGISTRY if id(each) not in seen]


def main():
    with open(sys.argv[1], encoding="utf8") as request_file:
        request = json.load(request_file)
    answer_path = sys.argv[2]
    root, file = request["root"], os.path.join(request["root"], *request["file"].split("/"))
    sys.argv = [file]
    error, missing, recorder = None, None, Recorder()
    import flyte

    blind = [each.name for each in flyte._environment._ENVIRONMENT_REGISTRY]
    callers = Callers(os.path.dirname(flyte.__file__), root)
    instrument(recorder, callers)
    os.chdir(os.path.dirname(file))
    folders = folders_of(root, file, request["sources"])
    sys.meta_path.append(stubs.Finder(folders[0], request["stub"]))
    guard(root)
    try:
        load(file, folders)
    except BaseException as raised:
        error = "".join(traceback.format_exception_only(raised)).strip()
        missing = missing_package(raised)
        if os.environ.get("CONFORMANCE_TRACE"):
            traceback.print_exc()
    report = Report(recorder, root)
    answer = {
        "error": error,
        "missing": missing,
        "blind": [name for name in unregistered(recorder) if name not in blind],
        "environments": list(report.environments()),
        "tasks": list(report.tasks()),
        "dependsOn": list(report.edges()),
        "beyond": list(report.beyond()),
        "stubbed": sorted(
            {name for name in sys.modules if isinstance(sys.modules[name], stubs._Module) and "." not in name}
        ),
        "stubCalls": sorted(
            [path, line]
            for file, line in stubs.calls
            if (path := report.path(type("P", (), {"file": file}))) is not None
        ),
    }
    with open(answer_path, "w", encoding="utf8") as out:
        json.dump(answer, out)
    sys.stdout.flush()
    # What the file started must not keep the process.
    os._exit(0)


def missing_package(error):
    """The top-level name of a package that the SDK wants and that isn't installed."""
    while error is not None:
        if isinstance(error, ModuleNotFoundError) and error.name:
            return error.name.partition(".")[0]
        error = error.__cause__ or error.__context__
    return None


main()
