"""A forum's topics as one account sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.ground import place_of

if TYPE_CHECKING:
    from fakes.telegram.world import Chat, Message, Person, World
    from fakes.telegram.world.topics import Topic


class TopicViews:
    """Turns topics into ``forumTopic``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def topic(self, chat: Chat, topic: Topic, viewer: Person) -> TLObject:
        """Return the topic, with how much of it the viewer hasn't read."""
        read = viewer.read.get(place_of(chat), 0)
        said = self._world.said_in(chat, topic)
        unread = [each for each in said if self._number(chat, each) > read and each.author_id != viewer.id]
        return tl(
            "forumTopic",
            my=topic.creator_id == viewer.id or None,
            closed=topic.closed or None,
            pinned=topic.number in chat.pinned_topics or None,
            hidden=topic.hidden or None,
            id=topic.number,
            date=topic.made_at,
            title=topic.title,
            icon_color=topic.color,
            icon_emoji_id=topic.emoji_id or None,
            top_message=self._number(chat, said[-1]) if said else topic.number,
            read_inbox_max_id=read,
            read_outbox_max_id=viewer.read_by_others.get(place_of(chat), 0),
            unread_count=len(unread),
            unread_mentions_count=0,
            unread_reactions_count=0,
            from_id=tl("peerUser", user_id=topic.creator_id),
            notify_settings=tl("peerNotifySettings"),
        )

    def pinned(self, chat: Chat, root: Message) -> TLObject:
        """Return whether the topic that a message began is pinned, as an update."""
        number = self._number(chat, root)
        pinned = number in chat.pinned_topics or None
        return tl("updateChannelPinnedTopic", pinned=pinned, channel_id=chat.id, topic_id=number)

    @staticmethod
    def _number(chat: Chat, message: Message) -> int:
        return chat.box.former_number(message.ref)
