"""What travels through the bridge: an item comes in from one side, a delivery goes out on the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal


class Direction(Enum):
    """Where an item goes."""

    TO_MATRIX = "to_matrix"
    TO_DISCORD = "to_discord"


Kind = Literal["message", "edit", "delete", "reaction", "unreaction", "backfill"]


@dataclass(frozen=True, slots=True)
class Item:
    """One event of a channel, as its network gave it (a gateway payload or a Matrix event)."""

    direction: Direction
    kind: Kind
    author: str
    data: Mapping[str, Any]
    account: str = ""
    """The Matrix id of the bridge user whose Discord session saw it; empty for what comes from Matrix."""
    thread: str = ""
    """The Discord thread that it happened in; empty for the channel itself, and for what comes from Matrix."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way out.

    ``author`` is a Discord id on the way to Matrix, and on the way to Discord the name that the webhook bears (empty
    for what an account posts as itself). ``text`` is Discord Markdown both ways.
    """

    channel: str
    direction: Direction
    author: str
    text: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One Matrix event of a Discord message; ``attachment`` is the file that it carries, empty for the text."""

    content: dict[str, Any]
    attachment: str = ""
    kind: str = "m.room.message"
