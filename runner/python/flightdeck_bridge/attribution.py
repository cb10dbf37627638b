"""Says which action writes, for the writers of streams. What an action is and which one runs is asked of others."""

from __future__ import annotations

from typing import Callable


class Attribution:
    """Says which action writes. It isn't looked up anew while the context, which is another one in each action, stays the same."""

    def __init__(self) -> None:
        self.context_of: Callable[[], object] = lambda: None
        self._action_of: Callable[[], str | None] = lambda: None
        # One value, so that threads that change it never mix theirs.
        self._last: tuple[object, str | None] = (None, None)

    def follow(self, context_of: Callable[[], object], action_of: Callable[[], str | None]) -> None:
        """From now on `action_of` is asked, and what it answered is kept for a context."""
        self._action_of = action_of
        self.context_of = context_of

    def action(self, context: object) -> str | None:
        """Of what is written in the current context."""
        last, action = self._last
        if context is not last or context is None:
            action = self._action_of()
            if action is not None:
                self._last = (context, action)
        return action
