"""What the bridge asks of a Discord account that is connected, whether a bot's or a person's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from fakes.discord_bridge.uploads import Upload

EventHandler = Callable[[str, Mapping[str, Any]], None]
Message = Mapping[str, Any]


class Account(Protocol):
    """One connected account; calls raise DiscordRefusedError."""

    async def open(self, seconds: float = 30.0) -> Mapping[str, Any]:
        """Connect and return READY's user object; raise LogInFailedError."""

    async def close(self) -> None:
        """Disconnect; harmless when it is already."""

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **ids: str) -> Any:
        """Call Discord's API; ``ids`` fill the names in ``path``. Return the JSON answer."""

    async def history(self, channel: str, limit: int, *, before: str = "", after: str = "") -> list[Message]:
        """Return a channel's messages, new to old."""

    async def post(self, channel: str, body: Mapping[str, Any], files: Sequence[Upload] = ()) -> Message:
        """Post a message with its files; return it."""

    async def react(self, channel: str, message: str, emoji: str, *, add: bool) -> None:
        """Add or remove the account's own reaction."""

    async def may_create_webhooks(self, channel: str) -> bool:
        """Tell whether the account has MANAGE_WEBHOOKS."""
