"""Seeded defects: named ways to misbehave, so that the suites can prove that they would notice.

Each is deterministic, off by default, and acts in both directions unless its docstring says otherwise. A defect
overrides the seams of ``Defect`` that it needs; the bridge calls every seam of every defect in play.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fakes.discord_bridge.defect import Defect
from fakes.discord_bridge.file_defects import FILE_DEFECTS
from fakes.discord_bridge.items import Delivery, Item, Part
from fakes.discord_bridge.people_defects import PEOPLE_DEFECTS
from fakes.discord_bridge.place_defects import PLACE_DEFECTS
from fakes.discord_bridge.text_defects import HOLD_SECONDS, IMPOSTOR, INVENTION, TEXT_DEFECTS
from fakes.discord_bridge.uploads import Upload

__all__ = ["HOLD_SECONDS", "IMPOSTOR", "INVENTION", "KNOWN", "Defects", "UnknownDefectError"]


class UnknownDefectError(Exception):
    """A ``--defect`` that doesn't exist; the message lists those that do."""


KNOWN: dict[str, type[Defect]] = {
    defect.name: defect for defect in (*TEXT_DEFECTS, *FILE_DEFECTS, *PEOPLE_DEFECTS, *PLACE_DEFECTS)
}


class Defects:
    """The defects in play, each seam applied in the order of their names."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        wanted = sorted(set(names))
        unknown = [name for name in wanted if name not in KNOWN]
        if unknown:
            raise UnknownDefectError(f"there is no defect {unknown[0]!r}; the defects are: {', '.join(sorted(KNOWN))}")
        self.names = tuple(wanted)
        self._chain = [KNOWN[name]() for name in wanted]

    def arrange(self, channel: str, item: Item) -> list[Item]:
        """Return what to handle now that ``item`` came in, in order."""
        items = [item]
        for defect in self._chain:
            items = [kept for one in items for kept in defect.arrange(channel, one)]
        return items

    def holding(self, channel: str) -> bool:
        """Tell whether an item of ``channel`` is kept back."""
        return any(defect.held(channel) for defect in self._chain)

    def release(self, channel: str) -> list[Item]:
        """Give up what is kept back."""
        return [item for defect in self._chain for item in defect.release(channel)]

    def deliveries(self, delivery: Delivery, others: Sequence[str], impostor: str) -> list[Delivery]:
        """Return what goes out for ``delivery``; the first is the one that later edits and deletions are about."""
        out = [delivery]
        for defect in self._chain:
            out = [sent for one in out for sent in defect.deliveries(one, others, impostor)]
        return out

    def knows_own(self) -> bool:
        """Tell whether the bridge recognises its own messages."""
        return all(defect.knows_own() for defect in self._chain)

    def lets_rest(self) -> bool:
        """Tell whether deleted messages stay deleted."""
        return all(defect.lets_rest() for defect in self._chain)

    def extra_calls(self, channel: str) -> list[tuple[str, str]]:
        """Return the calls to make beside a message."""
        return [call for defect in self._chain for call in defect.extra_calls(channel)]

    def file(self, data: bytes) -> bytes:
        """Return a file's bytes as they go out."""
        for defect in self._chain:
            data = defect.file(data)
        return data

    def parts(self, parts: list[Part]) -> list[Part]:
        """Return the events that a Discord message becomes."""
        for defect in self._chain:
            parts = defect.parts(parts)
        return parts

    def uploads(self, uploads: list[Upload]) -> list[Upload]:
        """Return the files that go to Discord with a message."""
        for defect in self._chain:
            uploads = defect.uploads(uploads)
        return uploads

    def history(self, messages: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return the messages that are fetched because they were missed."""
        for defect in self._chain:
            messages = defect.history(messages)
        return messages

    def words(self, text: str, *, files: bool) -> str:
        """Return what is said beside files (``files``), or alone."""
        for defect in self._chain:
            text = defect.words(text, files=files)
        return text

    def called(self, name: str) -> str:
        """Return the name that somebody bears on the other side."""
        for defect in self._chain:
            name = defect.called(name)
        return name

    def mentioned(self, discord_id: str, impostor: str) -> str:
        """Return the Discord account that a mention means; ``impostor`` is one that is logged in here."""
        for defect in self._chain:
            discord_id = defect.mentioned(discord_id, impostor)
        return discord_id

    def reactor(self, discord_id: str, impostor: str) -> str:
        """Return the Discord account that reacts on Matrix."""
        for defect in self._chain:
            discord_id = defect.reactor(discord_id, impostor)
        return discord_id

    def unreacted(self, event: str, others: Sequence[str]) -> str:
        """Return the reaction to redact; ``others`` are the message's other ones."""
        for defect in self._chain:
            event = defect.unreacted(event, others)
        return event

    def reader(self, mxid: str, others: Sequence[str]) -> str:
        """Return for whom a message is marked as read on Discord; ``others`` are logged in, too."""
        for defect in self._chain:
            mxid = defect.reader(mxid, others)
        return mxid

    def typing_seconds(self, seconds: int) -> int:
        """Return how long a ghost is shown as typing."""
        for defect in self._chain:
            seconds = defect.typing_seconds(seconds)
        return seconds

    def thread(self, thread: str) -> str:
        """Return the Discord thread in which a message is delivered."""
        for defect in self._chain:
            thread = defect.thread(thread)
        return thread

    def follows(self) -> bool:
        """Tell whether ghosts join wherever they are invited."""
        return any(defect.follows() for defect in self._chain)

    def invites(self) -> bool:
        """Tell whether all who have logged in are invited to a room, whatever they may see on Discord."""
        return any(defect.invites() for defect in self._chain)

    def hides(self) -> bool:
        """Tell whether channels without a room stay unseen."""
        return all(defect.hides() for defect in self._chain)

    def edits_in_place(self) -> bool:
        """Tell whether an edit changes what it is about."""
        return all(defect.edits_in_place() for defect in self._chain)

    def buries(self) -> bool:
        """Tell whether a deleted message stays deleted after a restart."""
        return all(defect.buries() for defect in self._chain)

    def encrypts(self) -> bool:
        """Tell whether what is said in an encrypted room is encrypted."""
        return all(defect.encrypts() for defect in self._chain)

    def recognises(self, message_id: str) -> bool:
        """Tell whether a message that was carried before is known."""
        return all(defect.recognises(message_id) for defect in self._chain)
