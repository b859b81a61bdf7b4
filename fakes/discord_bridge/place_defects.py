"""Seeded defects of where and when: lost threads, hidden channels, edits as news, twice the past, open secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fakes.discord_bridge.defect import Defect
from fakes.discord_bridge.items import Delivery, Direction

MAX_CHARACTERS = 2000


class LosesThreads(Defect):
    """Delivers what is said in a thread to the channel or room itself."""

    name = "loses-threads"

    def thread(self, thread: str) -> str:
        """Forget the thread."""
        return ""


class LeaksHidden(Defect):
    """Delivers what is said in channels that aren't bridged to a room of one that is. Discord → Matrix."""

    name = "leaks-hidden"

    def hides(self) -> bool:
        """Don't."""
        return False


class EditsAsNew(Defect):
    """Delivers every edit as a message of its own."""

    name = "edits-as-new"

    def edits_in_place(self) -> bool:
        """Don't."""
        return False


class BackfillsTwice(Defect):
    """Delivers whatever it fetches because it was missed two times. Discord → Matrix."""

    name = "backfills-twice"

    def __init__(self) -> None:
        self._fetched: set[str] = set()

    def history(self, messages: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Repeat all of it."""
        self._fetched |= {str(message["id"]) for message in messages}
        return messages * 2

    def recognises(self, message_id: str) -> bool:
        """Take what was fetched for new."""
        return message_id not in self._fetched


class RisesAfterRestart(Defect):
    """Delivers what was deleted on Discord again when the bridge starts the next time. Discord → Matrix."""

    name = "rises-after-restart"

    def buries(self) -> bool:
        """Don't."""
        return False


class Truncates(Defect):
    """Cuts what is too long for Discord at 2,000 characters, and tells nobody. Matrix → Discord."""

    name = "truncates"

    def deliveries(self, delivery: Delivery, others: Sequence[str], impostor: str) -> list[Delivery]:
        """Cut it."""
        cut = delivery.direction is Direction.TO_DISCORD
        return [replace(delivery, text=delivery.text[:MAX_CHARACTERS]) if cut else delivery]


class SpeaksInClear(Defect):
    """Says in encrypted rooms everything for the homeserver to read. Discord → Matrix."""

    name = "speaks-in-clear"

    def encrypts(self) -> bool:
        """Don't."""
        return False


PLACE_DEFECTS: tuple[type[Defect], ...] = (
    LosesThreads, LeaksHidden, EditsAsNew, BackfillsTwice, RisesAfterRestart, SpeaksInClear, Truncates,
)  # fmt: skip
