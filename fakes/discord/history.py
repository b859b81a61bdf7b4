"""Slices of a channel's messages: the newest, or those before, after or around an id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fakes.discord.message import Message

Side = Literal["before", "after", "around"]


def slice_of(messages: Iterable[Message], limit: int, anchor: str, side: Side) -> list[Message]:
    """Return up to ``limit`` messages, newest first, nearest to the anchor's id on that side."""
    newest_first = sorted(messages, key=lambda one: int(one.id), reverse=True)
    if not anchor:
        return newest_first[:limit]
    older = [one for one in newest_first if int(one.id) < int(anchor)]
    newer = [one for one in newest_first if int(one.id) > int(anchor)]
    if side == "before":
        return older[:limit]
    if side == "after":
        return newer[-limit:]
    here = [one for one in newest_first if one.id == anchor]
    return newer[-(limit // 2) :] + here + older[: limit - limit // 2 - len(here)]
