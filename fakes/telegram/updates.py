"""Delivery: what happens goes to every session of everybody concerned, as updates of that session's layer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fakes.telegram.tl import InexpressibleError, TLObject, tl
from fakes.telegram.tl.compression import gzip_if_smaller
from fakes.telegram.world import Chat, Happened, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fakes.telegram.faults import Faults
    from fakes.telegram.mtproto.client_keys import ClientSession
    from fakes.telegram.tl import Layers
    from fakes.telegram.views import ChangeViews


class Courier:
    """Listens to the world; the session that caused an event learns of it by the answer to its call instead.

    A channel's deletion goes to that session too: its answer carries no channel, and without the update the next
    message would look like a gap.
    """

    def __init__(
        self,
        views: ChangeViews,
        layers: Layers,
        sessions: Callable[[Person], Iterator[ClientSession]],
        faults: Faults,
        refuse: Callable[[ClientSession, InexpressibleError], None],
    ) -> None:
        self._views = views
        self._layers = layers
        self._sessions = sessions
        self._faults = faults
        self._refuse = refuse
        self._without_box: dict[str, Callable[[Happened], None]] = {
            "reaction": self._deliver_reaction,
            "unreaction": self._deliver_reaction,
            "read": self._deliver_channel_read,
            "vote": self._deliver_vote,
            "typing": self._deliver_typing,
            "name": self._deliver_profile,
            "status": self._deliver_profile,
            "rights": self._deliver_rights,
            "topic_pinned": self._deliver_pinned_topic,
        }

    def deliver(self, happened: Happened) -> None:
        """Push ``happened`` to all who should hear of it."""
        for owner, change in happened.changes:
            to_origin = isinstance(owner, Chat) and change.kind == "delete"
            origin = None if to_origin else happened.origin
            for viewer in self._readers(owner, happened):
                update = self._views.update(owner, change, viewer)
                self._push(viewer, [update, *self._membership(happened, viewer)], happened, origin)
        if happened.kind == "member" and happened.place.kind == "supergroup":
            for gone in set(happened.members) - set(self._views.world.audience(happened.place)):
                self._push(gone, self._membership(happened, gone), happened, happened.origin)
        deliver = self._without_box.get(happened.kind)
        if deliver is not None:
            deliver(happened)

    def push_alone(self, client: ClientSession, update: TLObject) -> None:
        """Push an update that concerns one session and no account, log-in or not."""
        short = tl("updateShort", update=update, date=self._views.world.now)
        client.session.push(self._layers.translator(client.key.layer).encode(short))
        client.flush()

    def _readers(self, owner: Person | Chat, happened: Happened) -> list[Person]:
        if isinstance(owner, Person):
            return [owner]
        return self._views.world.audience(happened.place)

    def _membership(self, happened: Happened, viewer: Person) -> list[TLObject]:
        """Return what comes with a change of members: a hint to those concerned, or a basic group's list to all."""
        if happened.kind != "member":
            return []
        if happened.place.kind == "supergroup":
            concerned = viewer in happened.members
            return [tl("updateChannel", channel_id=happened.place.id)] if concerned else []
        chat = self._views.world.chat_of(happened.place)
        if not chat.has(viewer):
            return []
        return [tl("updateChatParticipants", participants=self._views.chats.group_participants(chat))]

    def _deliver_reaction(self, happened: Happened) -> None:
        (message,) = happened.messages
        for viewer in self._views.world.audience(happened.place):
            if not viewer.bot:
                self._push(viewer, [self._views.reaction_update(message, viewer)], happened, happened.origin)
        for bot in self._views.world.bots_told_of_reactions(happened.place):
            if bot is not happened.author:
                self._push(bot, [self._views.reaction_news(bot.reaction_news[-1], bot)], happened, happened.origin)

    def _deliver_channel_read(self, happened: Happened) -> None:
        """Tell the reader's other sessions, and those whose messages were read; no box counts this."""
        world, reader = self._views.world, happened.author
        if happened.place.kind != "supergroup":
            return
        chat = world.chat_of(happened.place)
        inbox = tl(
            "updateReadChannelInbox",
            channel_id=chat.id,
            max_id=reader.read[happened.place],
            still_unread_count=world.unread(reader, happened.place),
            pts=chat.box.pts,
        )
        self._push(reader, [inbox], happened, happened.origin)
        for author in happened.members:
            max_id = author.read_by_others[happened.place]
            self._push(author, [tl("updateReadChannelOutbox", channel_id=chat.id, max_id=max_id)], happened, None)

    def _deliver_vote(self, happened: Happened) -> None:
        """Tell every person in the place how the poll stands, and the poll's author too if it is a bot."""
        (message,) = happened.messages
        for viewer in self._views.world.audience(happened.place):
            if not viewer.bot or viewer.id == message.author_id:
                self._push(viewer, [self._views.poll_update(message, viewer)], happened, happened.origin)

    def _deliver_profile(self, happened: Happened) -> None:
        """Tell an account's other clients, and all who know it, what it is called or whether it is online."""
        person = happened.author
        update = self._views.users.change(person, happened.kind)
        for viewer in self._views.world.people.knowing(person):
            self._push(viewer, [update], happened, happened.origin)

    def _deliver_rights(self, happened: Happened) -> None:
        """Tell whose rights changed that the chat looks another way; tell all of a basic group."""
        chat = self._views.world.chat_of(happened.place)
        alone = happened.members if chat.kind == "supergroup" else ()
        for viewer in alone or self._views.world.audience(happened.place):
            if chat.kind == "supergroup":
                update = tl("updateChannel", channel_id=chat.id)
            else:
                update = tl("updateChatParticipants", participants=self._views.chats.group_participants(chat))
            self._push(viewer, [update], happened, happened.origin)

    def _deliver_pinned_topic(self, happened: Happened) -> None:
        """Tell everybody that a topic is above the others, or no longer."""
        chat = self._views.world.chat_of(happened.place)
        update = self._views.topics.pinned(chat, happened.messages[0])
        for viewer in self._views.world.audience(happened.place):
            self._push(viewer, [update], happened, happened.origin)

    def _deliver_typing(self, happened: Happened) -> None:
        author = tl("peerUser", user_id=happened.author.id)
        action = happened.action or tl("sendMessageTypingAction")
        for viewer in self._views.world.audience(happened.place):
            if viewer is happened.author or viewer.bot:
                continue
            if happened.place.kind == "private":
                update = tl("updateUserTyping", user_id=happened.author.id, action=action)
            elif happened.place.kind == "supergroup":
                update = tl("updateChannelUserTyping", channel_id=happened.place.id, from_id=author, action=action)
            else:
                update = tl("updateChatUserTyping", chat_id=happened.place.id, from_id=author, action=action)
            self._push(viewer, [update], happened, happened.origin)

    def _push(self, viewer: Person, updates: list[TLObject], happened: Happened, origin: object) -> None:
        withholding = self._faults.withholding(happened, viewer)
        if withholding is not None:
            withholding.held.append(partial(self._push, viewer, updates, happened, origin))
            return
        targets = [client for client in self._sessions(viewer) if client is not origin]
        copies = self._faults.copies_for(viewer) if targets else 0
        if not copies:
            return
        replied = [self._views.world.message(message.reply_to) for message in happened.messages if message.reply_to]
        people = (happened.author, *happened.members)
        chats = (self._views.world.chat_of(happened.place),) if happened.kind == "rights" else ()
        carried = self._views.updates(viewer, updates, (*happened.messages, *replied), people, chats)
        for client in targets:
            try:
                encoded = self._layers.translator(client.key.layer).encode(carried)
            except InexpressibleError as error:
                self._refuse(client, error)
                continue
            for _ in range(copies):
                client.session.push(gzip_if_smaller(encoded))
            client.flush()
