"""The seams at which the bridge can be made to misbehave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fakes.discord_bridge.items import Delivery, Item, Part
from fakes.discord_bridge.uploads import Upload


class Defect:
    """The seams at which the bridge can be made to misbehave; here each does the right thing."""

    name = ""

    def arrange(self, channel: str, item: Item) -> list[Item]:
        """Return what to handle now that ``item`` came in: normally the item alone."""
        return [item]

    def held(self, channel: str) -> list[Item]:
        """Return (without giving up) the items of ``channel`` that are kept back."""
        return []

    def release(self, channel: str) -> list[Item]:
        """Give up the items of ``channel`` that are kept back."""
        return []

    def deliveries(self, delivery: Delivery, others: Sequence[str], impostor: str) -> list[Delivery]:
        """Return what goes out for ``delivery``; ``others`` are the other bridged channels."""
        return [delivery]

    def knows_own(self) -> bool:
        """Tell whether the bridge recognises its own messages when Discord shows them to it."""
        return True

    def lets_rest(self) -> bool:
        """Tell whether a deleted message stays deleted."""
        return True

    def extra_calls(self, channel: str) -> list[tuple[str, str]]:
        """Return calls (method, path below Discord's API base) to make beside a message."""
        return []

    def file(self, data: bytes) -> bytes:
        """Return a file's bytes as they go out."""
        return data

    def parts(self, parts: list[Part]) -> list[Part]:
        """Return the events that a Discord message becomes."""
        return parts

    def history(self, messages: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return the messages that are fetched because they were missed."""
        return messages

    def uploads(self, uploads: list[Upload]) -> list[Upload]:
        """Return the files that go to Discord with a message."""
        return uploads

    def words(self, text: str, *, files: bool) -> str:
        """Return what is said beside files (``files``), or alone."""
        return text

    def called(self, name: str) -> str:
        """Return the name that somebody bears on the other side."""
        return name

    def mentioned(self, discord_id: str, impostor: str) -> str:
        """Return the Discord account that a mention means; ``impostor`` is one that is logged in here."""
        return discord_id

    def reactor(self, discord_id: str, impostor: str) -> str:
        """Return the Discord account that reacts on Matrix."""
        return discord_id

    def unreacted(self, event: str, others: Sequence[str]) -> str:
        """Return the reaction to redact; ``others`` are the message's other ones."""
        return event

    def reader(self, mxid: str, others: Sequence[str]) -> str:
        """Return for whom a message is marked as read on Discord; ``others`` are logged in, too."""
        return mxid

    def typing_seconds(self, seconds: int) -> int:
        """Return how long a ghost is shown as typing."""
        return seconds

    def thread(self, thread: str) -> str:
        """Return the Discord thread in which a message is delivered."""
        return thread

    def follows(self) -> bool:
        """Tell whether ghosts join wherever they are invited."""
        return False

    def invites(self) -> bool:
        """Tell whether all who have logged in are invited to a room, whatever they may see on Discord."""
        return False

    def hides(self) -> bool:
        """Tell whether channels without a room stay unseen."""
        return True

    def edits_in_place(self) -> bool:
        """Tell whether an edit changes what it is about."""
        return True

    def buries(self) -> bool:
        """Tell whether a deleted message stays deleted after a restart."""
        return True

    def encrypts(self) -> bool:
        """Tell whether what is said in an encrypted room is encrypted."""
        return True

    def recognises(self, message_id: str) -> bool:
        """Tell whether a message that was carried before is known."""
        return True
