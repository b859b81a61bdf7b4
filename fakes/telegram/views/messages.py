"""Messages as one account sees them: its own number for them, its own hashes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.views.reactions import reaction
from fakes.telegram.world.topics import GENERAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fakes.telegram.views.media import MediaViews
    from fakes.telegram.world import Message, Person, Place, World
    from fakes.telegram.world.messages import Action, Forwarded, Quote


def peer(place: Place, viewer: Person) -> TLObject:
    """Return the ``Peer`` under which ``viewer`` knows a place."""
    if place.kind == "private":
        return tl("peerUser", user_id=place.partner(viewer.id))
    if place.kind == "supergroup":
        return tl("peerChannel", channel_id=place.id)
    return tl("peerChat", chat_id=place.id)


class MessageViews:
    """Turns messages into ``message`` and ``messageService``."""

    def __init__(self, world: World, media: MediaViews) -> None:
        self._world = world
        self._media = media

    def message(self, message: Message, viewer: Person) -> TLObject:
        """Return the message; ``messageEmpty`` where it isn't (or no longer) in the viewer's box."""
        number = self._world.box_for(viewer, message.place).number(message.ref)
        if number is None:
            return tl("messageEmpty", id=self._last_number(message, viewer))
        common = self._common(message, viewer, number)
        if message.action is not None:
            return TLObject("messageService", {**common, "action": self._action(message, viewer)})
        return TLObject(
            "message",
            {
                **common,
                "message": message.text,
                "entities": list(message.entities) or None,
                "edit_date": message.edited_at,
                "media": None if message.media is None else self._media.media(message.media, viewer.id),
                "grouped_id": message.album,
                "fwd_from": None if message.forwarded is None else _forward_header(message.forwarded),
                "pinned": message.ref in self._world.box_for(viewer, message.place).pinned or None,
                "noforwards": message.protected or None,
                "reactions": self.reactions(message, viewer) if message.reactions else None,
                "replies": self.replies(message),
            },
        )

    def replies(self, message: Message) -> TLObject | None:
        """Return how many answers a message's thread has, for a channel's post those in its discussion group."""
        copy = self._world.copy_of(message)
        root = copy or message
        if root.place.kind != "supergroup" or not (copy or root.thread_refs or root.speaks_as):
            return None
        thread, chat = self._world.thread(root), self._world.chat_of(root.place)
        comments = {"comments": True, "channel_id": chat.id} if copy is not None else {}
        counted = {"replies": len(thread), "replies_pts": chat.box.pts}
        last = chat.box.number(thread[-1].ref) if thread else None
        return TLObject("messageReplies", {**comments, **counted, "max_id": last})

    def reactions(self, message: Message, viewer: Person) -> TLObject:
        """Return ``messageReactions`` with who reacted most recently."""
        counts = Counter(emoji for chosen in message.reactions.values() for emoji in chosen)
        own = message.reactions.get(viewer.id, ())
        return tl(
            "messageReactions",
            can_see_list=True,
            results=[
                tl(
                    "reactionCount",
                    chosen_order=own.index(emoji) if emoji in own else None,
                    reaction=reaction(emoji),
                    count=count,
                )
                for emoji, count in counts.items()
            ],
            recent_reactions=[
                tl(
                    "messagePeerReaction",
                    my=person_id == viewer.id or None,
                    peer_id=tl("peerUser", user_id=person_id),
                    date=message.date,
                    reaction=reaction(emoji),
                )
                for person_id, chosen in message.reactions.items()
                for emoji in chosen
            ],
        )

    def _action(self, message: Message, viewer: Person) -> TLObject:
        if message.action is None or message.action.kind != "photo":
            return _action(message)
        if message.action.photo is None:
            return tl("messageActionChatDeletePhoto")
        return tl("messageActionChatEditPhoto", photo=self._media.photo(message.action.photo, viewer.id))

    def _common(self, message: Message, viewer: Person, number: int) -> dict[str, object]:
        is_own = message.author_id == viewer.id and message.speaks_as is None
        channel = self._world.chats.find(message.place.id) if message.place.kind == "supergroup" else None
        if channel is not None and channel.broadcast:
            return self._post(message, viewer, number, is_signed=channel.signatures)
        # Whoever reads an incoming private message knows its author by its peer.
        names_author = is_own or message.place.kind != "private"
        return {
            "out": is_own or None,
            "id": number,
            "from_id": _author(message) if names_author else None,
            "peer_id": peer(message.place, viewer),
            "reply_to": self._reply_header(message, viewer),
            "date": message.date,
            "silent": message.silent or None,
        }

    def _post(self, message: Message, viewer: Person, number: int, *, is_signed: bool) -> dict[str, object]:
        """Return what a broadcast channel's posts have: no author but the channel."""
        signature = self._world.people.get(message.author_id).name if is_signed else None
        return {
            "post": True,
            "out": message.author_id == viewer.id or None,
            "id": number,
            "peer_id": peer(message.place, viewer),
            "reply_to": self._reply_header(message, viewer),
            "date": message.date,
            "silent": message.silent or None,
            **({} if message.action is not None else {"views": 1, "forwards": 0, "post_author": signature}),
        }

    def _reply_header(self, message: Message, viewer: Person) -> TLObject | None:
        within = _within(message)
        if message.reply_to is None:
            return TLObject("messageReplyHeader", {**within, "reply_to_msg_id": message.topic}) if within else None
        answered, header = self._world.message(message.reply_to), {**_quote(message.quote), **within}
        if within:
            header["reply_to_top_id"] = message.topic
        number = self._world.box_for(viewer, answered.place).number(answered.ref)
        if message.thread not in (None, message.reply_to):
            top = self._world.message(message.thread or 0)
            header["reply_to_top_id"] = self._world.box_for(viewer, top.place).former_number(top.ref)
        if answered.place == message.place:
            return None if number is None else TLObject("messageReplyHeader", {"reply_to_msg_id": number, **header})
        header["reply_from"] = tl(
            "messageFwdHeader", from_id=tl("peerUser", user_id=answered.author_id), date=answered.date
        )
        if answered.media is not None:
            header["reply_media"] = self._media.media(answered.media, viewer.id)
        if viewer in self._world.audience(answered.place):
            header |= {"reply_to_peer_id": peer(answered.place, viewer), "reply_to_msg_id": number}
        return TLObject("messageReplyHeader", header)

    def _last_number(self, message: Message, viewer: Person) -> int:
        return self._world.box_for(viewer, message.place).former_number(message.ref)


