"""The world as a whole: people, chats and messages, and the rules of acting in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.chats import ADMIN_RIGHTS, CREATOR_RIGHTS, Chat, ChatKind, Chats, Member
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened, Kind
from fakes.telegram.world.files import Files
from fakes.telegram.world.media import Media, check_replacement
from fakes.telegram.world.messages import Action, Draft, Message, Place, as_stored
from fakes.telegram.world.people import People, Person, ReactionNews
from fakes.telegram.world.rights import Rights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from fakes.telegram.tl import TLObject
    from fakes.telegram.world.boxes import Box


class World:
    """Every act either raises :class:`WorldError` or happens; what happened is told to each listener, in order."""

    def __init__(self, clock: Callable[[], float], rng: Random) -> None:
        self._clock = clock
        self.people = People(rng)
        self.chats = Chats(rng)
        self.files = Files()
        self._rights = Rights(self.people, self.chats)
        self._messages: dict[int, Message] = {}
        self._listeners: list[Callable[[Happened], None]] = []

    @property
    def now(self) -> int:
        """The time in whole Unix seconds, as Telegram dates things."""
        return int(self._clock())

    def listen(self, listener: Callable[[Happened], None]) -> None:
        """Call ``listener`` with everything that happens from now on."""
        self._listeners.append(listener)

    def message(self, ref: int) -> Message:
        """Return a message by its global reference."""
        message = self._messages.get(ref)
        if message is None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"there is no message {ref}")
        return message

    def chat_of(self, place: Place) -> Chat:
        """Return the chat at ``place``; raise CHAT_ID_INVALID for a private chat."""
        return self.chats.at(place)

    def box_for(self, person: Person, place: Place) -> Box:
        """Return the box in which ``person`` finds the messages of ``place``."""
        return self.chat_of(place).box if place.kind == "supergroup" else person.box

    def create_chat(
        self,
        kind: ChatKind,
        title: str,
        creator: Person,
        members: Iterable[Person] = (),
        *,
        scope: str = "",
        origin: object = None,
    ) -> Chat:
        """Make a chat; the creation and the first members are told by service messages, as on Telegram."""
        chat = self.chats.create(kind, title, creator, self.now, scope)
        invited = [person for person in members if person is not creator]
        if kind == "group":
            for person in invited:
                self._enter(chat, person, creator)
        created = self._service(creator, chat, Action("created", tuple(person.id for person in invited), title))
        self._tell(self._post(creator, created, members=(creator, *invited), origin=origin))
        if kind == "supergroup" and invited:
            self.invite(chat, creator, invited, origin=origin)
        return chat

    def invite(self, chat: Chat, inviter: Person, people: list[Person], *, origin: object = None) -> Happened:
        """Make people members, by an invitation or (``inviter`` alone in ``people``) by joining themselves."""
        if people != [inviter] and not chat.has(inviter):
            raise WorldError(403, "CHAT_WRITE_FORBIDDEN", f"{inviter.name} isn't in {chat.title}")
        already = [person for person in people if chat.has(person)]
        if already:
            raise WorldError(400, "USER_ALREADY_PARTICIPANT", f"{already[0].name} is in {chat.title} already")
        for person in people:
            self._enter(chat, person, inviter)
        added = self._service(inviter, chat, Action("added", tuple(person.id for person in people)))
        return self._tell(self._post(inviter, added, members=tuple(people), origin=origin))

    def remove(self, chat: Chat, person: Person, by: Person, *, origin: object = None) -> Happened:
        """End a membership: ``person`` leaves, or ``by`` (who needs the right to) removes them."""
        if not chat.has(person):
            raise WorldError(400, "USER_NOT_PARTICIPANT", f"{person.name} isn't in {chat.title}")
        if person is not by and not chat.may(by, "ban_users"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} may not remove members of {chat.title}")
        removed = self._service(by, chat, Action("removed", (person.id,)))
        removal = self._post(by, removed, members=(person,), origin=origin)
        del chat.members[person.id]
        chat.version += 1
        return self._tell(removal)

    def promote(self, chat: Chat, person: Person, rights: frozenset[str] | None = None) -> None:
        """Give a member an administrator's rights: the usual ones, or those named (none of them ends it)."""
        member = chat.members.get(person.id)
        if member is None:
            raise WorldError(400, "USER_NOT_PARTICIPANT", f"{person.name} isn't in {chat.title}")
        unknown = (rights or frozenset()) - CREATOR_RIGHTS
        if unknown:
            raise WorldError(400, "RIGHTS_INVALID", f"there is no right called {', '.join(sorted(unknown))}")
        member.rights = ADMIN_RIGHTS if rights is None else rights

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
        messages = [self._written(author, place, draft, shift) for shift, draft in enumerate(drafts)]
        return [self._tell(self._post(author, message, origin=origin)) for message in messages]

    def _written(self, author: Person, place: Place, draft: Draft, shift: int) -> Message:
        stored, entities = as_stored(draft.text, draft.entities, draft.media)
        reply_to = draft.reply_to
        if reply_to is not None and (self.message(reply_to).place != place or self.message(reply_to).deleted):
            raise WorldError(400, "REPLY_MESSAGE_ID_INVALID", f"the message {reply_to} isn't there to be replied to")
        message = Message(self.next_ref + shift, place, author.id, self.now, stored, entities, reply_to)
        message.media, message.album = draft.media, draft.album
        return message

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

    def _check_may_edit(self, author: Person, message: Message) -> None:
        if message.deleted or message.action is not None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {message.ref} can't be edited")
        if message.author_id != author.id:
            raise WorldError(403, "MESSAGE_AUTHOR_REQUIRED", "only its author can edit a message")
        self._rights.check_may_write(author, message.place)

    def _edited(self, author: Person, message: Message, origin: object) -> Happened:
        changes = tuple((owner, owner.box.edit(message.ref, self._clock())) for owner in self._holders(message))
        return self._tell(Happened("edit", message.place, author, (message,), changes, origin, text=message.text))

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

    def react(self, author: Person, message: Message, emoji: str | None, *, origin: object = None) -> Happened:
        """Set or withdraw (None) one's reaction."""
        if message.deleted or message.action is not None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {message.ref} takes no reactions")
        self._rights.check_may_write(author, message.place)
        old = message.reactions.pop(author.id, None)
        if old == emoji:
            if emoji is not None:
                message.reactions[author.id] = emoji
            raise WorldError(400, "MESSAGE_NOT_MODIFIED", "the reaction is the same as before")
        if emoji is not None:
            message.reactions[author.id] = emoji
        self._tell_bots_of_reaction(author, message, old, emoji)
        kind: Kind = "unreaction" if emoji is None else "reaction"
        return self._tell(Happened(kind, message.place, author, (message,), origin=origin, text=emoji or old or ""))

    def start_typing(self, author: Person, place: Place, *, origin: object = None) -> Happened:
        """Show that somebody is writing."""
        self._rights.check_may_write(author, place)
        return self._tell(Happened("typing", place, author, origin=origin))

    def history(self, person: Person, place: Place) -> list[Message]:
        """Return the messages of ``place`` that ``person`` can see, oldest first."""
        if place.kind == "supergroup" and not self.chat_of(place).has(person):
            raise WorldError(400, "CHANNEL_PRIVATE", f"{person.name} isn't in {self.chat_of(place).title}")
        box = self.box_for(person, place)
        messages = (self._messages[box.ref(number) or 0] for number in box.numbers())
        return [message for message in messages if message.place == place]

    def audience(self, place: Place) -> list[Person]:
        """Return who is in a place."""
        if place.kind == "private":
            return [self.people.get(person_id) for person_id in dict.fromkeys((place.id, place.other_id))]
        return [self.people.get(person_id) for person_id in self.chat_of(place).members]

    def _enter(self, chat: Chat, person: Person, inviter: Person) -> None:
        chat.members[person.id] = Member(person.id, inviter.id, self.now)
        chat.version += 1

    def _post(
        self, author: Person, message: Message, *, members: tuple[Person, ...] = (), origin: object = None
    ) -> Happened:
        """Put a new message into the boxes of its place."""
        place, present = message.place, self.audience(message.place)
        self._messages[message.ref] = message
        owners: list[Person | Chat] = [self.chat_of(place)] if place.kind == "supergroup" else [*present]
        if place.kind != "supergroup":
            message.holders = frozenset(person.id for person in present)
        if place.kind == "private":
            for person in present:
                person.partners.add(place.partner(person.id))
        changes = tuple((owner, owner.box.add(message.ref, self._clock())) for owner in owners)
        kind: Kind = "message" if message.action is None else "member"
        return Happened(kind, place, author, (message,), changes, origin, text=message.text, members=members)

    def _service(self, author: Person, chat: Chat, action: Action) -> Message:
        return Message(self.next_ref, place_of(chat), author.id, self.now, action=action)

    @property
    def next_ref(self) -> int:
        """The reference that the next message will have."""
        return len(self._messages) + 1

    def _tell(self, happened: Happened) -> Happened:
        for listener in self._listeners:
            listener(happened)
        return happened

    def _tell_bots_of_reaction(self, author: Person, message: Message, old: str | None, new: str | None) -> None:
        for bot in self.bots_told_of_reactions(message.place):
            if bot is not author:
                news = ReactionNews(bot.qts + 1, message.ref, author.id, old, new, self.now)
                bot.reaction_news.append(news)

    def bots_told_of_reactions(self, place: Place) -> list[Person]:
        """Return the bots that learn of reactions in ``place``: administrators, and a private chat's partner."""
        bots = [person for person in self.audience(place) if person.bot]
        if place.kind == "private":
            return bots
        return [bot for bot in bots if self.chat_of(place).members[bot.id].rights]

    def _holders(self, message: Message) -> list[Person | Chat]:
        """Return whose boxes hold the message: those who were there when it was written."""
        if message.place.kind == "supergroup":
            return [self.chat_of(message.place)]
        return [self.people.get(person_id) for person_id in sorted(message.holders)]


def place_of(chat: Chat) -> Place:
    """Return where a chat's messages stand."""
    return Place(chat.kind, chat.id)
