"""Everything that the bridge asks of the user's SDK, and the only place that touches what the SDK keeps private, each use behind a check."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import importlib.util
import inspect
import os
import re
import sys
import types
from pathlib import Path
from typing import Any, Callable, Iterator


class Problem(Exception):
    """What stands in the way of running with this interpreter; `problem` is what the runner is told."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem["kind"])
        self.problem = problem


def parse_version(text: str) -> tuple[int, int, int, int]:
    """`2.0.0b3` is older than `2.0.0`: the last part is 0 for what comes before a release."""
    match = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?(.*)", text)
    if match is None:
        return (0, 0, 0, 0)
    major, minor, patch, rest = match.groups()
    early = re.match(r"\.?(a|b|rc|dev)", rest) is not None
    return (int(major), int(minor), int(patch or 0), 0 if early else 1)


def installed_version() -> str | None:
    """The installed SDK's version, read from its metadata. Imports nothing."""
    try:
        return importlib.metadata.version("flyte")
    except importlib.metadata.PackageNotFoundError:
        return None


def load(oldest: str) -> Sdk:
    """Imports the SDK. Raises `Problem` when it is missing, too old or broken."""
    version = installed_version()
    if version is not None and parse_version(version) < parse_version(oldest):
        raise Problem({"kind": "sdkTooOld", "version": version, "oldest": oldest})
    if version is None and importlib.util.find_spec("flyte") is None:
        raise Problem({"kind": "sdkMissing"})
    try:
        flyte = importlib.import_module("flyte")
        sdk = Sdk(flyte, version or str(getattr(flyte, "__version__", "unknown")))
    except BaseException as error:  # A broken package may raise anything, SystemExit included.
        raise Problem({"kind": "sdkBroken", "message": f"{type(error).__name__}: {error}"}) from error
    return sdk


# What a run imports, in the end or with what its file imports; imported while the worker waits. A name that this SDK doesn't have is no loss.
_RUN_MODULES = (
    "flyte._run",
    "flyte._internal.controllers._local_controller",
    "flyte._utils.asyncify",
    "flyte.config",
    "flyte.git",
    "flyte.remote._artifact",
    "flyte.remote._run",
    "flyte.remote._trigger",
    "flyte.report",
    "flyte.types",
    "flyte.cli._common",
    "rich.logging",
    "flyte.cli._params",
)