def _author(message: Message) -> TLObject:
    if message.speaks_as is not None:
        return tl("peerChannel", channel_id=message.speaks_as)
    return tl("peerUser", user_id=message.author_id)


def _within(message: Message) -> dict[str, Any]:
    """Return what marks a message of a topic (but the general one), unless it begins the topic."""
    begins_it = message.action is not None and message.action.kind == "topic_begun"
    return {} if begins_it or message.topic in (None, GENERAL) else {"forum_topic": True}


def _quote(quote: Quote | None) -> dict[str, Any]:
    if quote is None:
        return {}
    return {
        "quote": True,
        "quote_text": quote.text,
        "quote_entities": list(quote.entities) or None,
        "quote_offset": quote.offset,
    }


def _forward_header(forwarded: Forwarded) -> TLObject:
    if forwarded.chat_id:
        channel = tl("peerChannel", channel_id=forwarded.chat_id)
        about = {"from_id": channel, "date": forwarded.date, "channel_post": forwarded.post}
        kept = {"saved_from_peer": channel, "saved_from_msg_id": forwarded.post} if forwarded.is_copy else {}
        return TLObject("messageFwdHeader", {**about, **kept})
    if forwarded.author_id is None:
        return tl("messageFwdHeader", from_name=forwarded.name, date=forwarded.date)
    return tl("messageFwdHeader", from_id=tl("peerUser", user_id=forwarded.author_id), date=forwarded.date)


def _action(message: Message) -> TLObject:
    action = message.action
    assert action is not None
    if action.kind == "created":
        if message.place.kind == "supergroup":
            return tl("messageActionChannelCreate", title=action.title)
        return tl("messageActionChatCreate", title=action.title, users=list(action.person_ids))
    return _ACTIONS[action.kind](action)


def _shown(action: Action) -> TLObject:
    assert action.shown is not None
    return action.shown


_ACTIONS: Mapping[str, Callable[[Action], TLObject]] = {
    "added": lambda action: tl("messageActionChatAddUser", users=list(action.person_ids)),
    "removed": lambda action: tl("messageActionChatDeleteUser", user_id=action.person_ids[0]),
    "pinned": lambda _: tl("messageActionPinMessage"),
    "titled": lambda action: tl("messageActionChatEditTitle", title=action.title),
    "joined_by_link": lambda action: tl("messageActionChatJoinedByLink", inviter_id=action.person_ids[0]),
    "migrated_to": lambda action: tl("messageActionChatMigrateTo", channel_id=action.chat_id),
    "topic_begun": _shown,
    "topic_edited": _shown,
    "migrated_from": lambda action: tl("messageActionChannelMigrateFrom", title=action.title, chat_id=action.chat_id),
}
