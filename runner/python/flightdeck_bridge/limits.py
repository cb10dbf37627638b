"""What the cluster refuses and a local run would let pass, or fail at without a word of why: values that are too large to be passed directly, and calls of tasks that are deployed elsewhere."""

from __future__ import annotations

from typing import Any, Callable

from .failures import Told
from .sdk import Sdk


class Limits:
    """Both refusals. `on_end` is told how an action ends that the SDK's own recorder doesn't hear of any more."""

    def __init__(self, sdk: Sdk, has_parent: Callable[[str], bool], on_end: Callable[[str, Exception | None, Any], None]) -> None:
        self._sdk = sdk
        self._has_parent = has_parent
        self._on_end = on_end

    def install(self) -> None:
        """Before anything runs."""
        self._sdk.wrap_dispatch(self._within)
        self._sdk.wrap_reference_calls(self._refuse_reference)

    def _within(self, dispatch: Callable[..., Any]) -> Callable[..., Any]:
        async def within(*args: Any, **kwargs: Any) -> Any:
            # Older ones give the task by its position.
            task, action = kwargs.get("task", args[0] if args else None), kwargs.get("action")
            # What a run itself is given goes another way, without a limit.
            if task is None or action is None or not self._has_parent(action.name):
                return await dispatch(*args, **kwargs)
            limit = getattr(task, "max_inline_io_bytes", None)
            error = self._too_large(task, "inputs", _size(kwargs.get("inputs"), "proto_inputs"), limit)
            if error is not None:
                self._on_end(action.name, error, None)
                raise error
            answer = await dispatch(*args, **kwargs)
            outputs = answer[0] if isinstance(answer, tuple) and answer else None
            error = self._too_large(task, "outputs", _size(outputs, "proto_outputs"), limit)
            if error is not None:
                # As in the cluster: it has succeeded, and whoever called it can't read what it answered.
                self._on_end(action.name, None, outputs)
                raise error
            return answer

        return within

    def _too_large(self, task: Any, what: str, size: int, limit: Any) -> Exception | None:
        if not isinstance(limit, int) or size <= limit:
            return None
        # The SDK's own words, which the user's code may look at.
        error = self._sdk.inline_error(
            f"{what.capitalize()} exceed max_bytes limit of {limit / 1024 / 1024} MB, actual size: {size / 1024 / 1024} MB"
        )
        details = {"what": what, "task": task.name, "bytes": size, "limit": limit}
        error.flightdeck = Told("inlineTooLarge", details, [])  # type: ignore[attr-defined]
        return error

    def _refuse_reference(self, name: str) -> Exception:
        error = self._sdk.reference_error(f"Remote task {name} is deployed elsewhere, and a local run can't call it.")
        error.flightdeck = Told("remoteReference", {"task": name}, [])  # type: ignore[attr-defined]
        return error


def _size(holder: Any, attribute: str) -> int:
    proto = getattr(holder, attribute, None)
    return proto.ByteSize() if hasattr(proto, "ByteSize") else 0
