"""Pinned messages (https://core.telegram.org/api/pin): each box has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened, Kind
from fakes.telegram.world.ground import Ground
from fakes.telegram.world.messages import Action, Message, Place

if TYPE_CHECKING:
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.people import Person


class Pinning(Ground):
    """Acts of pinning."""

    def pin(
        self, author: Person, message: Message, *, alone: bool = False, origin: object = None
    ) -> tuple[Happened, Happened | None]:
        """Pin a message, which a service message tells, or (``alone``, in private chats) for oneself only."""
        self._check_may_pin(author, message)
        owners: list[Person | Chat] = [author] if alone and message.place.kind == "private" else self._holders(message)
        if all(message.ref in owner.box.pinned for owner in owners):
            raise WorldError(400, "CHAT_NOT_MODIFIED", f"the message {message.ref} is pinned already")
        pinned = self._pinned(author, message.place, owners, [message], pinned=True, origin=origin)
        if owners == [author]:
            return pinned, None
        about = Message(
            self.next_ref, message.place, author.id, self.now, reply_to=message.ref, action=Action("pinned")
        )
        return pinned, self._tell(self._post(author, about, origin=origin))

    def unpin(self, author: Person, messages: list[Message], *, origin: object = None) -> Happened | None:
        """Take messages of one place from the pinned ones; those that aren't pinned don't count."""
        wanted = [message for message in messages if not message.deleted]
        owners = [owner for message in wanted for owner in self._holders(message) if message.ref in owner.box.pinned]
        if not owners:
            return None
        for message in wanted:
            self._check_may_pin(author, message)
        return self._pinned(author, wanted[0].place, list(dict.fromkeys(owners)), wanted, pinned=False, origin=origin)

    def pinned(self, viewer: Person, place: Place) -> list[Message]:
        """Return what is pinned in a place, the latest first."""
        messages = [self.message(ref) for ref in reversed(self.box_for(viewer, place).pinned)]
        return [message for message in messages if message.place == place]

    def _pinned(
        self,
        author: Person,
        place: Place,
        owners: list[Person | Chat],
        messages: list[Message],
        *,
        pinned: bool,
        origin: object,
    ) -> Happened:
        changes = []
        for owner in owners:
            refs = [message.ref for message in messages if pinned or message.ref in owner.box.pinned]
            changes.append((owner, owner.box.pin(refs, self._clock(), pinned=pinned)))
        kind: Kind = "pin" if pinned else "unpin"
        return self._tell(Happened(kind, place, author, tuple(messages), tuple(changes), origin))

    def _check_may_pin(self, author: Person, message: Message) -> None:
        if message.deleted or message.action is not None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {message.ref} can't be pinned")
        self._rights.check_may_write(author, message.place)
