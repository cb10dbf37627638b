"""Deploys an environment with the user's SDK and configuration, as `flyte deploy FILE VARIABLE` does, tells each step, and never waits for ever."""

from __future__ import annotations

import asyncio
import functools
import os
import threading
import time
from typing import Any, NoReturn

from . import config
from .channel import Channel
from .cluster import describe_refusal, silence
from .failures import BridgeError, describe
from .load import find_environment, load_file
from .local import quiet_failures
from .sdk import Sdk
from .watchdog import Watchdog

# After one task failed, others may be on their way; what they became belongs to the report.
STRAGGLER_SECONDS = 10.0


class Deployment:
    """One deployment. `cancel` may be called from any thread at any time."""

    def __init__(self, channel: Channel, sdk: Sdk) -> None:
        self._channel = channel
        self._sdk = sdk
        self._lock = threading.Lock()
        # One end is told, whoever comes first.
        self._ending = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._cancelled = False
        self._moving = 0
        self._deployed: dict[str, list[str]] = {}
        self._refused: str | None = None
        self._destination: dict[str, str] = {}

    def cancel(self) -> None:
        self._cancelled = True
        with self._lock:
            if self._loop is not None and self._stop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._stop.set)

    def run(self, spec: dict[str, Any]) -> NoReturn:
        """Deploys, sends `finished` and ends the process."""
        try:
            self._run(spec)
            end: dict[str, Any] = {"kind": "outputs", "outputs": []}
        except BridgeError as error:
            end = {"kind": "error", "error": describe(error)}
        except asyncio.CancelledError:
            end = {"kind": "cancelled"}
        except BaseException as error:
            end = {"kind": "error", "error": self._describe(error)}
        self._finish(end)

    def _finish(self, end: dict[str, Any]) -> NoReturn:
        with self._ending:
            if self._cancelled:
                end = {"kind": "cancelled"}
            self._channel.event({"kind": "finished", "end": end}, at_once=True)
            # Calls that were given up still hold their threads.
            os._exit(0 if end["kind"] == "outputs" else 1)

    def _give_up(self, phase: str, seconds: float) -> NoReturn:
        self._finish({"kind": "error", "error": describe(silence(self._destination["endpoint"], phase, seconds))})

    def _run(self, spec: dict[str, Any]) -> None:
        action = spec["action"]
        found = self._destination = config.require_destination(spec)
        self._watchdog = Watchdog(self._give_up, spec)
        self._watchdog.start()
        # `flyte deploy` initialises before it imports the file and again before it deploys; each adds the root to
        # sys.path, which becomes a part of what is sent.
        config.initialise(self._sdk, spec)
        module = load_file(self._sdk, spec["file"])
        environment = find_environment(self._sdk, module, action.get("variable"), action["environment"])
        self._watchdog.move("connect")
        config.initialise(self._sdk, spec)
        quiet_failures()
        planned = self._sdk.planned(environment)
        self._tell(
            {
                "kind": "planned",
                "environments": [each.name for each in planned],
                "endpoint": found["endpoint"],
                "project": found.get("project", ""),
                "domain": found.get("domain", ""),
            }
        )
        self._sdk.watch_deployment(self._watchdog.move, self._on_bundle, self._around_task)
        deployments = asyncio.run(self._until_stopped(environment, action))
        for deployment in deployments:
            for name, deployed in deployment.envs.items():
                self._tell_environment(name, deployed)

    async def _until_stopped(self, environment: Any, action: dict[str, Any]) -> Any:
        with self._lock:
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        deploy = self._sdk.flyte.deploy.aio(
            environment, version=action.get("version") or "", copy_style=action["copyStyle"]
        )
        running = asyncio.ensure_future(deploy)
        stopping = asyncio.ensure_future(self._stop.wait())
        self._watchdog.move("connect")
        try:
            if not self._cancelled:
                await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if self._cancelled:
                raise asyncio.CancelledError
            if running.exception() is not None:
                await self._wait_for_stragglers()
            return running.result()
        finally:
            stopping.cancel()
            running.cancel()

    async def _wait_for_stragglers(self) -> None:
        until = time.monotonic() + STRAGGLER_SECONDS
        while self._moving > 0 and time.monotonic() < until:
            await asyncio.sleep(0.02)

    def _on_bundle(self, bundle: Any) -> None:
        self._watchdog.move("deploy")
        files = list(getattr(bundle, "files", None) or [])
        self._tell({"kind": "bundled", "files": len(files), "bytes": sum(_size(file) for file in files)})

    def _around_task(self, deploy_task: Any) -> Any:
        @functools.wraps(deploy_task)
        async def deployed(task: Any, *args: Any, **kwargs: Any) -> Any:
            self._moving += 1
            try:
                result = await deploy_task(task, *args, **kwargs)
            except Exception:
                self._refused = self._refused or str(task.name)
                raise
            finally:
                self._moving -= 1
                self._watchdog.move("deploy")
            self._deployed.setdefault(str(task.parent_env_name), []).append(str(task.name))
            return result

        return deployed

    def _tell(self, step: dict[str, Any]) -> None:
        self._channel.event({"kind": "step", "step": step}, at_once=True)

    def _tell_environment(self, name: str, deployed: Any) -> None:
        entities = list(getattr(deployed, "deployed_entities", None) or [])
        ids = [entity.deployed_task.task_template.id for entity in entities if hasattr(entity, "deployed_task")]
        version = str(ids[0].version) if ids else ""
        self._tell({"kind": "deployed", "environment": name, "tasks": [str(each.name) for each in ids], "version": version})

    def _describe(self, error: BaseException) -> dict[str, Any]:
        """The error with a code: what the SDK's own errors and its client's mean."""
        described = describe_refusal(self._sdk, error, self._destination, "deployFailed")
        described["details"]["deployed"] = sorted(name for names in self._deployed.values() for name in names)
        if self._refused is not None:
            described["details"]["task"] = self._refused
        return described


def _size(file: str) -> int:
    try:
        return os.path.getsize(file)
    except OSError:
        return 0
