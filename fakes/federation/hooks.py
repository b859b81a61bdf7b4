"""Answers that a test ordered in the place of, or before, the server's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakes.federation import wire
from fakes.federation.wire import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Hook:
    """What becomes of requests of one name (``route``), of all servers or one (``origin``).

    Without ``status``, ``body`` or ``cut`` the own answer is given, after ``delay`` seconds. ``merge`` replaces fields
    of the own answer's body, ``headers`` go out beside the own ones. ``times`` counts down; None is for ever.
    """

    id: str
    route: str
    origin: str = ""
    status: int | None = None
    body: Any = None
    merge: Mapping[str, Any] | None = None
    delay: float = 0.0
    cut: bool = False
    times: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> bool:
        """Tell whether the server itself isn't asked."""
        return self.cut or self.status is not None or self.body is not None

    def answer(self) -> Answer:
        """Return the ordered answer; a body that is a text goes out as it is."""
        body = (
            self.body.encode() if isinstance(self.body, str) else wire.dumps(self.body if self.body is not None else {})
        )
        headers = {"Content-Type": "application/json", **self.headers}
        return Answer(self.status or 200, body, headers, self.delay, self.cut)

    def applied(self, own: Answer) -> Answer:
        """Return the server's own answer, changed as ordered."""
        value = own.json()
        changed = self.merge is not None and isinstance(value, dict)
        body = wire.dumps({**value, **(self.merge or {})}) if changed else own.body
        return Answer(own.status, body, {**own.headers, **self.headers}, self.delay, own.cut)


class Hooks:
    """Hooks by id; of several that fit, the one set last holds."""

    def __init__(self) -> None:
        self._hooks: dict[str, Hook] = {}

    def set(self, hook: Hook) -> None:
        """Put a hook in force."""
        self._hooks[hook.id] = hook

    def clear(self, identifier: str | None) -> None:
        """Take one away, or all."""
        if identifier is None:
            self._hooks.clear()
        self._hooks.pop(identifier or "", None)

    def take(self, route: str, origin: str) -> Hook | None:
        """Return the hook for a request, which counts as used."""
        for hook in reversed(self._hooks.values()):
            if hook.route == route and hook.origin in ("", origin) and hook.times != 0:
                if hook.times is not None:
                    hook.times -= 1
                return hook
        return None
