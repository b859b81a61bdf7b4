"""Seeded defects of messages as a whole: lost, doubled, out of order, altered, misattributed, leaked, echoed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from fakes.discord_bridge.defect import Defect
from fakes.discord_bridge.items import Delivery, Direction, Item

IMPOSTOR = "Somebody else"
"""The name under which ``wrong-author`` relays to Discord."""

INVENTION = "Nobody has said this"
"""What ``invents`` puts into people's mouths."""

HOLD_SECONDS = 2.5
"""How long ``reorders`` waits for a neighbour before it lets a message go in its right place."""


class Drops(Defect):
    """Loses every second message of a channel and direction: of three, the second."""

    name = "drops"

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, Direction]] = Counter()

    def arrange(self, channel: str, item: Item) -> list[Item]:
        """Lose the second, fourth, … message."""
        if item.kind != "message":
            return [item]
        self._seen[channel, item.direction] += 1
        return [item] if self._seen[channel, item.direction] % 2 else []


class Duplicates(Defect):
    """Delivers every message twice."""

    name = "duplicates"

    def deliveries(self, delivery: Delivery, others: Sequence[str], impostor: str) -> list[Delivery]:
        """Send it twice."""
        return [delivery, delivery]


class Reorders(Defect):
    """Swaps the second and third of every three messages of one author in a channel: 1, 3, 2.

    The second is kept back until the third comes, or for HOLD_SECONDS: so it needs messages in a row.
    """

    name = "reorders"

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, Direction, str]] = Counter()
        self._held: dict[tuple[str, Direction, str], Item] = {}

    def arrange(self, channel: str, item: Item) -> list[Item]:
        """Keep the second back until the third."""
        if item.kind != "message":
            return [item]
        line = (channel, item.direction, item.author)
        self._seen[line] += 1
        if self._seen[line] % 3 == 2:
            self._held[line] = item
            return []
        kept = self._held.pop(line, None)
        return [item] if kept is None else [item, kept]

    def held(self, channel: str) -> list[Item]:
        """Return what is kept back."""
        return [item for line, item in self._held.items() if line[0] == channel]

    def release(self, channel: str) -> list[Item]:
        """Let it go."""
        return [self._held.pop(line) for line in list(self._held) if line[0] == channel]


class WrongAuthor(Defect):
    """Shows every message under another name: the bot account's ghost on Matrix, "Somebody else" on Discord.

    What a logged-in account posts as itself isn't touched.
    """

    name = "wrong-author"

    def deliveries(self, delivery: Delivery, others: Sequence[str], impostor: str) -> list[Delivery]:
        """Put the impostor in the author's place."""
        return [replace(delivery, author=impostor)] if delivery.author else [delivery]


class Alters(Defect):
    """Swaps the last two characters of every message; where that changes nothing, doubles the last."""

    name = "alters"

    def deliveries(self, delivery: Delivery, others: Sequence[str], impostor: str) -> list[Delivery]:
        """Swap the last two characters."""
        text = delivery.text
        swapped = text[:-2] + text[-2:][::-1]
        return [replace(delivery, text=swapped if swapped != text else text + text[-1:])]


class SwallowsEdits(Defect):
    """Ignores every edit."""

    name = "swallows-edits"

    def arrange(self, channel: str, item: Item) -> list[Item]:
        """Lose edits."""
        return [] if item.kind == "edit" else [item]


class SwallowsDeletes(Defect):
    """Ignores every deletion."""

    name = "swallows-deletes"

    def arrange(self, channel: str, item: Item) -> list[Item]:
        """Lose deletions."""
        return [] if item.kind == "delete" else [item]


class Resurrects(Defect):
    """Deletes as it should, then delivers the deleted message again as a new one."""

    name = "resurrects"

    def lets_rest(self) -> bool:
        """Don't."""
        return False


class Echoes(Defect):
    """Bridges its own messages on Discord (relayed, or posted by the logged-in account) back to Matrix.

    Discord → Matrix only: the bridge's own Matrix events aren't bridged back.
    """

    name = "echoes"

    def knows_own(self) -> bool:
        """Don't."""
        return False


class Leaks(Defect):
    """Delivers every message to every other bridged channel or room too."""

    name = "leaks"

    def deliveries(self, delivery: Delivery, others: Sequence[str], impostor: str) -> list[Delivery]:
        """Send it everywhere."""
        return [delivery, *(replace(delivery, channel=channel) for channel in others)]


class Invents(Defect):
    """Delivers, beside every message, one that nobody said, by the same author: INVENTION."""

    name = "invents"

    def deliveries(self, delivery: Delivery, others: Sequence[str], impostor: str) -> list[Delivery]:
        """Make something up."""
        return [delivery, replace(delivery, text=INVENTION)]


class UnexpectedCall(Defect):
    """Calls a Discord route that doesn't exist (GET /channels/<id>/unexpected-call) before every message."""

    name = "unexpected-call"

    def extra_calls(self, channel: str) -> list[tuple[str, str]]:
        """Call what isn't there."""
        return [("GET", f"/channels/{channel}/unexpected-call")]


TEXT_DEFECTS: tuple[type[Defect], ...] = (
    Drops, Duplicates, Reorders, WrongAuthor, Alters, SwallowsEdits, SwallowsDeletes, Resurrects, Echoes, Leaks,
    Invents, UnexpectedCall,
)  # fmt: skip
