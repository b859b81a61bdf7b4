"""Slices of a channel's messages: the newest, or those before, after or around an id."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fakes.discord.message import Message

Side = Literal["before", "after", "around"]


def slice_of(messages: dict[str, Message], limit: int, anchor: str, side: Side) -> list[Message]:
    """Return up to ``limit`` messages, newest first, nearest to the anchor's id on that side.

    ``messages`` are by id and in the order of their ids, as they were said; so a long history costs no sorting.
    """
    if not anchor:
        return list(islice(reversed(messages.values()), limit))
    ids = list(messages)
    older, newer = bisect_left(ids, int(anchor), key=int), bisect_right(ids, int(anchor), key=int)
    start, stop = older - limit, older
    if side == "after":
        start, stop = newer, newer + limit
    elif side == "around":
        stop = newer + limit // 2
        start = stop - limit
    return [messages[one] for one in reversed(ids[max(0, start) : stop])]
