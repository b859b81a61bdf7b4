"""Writing messages, changing and deleting them, and voting in their polls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.discussing import Discussing
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened
from fakes.telegram.world.media import Media, check_replacement
from fakes.telegram.world.messages import Draft, Message, Place, as_stored
from fakes.telegram.world.topics import GENERAL, check_may_write_in, number_of

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.people import Person

_ALBUMS_FROM = 13_000_000_000_000_000


class Writing(Discussing):
    """Acts on messages."""

    @property
    def next_album(self) -> int:
        """The id of the next album, which its messages share."""
        return _ALBUMS_FROM + self.next_ref

    def send(
        self,
        author: Person,
        place: Place,
        text: str,
        *,
        entities: tuple[TLObject, ...] = (),
        reply_to: int | None = None,
        origin: object = None,
    ) -> Happened:
        """Write a message of text alone; ``reply_to`` is a global reference in the same place."""
        return self.write(author, place, [Draft(text, entities, reply_to)], origin=origin)[0]

    def write(self, author: Person, place: Place, drafts: list[Draft], *, origin: object = None) -> list[Happened]:
        """Write messages one after the other; none of them where one can't be."""
        self._rights.check_may_write(author, place)
        self._rights.check_pace(author, place)
        messages = [self._written(author, place, draft, shift) for shift, draft in enumerate(drafts)]
        told = [self._tell(self._post(author, message, origin=origin)) for message in messages]
        for message in messages:
            if message.thread is not None:
                self.message(message.thread).thread_refs.append(message.ref)
            self._copy(author, message)
        return told

    def _written(self, author: Person, place: Place, draft: Draft, shift: int) -> Message:
        stored, entities = as_stored(draft.text, draft.entities, draft.media)
        self._check_emoji(entities)
        if draft.reply_to is not None:
            self._check_answers(author, place, draft)
        topic = self._topic_for(author, place, draft)
        return Message(
            self.next_ref + shift,
            place,
            author.id,
            self.now,
            stored,
            entities,
            draft.reply_to,
            media=draft.media,
            album=draft.album,
            quote=draft.quote,
            forwarded=draft.forwarded,
            silent=draft.silent,
            protected=draft.protected,
            topic=topic,
            thread=self._thread_for(place, draft) if topic is None else None,
        )

    def _topic_for(self, author: Person, place: Place, draft: Draft) -> int | None:
        """Return the topic in which a draft is to stand: the named one, that of what it answers, or the general one."""
        chat = self.chat_of(place) if place.kind == "supergroup" else None
        if chat is None or not chat.forum:
            return None
        is_near = draft.reply_to is not None and not draft.answers_elsewhere
        number = draft.topic or (number_of(self.message(draft.reply_to or 0)) if is_near else GENERAL)
        check_may_write_in(chat, number, author)
        return number

    def _check_answers(self, author: Person, place: Place, draft: Draft) -> None:
        """Raise REPLY_MESSAGE_ID_INVALID or QUOTE_TEXT_INVALID for what can't be answered."""
        answered = self.message(draft.reply_to or 0)
        is_near = answered.place == place
        may_answer = is_near or (draft.answers_elsewhere and author in self.audience(answered.place))
        if answered.deleted or not may_answer:
            name = "REPLY_MESSAGE_ID_INVALID"
            raise WorldError(400, name, f"the message {answered.ref} isn't there to be replied to")
        if draft.quote is not None and draft.quote.text not in answered.text:
            raise WorldError(400, "QUOTE_TEXT_INVALID", f"the message {answered.ref} doesn't say what is quoted")

    def edit(
        self,
        author: Person,
        message: Message,
        text: str,
        *,
        entities: tuple[TLObject, ...] = (),
        media: Media | None = None,
        origin: object = None,
    ) -> Happened:
        """Change the text (or caption) of one's own message, and its media where there are new ones."""
        self._check_may_edit(author, message)
        if media is not None:
            check_replacement(message.media, media, in_album=message.album is not None)
        stored, entities = as_stored(text, entities, media or message.media)
        self._check_emoji(entities)
        if (stored, entities) == (message.text, message.entities) and (media is None or media.is_like(message.media)):
            raise WorldError(400, "MESSAGE_NOT_MODIFIED", "the new text is the old one")
        message.text, message.entities, message.edited_at = stored, entities, self.now
        message.media = media or message.media
        return self._edited(author, message, origin)

    def vote(self, person: Person, message: Message, options: tuple[bytes, ...], *, origin: object = None) -> Happened:
        """Choose answers of a poll, or retract the choice with none."""
        self._rights.check_may_write(person, message.place)
        if message.deleted or message.media is None or message.media.poll is None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {message.ref} is no poll")
        message.media.poll.vote(person.id, options, self.now)
        return self._tell(Happened("vote", message.place, person, (message,), origin=origin))

    def close_poll(self, author: Person, message: Message, *, origin: object = None) -> Happened:
        """End one's own poll."""
        self._check_may_edit(author, message)
        poll = message.media.poll if message.media is not None else None
        if poll is None or poll.is_closed(self.now):
            raise WorldError(400, "MESSAGE_NOT_MODIFIED", "there is no open poll")
        poll.closed = True
        return self._edited(author, message, origin)

    def _check_emoji(self, entities: tuple[TLObject, ...]) -> None:
        for entity in entities:
            if entity.name == "messageEntityCustomEmoji" and not self.files.is_emoji(entity["document_id"]):
                raise WorldError(400, "DOCUMENT_INVALID", f"there is no custom emoji {entity['document_id']}")

    def _check_may_edit(self, author: Person, message: Message) -> None:
        if message.deleted or message.action is not None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {message.ref} can't be edited")
        if message.author_id != author.id:
            raise WorldError(403, "MESSAGE_AUTHOR_REQUIRED", "only its author can edit a message")
        self._rights.check_may_write(author, message.place)

    def _edited(self, author: Person, message: Message, origin: object) -> Happened:
        changes = tuple((owner, owner.box.edit(message.ref, self._clock())) for owner in self._holders(message))
        told = self._tell(Happened("edit", message.place, author, (message,), changes, origin, text=message.text))
        copy = self.copy_of(message)
        if copy is not None and not copy.deleted:
            copy.text, copy.entities, copy.media = message.text, message.entities, message.media
            copy.edited_at = message.edited_at
            self._edited(author, copy, None)
        return told

    def forget(self, person: Person, messages: list[Message], *, origin: object = None) -> Happened | None:
        """Delete messages for oneself alone; others keep them. Supergroups know no such thing."""
        own = [message for message in messages if person.id in message.holders and not message.deleted]
        if not own:
            return None
        for message in own:
            message.holders -= {person.id}
        change = person.box.delete([message.ref for message in own], self._clock())
        return self._tell(Happened("forget", own[0].place, person, tuple(own), ((person, change),), origin))

    def delete(self, author: Person, messages: list[Message], *, origin: object = None) -> Happened | None:
        """Delete for everybody messages of one place; those that are gone already don't count."""
        present = [message for message in messages if not message.deleted]
        if not present:
            return None
        place = present[0].place
        for message in present:
            self._rights.check_may_delete(author, message)
        owners: dict[int, tuple[Person | Chat, list[int]]] = {}
        for message in present:
            message.deleted = True
            for owner in self._holders(message):
                owners.setdefault(id(owner), (owner, []))[1].append(message.ref)
        changes = tuple((owner, owner.box.delete(refs, self._clock())) for owner, refs in owners.values())
        return self._tell(Happened("delete", place, author, tuple(present), changes, origin))
