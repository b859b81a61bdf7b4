"""What a Discord message holds besides its author's words: commands used, forwards, interactive elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

FORWARD = 1
COMPONENTS = "<p>This message contains interactive elements. Use the Discord app to interact with the message.</p>"


def interaction_html(mxid: str, name: str, command: str) -> str:
    """Return the line that says who used a command."""
    return (
        f'<blockquote>\n<a href="https://matrix.to/#/{mxid}">{name}</a>'
        f' used <font color="#3771bb">/{command}</font>\n</blockquote>'
    )


def forwarded(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the message that a forward shows (Discord: Message resource, message snapshot)."""
    reference, snapshots = message.get("message_reference"), message.get("message_snapshots")
    if not reference or reference.get("type") != FORWARD or not snapshots:
        return None
    return snapshots[0].get("message") or None


def forward_html(snapshot: Mapping[str, Any], origin: Callable[[str], str], render: Callable[[str], str]) -> str:
    """Return a forward as a quotation; ``origin`` makes the link to where it came from, given the time to show."""
    sent = datetime.fromisoformat(str(snapshot["timestamp"])).astimezone(UTC)
    text = render(str(snapshot.get("content") or ""))
    return f"<blockquote>\n<p>↷ Forwarded</p>\n{text}\n<p>{origin(f'{sent:%Y-%m-%d %H:%M} UTC')}</p>\n</blockquote>"
