"""What a scene is wished to have: a room costs less with one bridge in it than with two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from harness.core.fact import Network

ChatKind = Literal["group", "supergroup"]

NAMES = ("alice", "bob", "carol")
BRIDGED: frozenset[Network] = frozenset({"discord", "telegram"})


@dataclass(frozen=True, slots=True)
class Wish:
    """``networks`` are bridged to the scene's room; ``people`` are on Matrix and on each; ``chat`` is Telegram's."""

    networks: frozenset[Network] = BRIDGED
    chat: ChatKind = "supergroup"
    people: tuple[str, ...] = NAMES


ALL = Wish()
