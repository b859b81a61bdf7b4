"""Reactions as objects; a custom emoji is kept as the digits of its id."""

from __future__ import annotations

from fakes.telegram.tl import TLObject, tl


def reaction(emoji: str) -> TLObject:
    """Return a ``Reaction``."""
    if emoji.isdecimal():
        return tl("reactionCustomEmoji", document_id=int(emoji))
    return tl("reactionEmoji", emoticon=emoji)