class Sdk:
    """The user's SDK."""

    def __init__(self, flyte: types.ModuleType, version: str) -> None:
        self.flyte: Any = flyte
        self.version = version
        self.task_type: type = importlib.import_module("flyte.extend").TaskTemplate
        self.environment_type: type = flyte.Environment
        self.root_error: type = _attribute("flyte.errors", "BaseRuntimeError") or RuntimeError
        self._context = _attribute("flyte._context", "root_context_var")
        # Another object in each action; None where the SDK doesn't tell.
        self.current_context: Callable[[], object] = (lambda: None) if self._context is None else self._context.get

    def warm(self, is_wanted: Callable[[], bool]) -> None:
        """Imports what a run needs, until a run wants this worker. A module that fails to load will say so when it is used."""
        steps = [functools.partial(importlib.import_module, name) for name in _RUN_MODULES]
        # It reads the metadata of each installed package, once.
        installed = _attribute("flyte._utils.entry_points", "_installed_entry_points")
        for step in (*([] if installed is None else [installed]), *steps):
            if is_wanted():
                return
            try:
                step()
            except Exception:
                pass

    def current_action(self) -> str | None:
        """The id of the action that runs in this context; None outside of any, or where the SDK doesn't tell."""
        if self._context is None:
            return None
        task = self._context.get().data.task_context
        return None if task is None else task.action.name

    def run_context(self, tracker: object, **options: Any) -> Any:
        """`flyte.with_runcontext`, with the tracker where the SDK knows trackers."""
        known = inspect.signature(self.flyte.with_runcontext).parameters
        if "_tracker" in known and self._context is not None:
            options["_tracker"] = tracker
        return self.flyte.with_runcontext(**options)

    def initialise(self, config: Any, root: Path, project: str | None, domain: str | None) -> None:
        """Initialises the SDK with its own command line's class, so that keys, levels and folders come out the same."""
        command_line = _attribute("flyte.cli._common", "CLIConfig")
        if command_line is not None:
            # `insecure` is False when nothing is said, and would win over the file; its own main passes None.
            command_line(config=config, ctx=None, insecure=None).init(project, domain, str(root))
        else:
            self.flyte.init_from_config(config, root_dir=root, project=project, domain=domain)

    def is_root_error(self, error: BaseException) -> bool:
        """Whether the SDK made it of what a task raised."""
        return isinstance(error, self.root_error)

    def track_runs(self, tracker: object) -> None:
        """Gives the tracker to each run that the user's code starts, where the SDK knows trackers."""
        runner = _attribute("flyte._run", "_Runner")
        making = getattr(runner, "__init__", None)
        if making is None or "_tracker" not in inspect.signature(making).parameters or self._context is None:
            return

        @functools.wraps(making)
        def made(runner: Any, *args: Any, **kwargs: Any) -> None:
            making(runner, *args, **{**kwargs, "_tracker": kwargs.get("_tracker") or tracker})

        runner.__init__ = made

    def choose_folders(self, choose: Callable[[list[str]], dict[str, str]]) -> None:
        """Asks before each run on this machine for the folders that nobody has said. What isn't answered stays the SDK's choice."""
        cls = _attribute("flyte._run", "_Runner")
        running = getattr(cls, "_run_local", None)
        if not inspect.iscoroutinefunction(running):
            return

        @functools.wraps(running)
        async def run(runner: Any, *args: Any, **kwargs: Any) -> Any:
            unsaid = [name for name in ("metadata", "raw_data") if getattr(runner, f"_{name}_path", "") is None]
            for name, folder in choose(unsaid).items():
                setattr(runner, f"_{name}_path", folder)
            return await running(runner, *args, **kwargs)

        cls._run_local = run

    def guard_contacts(self, refusal: Callable[[str, str], Exception | None]) -> None:
        """Every way to a control plane raises what `refusal` makes of its name and of what it is given first, if it makes anything of it."""
        clients = _attribute("flyte.remote._client.controlplane", "ClientSet")
        for name in ("for_endpoint", "for_api_key", "for_serverless", "from_env"):
            if hasattr(clients, name):
                setattr(clients, name, staticmethod(_guarded(name, getattr(clients, name), refusal)))

    def app_port(self, environment: Any) -> int:
        """The port at which an app will listen; uvicorn's own configuration wins."""
        own = getattr(getattr(environment, "uvicorn_config", None), "port", None)
        if isinstance(own, int):
            return own
        given = environment.get_port() if hasattr(environment, "get_port") else environment.port
        return int(getattr(given, "port", given))

    def serve_locally(self, environment: Any) -> Any:
        """Starts the app and answers the SDK's handle of it."""
        return self.flyte.with_servecontext(mode="local").serve(environment)

    def exit_code_of(self, app: Any) -> int:
        """Of an app that has ended; one that ran as a thread, and raised nothing, ended well."""
        code = getattr(getattr(app, "_process", None), "returncode", None)
        return code if isinstance(code, int) else 0

    def thread_of(self, app: Any) -> object:
        """The thread in which an app's functions run; None where they don't."""
        return getattr(app, "_thread", None)

    def is_container(self, task: Any) -> bool:
        """Whether it runs in a container of its own. Where nobody has imported such tasks there is none, and importing them takes longer than starting a run."""
        container = getattr(sys.modules.get("flyte.extras"), "ContainerTask", None)
        return container is not None and isinstance(task, container)

    def environments(self) -> list[Any]:
        """The environments that are loaded, in load order."""
        listing = _attribute("flyte._environment", "list_loaded_environments")
        return list(listing()) if listing is not None else []

    def planned(self, environment: Any) -> list[Any]:
        """The environments that a deployment brings along, in the order in which the SDK plans them. Raises what its planning raises."""
        plan = _attribute("flyte._deploy", "plan_deploy")
        if plan is not None:
            return [each for part in plan(environment) for each in part.envs.values()]
        return _with_dependencies(environment, [])

    def wrap_execute(self, wrap: Callable[[Any], Any]) -> None:
        """Replaces `execute` of every class of tasks by `wrap(execute)`."""
        for cls in _with_subclasses(self.task_type):
            execute = cls.__dict__.get("execute")
            if inspect.iscoroutinefunction(execute):
                cls.execute = wrap(execute)  # type: ignore[attr-defined]

    def watch_plain_calls(self, on_call: Callable[[Any, Any], None]) -> None:
        """Tells of each task that is called where no action runs, with the caller's frame: the SDK calls its function."""
        if self._context is None:
            return
        for cls in _with_subclasses(self.task_type):
            if callable(forward := cls.__dict__.get("forward")):
                cls.forward = self._told(forward, on_call)  # type: ignore[attr-defined]

    def _told(self, forward: Callable[..., Any], on_call: Callable[[Any, Any], None]) -> Callable[..., Any]:
        @functools.wraps(forward)
        def forwarded(task: Any, *args: Any, **kwargs: Any) -> Any:
            caller = sys._getframe(1)
            # Who writes `task.forward(…)` wants the function.
            if self.is_own_file(caller.f_code.co_filename) and self.current_action() is None:
                on_call(task, caller.f_back)
            return forward(task, *args, **kwargs)

        return forwarded

    def watch_reports(self, on_flush: Callable[[str], None]) -> None:
        """Hands each report on as it is flushed, as a page."""
        report = _attribute("flyte.report", "Report")
        making = getattr(report, "get_final_report", None)
        if making is None:
            return

        @functools.wraps(making)
        def made(*args: Any, **kwargs: Any) -> Any:
            page = making(*args, **kwargs)
            if isinstance(page, str):
                on_flush(page)
            return page

        report.get_final_report = made

    def wrap_sync(self, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
        """Has every sync function that a task runs in a thread of its own pass through `wrap`, in the task's context."""
        name = "run_sync_in_thread"
        running = _attribute("flyte._utils.asyncify", name) or _attribute("flyte._utils.asyncify", name := "run_sync_with_loop")
        if not inspect.iscoroutinefunction(running):
            return

        @functools.wraps(running)
        async def wrapped(func: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            return await running(wrap(func), *args, **kwargs)

        for module in ("flyte._utils.asyncify", "flyte._task"):
            # `_task` imports it when it is called; older ones did when they were loaded.
            if _attribute(module, name) is running:
                setattr(importlib.import_module(module), name, wrapped)

    def timeout_error(self, bound: str, message: str) -> Exception:
        """The error that a cluster's timeout raises; passing the deadline ends all attempts."""
        errors: Any = importlib.import_module("flyte.errors")
        name = "DeadlineExceededError" if bound == "deadline" else "MaxRuntimeExceededError"
        cls = getattr(errors, name, errors.TaskTimeoutError)
        if bound != "deadline" or not hasattr(errors, "NonRecoverableError"):
            return cls(message)

        def initialise(error: Any, text: str) -> None:
            errors.RuntimeUserError.__init__(error, cls.__name__, text, "user")

        return type(cls.__name__, (cls, errors.NonRecoverableError), {"__init__": initialise})(message)

    def watch_conversions(self, on_error: Callable[[BaseException], None]) -> None:
        """Hands on each exception that the SDK makes for a parent of what ended its child; right after the tracker heard of that end, on its thread."""
        name = "flyte._internal.runtime.convert"
        convert = _attribute(name, "convert_error_to_native")
        if convert is None:
            return

        @functools.wraps(convert)
        def converted(*args: Any, **kwargs: Any) -> Any:
            error = convert(*args, **kwargs)
            if isinstance(error, BaseException):
                on_error(error)
            return error

        importlib.import_module(name).convert_error_to_native = converted  # type: ignore[attr-defined]

    def wrap_dispatch(self, wrap: Callable[[Any], Any]) -> None:
        """Replaces what a local run's controller calls for each attempt, with the converted inputs, by `wrap` of it."""
        name = "flyte._internal.controllers._local_controller"
        dispatch = _attribute(name, "direct_dispatch")
        if inspect.iscoroutinefunction(dispatch):
            importlib.import_module(name).direct_dispatch = functools.wraps(dispatch)(wrap(dispatch))  # type: ignore[attr-defined]

    def wrap_reference_calls(self, refuse: Callable[[str], Exception]) -> None:
        """A call of a reference to a deployed task raises what `refuse` makes of its name, before the SDK looks for a control plane."""
        for holder in ("LazyEntity", "TaskDetails"):
            cls = _attribute("flyte.remote._task", holder)
            if not inspect.iscoroutinefunction(getattr(cls, "__call__", None)):
                continue

            async def called(reference: Any, *_args: Any, **_kwargs: Any) -> Any:
                raise refuse(str(reference.name))

            cls.__call__ = called  # type: ignore[misc]

    def inline_error(self, message: str) -> Exception:
        """What the cluster raises where a value is too large to be passed directly."""
        errors: Any = importlib.import_module("flyte.errors")
        return getattr(errors, "InlineIOMaxBytesBreached", RuntimeError)(message)

    def reference_error(self, message: str) -> Exception:
        """What a reference raises that is called where it can't be."""
        errors: Any = importlib.import_module("flyte.errors")
        return getattr(errors, "RemoteTaskUsageError", RuntimeError)(message)

    def watch_deployment(
        self, on_phase: Callable[[str], str], on_bundle: Callable[[Any], None], around_task: Callable[[Any], Any]
    ) -> None:
        """Tells when images are built, a cluster is looked up and the code bundle is uploaded, and wraps the function that deploys one task.

        `on_phase` answers the phase before.
        """
        building = _attribute("flyte._deploy", "_build_images")
        if inspect.iscoroutinefunction(building):

            @functools.wraps(building)
            async def built(*args: Any, **kwargs: Any) -> Any:
                on_phase("image")
                try:
                    return await building(*args, **kwargs)
                finally:
                    on_phase("bundle")

            importlib.import_module("flyte._deploy")._build_images = built  # type: ignore[attr-defined]
        # The first call of all: where it hangs, nothing is reached yet. Older ones know no clusters.
        clusters = _attribute("flyte.remote._client.controlplane", "ClusterServiceClient")
        selecting = getattr(clusters, "select_cluster", None)
        if inspect.iscoroutinefunction(selecting):

            @functools.wraps(selecting)
            async def selected(*args: Any, **kwargs: Any) -> Any:
                before = on_phase("connect")
                try:
                    return await selecting(*args, **kwargs)
                finally:
                    on_phase(before)

            clusters.select_cluster = selected
        bundling = _attribute("flyte._code_bundle", "build_code_bundle")
        # Older ones wrap it in a cache, which is no coroutine function to look at.
        if callable(bundling):

            async def bundled(*args: Any, **kwargs: Any) -> Any:
                bundle = await bundling(*args, **kwargs)
                on_bundle(bundle)
                return bundle

            importlib.import_module("flyte._code_bundle").build_code_bundle = bundled  # type: ignore[attr-defined]
        deploying = _attribute("flyte._deploy", "_deploy_task")
        if inspect.iscoroutinefunction(deploying):
            importlib.import_module("flyte._deploy")._deploy_task = around_task(deploying)  # type: ignore[attr-defined]

    def is_own_file(self, file: str) -> bool:
        """True for a file of the SDK itself."""
        return any(file.startswith(folder + os.sep) for folder in self.flyte.__path__)

    def parameter_type(self, literal_type: Any, python_type: Any, default: Any) -> Any:
        """The click type with which `flyte run` reads a parameter."""
        params = importlib.import_module("flyte.cli._params")
        make = params.literal_type_to_click_type
        if self.completes_objects():
            return make(literal_type, python_type, default_value=default)
        return make(literal_type, python_type)

    def completes_objects(self) -> bool:
        """Whether `flyte run` completes a JSON object from the parameter's default."""
        params = importlib.import_module("flyte.cli._params")
        return "default_value" in inspect.signature(params.literal_type_to_click_type).parameters

    def literal_type(self, python_type: Any) -> Any:
        """The type's wire form."""
        return importlib.import_module("flyte.types").TypeEngine.to_literal_type(python_type)

    def json_schema(self, literal_type: Any) -> Any:
        """The type engine's JSON schema; of an SDK that has none, the one of anything."""
        make = _attribute("flyte._json_schema", "literal_type_to_json_schema")
        return {} if make is None else make(literal_type)


def _attribute(module: str, name: str) -> Any:
    try:
        return getattr(importlib.import_module(module), name, None)
    except ImportError:
        return None


def _guarded(name: str, contact: Callable[..., Any], refusal: Callable[[str, str], Exception | None]) -> Callable[..., Any]:
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        given = args[0] if args else kwargs.get("endpoint", kwargs.get("api_key"))
        if (error := refusal(name, "" if given is None else str(given))) is not None:
            raise error
        return await contact(*args, **kwargs)

    return guarded


def _with_dependencies(environment: Any, found: list[Any]) -> list[Any]:
    if all(environment is not each for each in found):
        found.append(environment)
        for dependency in environment.depends_on:
            _with_dependencies(dependency, found)
    return found


def _with_subclasses(cls: type) -> Iterator[type]:
    yield cls
    for subclass in cls.__subclasses__():
        yield from _with_subclasses(subclass)
