"""Changes of boxes as updates, and the users and chats that must come along with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.views.chats import ChatViews
from fakes.telegram.views.files import FileViews
from fakes.telegram.views.hashes import AccessHashes
from fakes.telegram.views.media import MediaViews
from fakes.telegram.views.messages import MessageViews, peer
from fakes.telegram.views.reactions import reaction
from fakes.telegram.views.topics import TopicViews
from fakes.telegram.views.users import UserViews
from fakes.telegram.world import Chat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fakes.telegram.world import Box, Change, Message, Person, World
    from fakes.telegram.world.people import ReactionNews


class ChangeViews:
    """Everything that the views offer, and the updates that they make up."""

    def __init__(self, world: World, hashes: AccessHashes) -> None:
        self.world = world
        self.hashes = hashes
        self.files = FileViews(world.files, hashes)
        self.users = UserViews(hashes, self.files)
        self.chats = ChatViews(hashes, self.files)
        self.media = MediaViews(self.files, lambda: world.now)
        self.messages = MessageViews(world, self.media)
        self.topics = TopicViews(world)

    def update(self, owner: Person | Chat, change: Change, viewer: Person) -> TLObject:
        """Return one change as the update that tells it."""
        counters = {"pts": change.pts, "pts_count": change.pts_count}
        in_channel = isinstance(owner, Chat)
        if change.kind == "delete":
            name = "updateDeleteChannelMessages" if in_channel else "updateDeleteMessages"
            channel = {"channel_id": owner.id} if in_channel else {}
            return TLObject(name, {**channel, "messages": list(change.ids), **counters})
        if change.kind in ("read_inbox", "read_outbox"):
            place = self.message_of(owner.box, change).place
            read = {"peer": peer(place, viewer), "max_id": change.ids[0], **counters}
            if change.kind == "read_outbox":
                return TLObject("updateReadHistoryOutbox", read)
            return TLObject("updateReadHistoryInbox", {**read, "still_unread_count": self.world.unread(viewer, place)})
        if change.kind in ("pin", "unpin"):
            return self._pins(owner, change, viewer, counters)
        verb = "New" if change.kind == "new" else "Edit"
        message = self.messages.message(self.message_of(owner.box, change), viewer)
        return TLObject(f"update{verb}{'Channel' if in_channel else ''}Message", {"message": message, **counters})

    def _pins(self, owner: Person | Chat, change: Change, viewer: Person, counters: dict[str, int]) -> TLObject:
        told = {"pinned": change.kind == "pin" or None, "messages": list(change.ids), **counters}
        if isinstance(owner, Chat):
            return TLObject("updatePinnedChannelMessages", {"channel_id": owner.id, **told})
        where = peer(self.message_of(owner.box, change).place, viewer)
        return TLObject("updatePinnedMessages", {"peer": where, **told})

    def message_of(self, box: Box, change: Change) -> Message:
        """Return the message that a change is about (the first one)."""
        return self.world.message(box.ref(change.ids[0]) or 0)

    def reaction_update(self, message: Message, viewer: Person) -> TLObject:
        """Return what persons are told of a reaction."""
        return tl(
            "updateMessageReactions",
            peer=peer(message.place, viewer),
            msg_id=self.world.box_for(viewer, message.place).number(message.ref),
            reactions=self.messages.reactions(message, viewer),
        )

    def reaction_news(self, news: ReactionNews, bot: Person) -> TLObject:
        """Return what a bot is told of a reaction."""
        message = self.world.message(news.message_ref)
        return tl(
            "updateBotMessageReaction",
            peer=peer(message.place, bot),
            msg_id=self.world.box_for(bot, message.place).former_number(message.ref),
            date=news.date,
            actor=tl("peerUser", user_id=news.actor_id),
            old_reactions=[reaction(emoji) for emoji in news.old],
            new_reactions=[reaction(emoji) for emoji in news.new],
            qts=news.qts,
        )

    def poll_update(self, message: Message, viewer: Person) -> TLObject:
        """Return how a message's poll stands."""
        assert message.media is not None
        assert message.media.poll is not None
        poll = message.media.poll
        results = self.media.results(poll, viewer.id)
        return tl("updateMessagePoll", poll_id=poll.id, poll=self.media.poll(poll), results=results)

    def bundle(
        self,
        viewer: Person,
        messages: Iterable[Message],
        people: Iterable[Person] = (),
        places: Iterable[Chat] = (),
    ) -> dict[str, list[TLObject]]:
        """Return ``users`` and ``chats`` that the messages speak of, for the answer that carries them."""
        users = {viewer.id: viewer, **{person.id: person for person in people}}
        chats: dict[int, Chat] = {chat.id: chat for chat in places}
        for message in messages:
            for person_id in (
                message.author_id,
                *(message.action.person_ids if message.action else ()),
                *message.reactions,
                *self._named(message),
            ):
                users[person_id] = self.world.people.get(person_id)
            if message.place.kind == "private":
                partner = self.world.people.get(message.place.partner(viewer.id))
                users[partner.id] = partner
            else:
                chats[message.place.id] = self.world.chat_of(message.place)
            for chat_id in self._chats_named(message):
                other = self.world.chats.find(chat_id)
                if other is not None:
                    chats[other.id] = other
        return {
            "users": [self.users.user(person, viewer) for person in users.values()],
            "chats": [self.chats.chat(chat, viewer) for chat in chats.values()],
        }

    @staticmethod
    def _chats_named(message: Message) -> list[int]:
        """Return which chats a message names besides its own: where a group went, whose post it was, who speaks."""
        source = message.forwarded.chat_id if message.forwarded is not None else 0
        return [message.action.chat_id if message.action else 0, source, message.speaks_as or 0]

    def _named(self, message: Message) -> list[int]:
        """Return whom a message names besides its author: whose it was at first, whom it mentions or answers."""
        named = [each["user_id"] for each in message.entities if each.name == "messageEntityMentionName"]
        if message.forwarded is not None and message.forwarded.author_id is not None:
            named.append(message.forwarded.author_id)
        if message.reply_to is not None:
            named.append(self.world.message(message.reply_to).author_id)
        return [person_id for person_id in named if self.world.people.find(person_id) is not None]

    def updates(
        self,
        viewer: Person,
        updates: list[TLObject],
        messages: Iterable[Message] = (),
        people: Iterable[Person] = (),
        places: Iterable[Chat] = (),
    ) -> TLObject:
        """Return ``updates`` with the users and chats in them; seq 0 says that their order isn't to be checked."""
        along = self.bundle(viewer, messages, people, places)
        return TLObject("updates", {"updates": updates, **along, "date": self.world.now, "seq": 0})
