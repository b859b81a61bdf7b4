"""Forums: supergroups whose messages stand in topics (https://core.telegram.org/api/forum)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl.objects import tl
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened
from fakes.telegram.world.governing import MAX_TITLE, Governing
from fakes.telegram.world.ground import place_of
from fakes.telegram.world.messages import Action, Message
from fakes.telegram.world.topics import COLORS, GENERAL, Topic, number_of
from fakes.telegram.world.writing import Writing

if TYPE_CHECKING:
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.people import Person

MOST_PINNED = 5


class Forums(Writing, Governing):
    """Acts on topics; whoever began one governs it, and administrators with the right ``manage_topics`` govern all."""

    def make_forum(self, chat: Chat, by: Person, *, enabled: bool) -> None:
        """Let a supergroup have topics, or no longer; raise CHAT_NOT_MODIFIED where nothing changes."""
        self._check_may(chat, by, "change_info")
        if chat.kind != "supergroup" or chat.broadcast:
            raise WorldError(400, "CHANNEL_INVALID", f"{chat.title} isn't a supergroup")
        if chat.forum == enabled:
            raise WorldError(400, "CHAT_NOT_MODIFIED", "it is so already")
        chat.forum = enabled
        chat.topics.setdefault(GENERAL, Topic(GENERAL, "General", chat.creator_id, chat.created_at))
        self._tell_of_rights(chat, by)

    def begin_topic(
        self,
        chat: Chat,
        by: Person,
        title: str,
        *,
        color: int | None = None,
        emoji_id: int | None = None,
        origin: object = None,
    ) -> Happened:
        """Begin a topic with a service message; an icon's colour that Telegram doesn't have becomes the first."""
        self._check_forum(chat)
        self._rights.check_may_write(by, place_of(chat))
        if "manage_topics" in chat.banned_for_all and not chat.may(by, "manage_topics"):
            raise WorldError(403, "CHAT_WRITE_FORBIDDEN", f"ordinary members begin no topics in {chat.title}")
        title = self._title(title)
        self._check_icon(emoji_id)
        color = color if color in COLORS else COLORS[0]
        shown = tl("messageActionTopicCreate", title=title, icon_color=color, icon_emoji_id=emoji_id)
        begun = self._post(by, self._service(by, chat, Action("topic_begun", title=title, shown=shown)), origin=origin)
        number = begun.messages[0].topic = begun.change_in(chat).ids[0]
        chat.topics[number] = Topic(number, title, by.id, self.now, color, emoji_id)
        return self._tell(begun)

    def edit_topic(
        self,
        chat: Chat,
        topic: Topic,
        by: Person,
        *,
        title: str | None = None,
        emoji_id: int | None = None,
        closed: bool | None = None,
        hidden: bool | None = None,
        origin: object = None,
    ) -> Happened:
        """Change what is given, which a service message in the topic tells; hidden can be the general one alone."""
        self._check_governs(chat, topic, by)
        is_general = topic.number == GENERAL
        if emoji_id is not None and is_general:
            raise WorldError(400, "GENERAL_MODIFY_ICON_FORBIDDEN", "the general topic keeps its icon")
        if hidden is not None and not is_general:
            raise WorldError(400, "TOPIC_ID_INVALID", "only the general topic can be hidden")
        self._check_icon(emoji_id)
        new = {"title": None if title is None else self._title(title), "emoji_id": emoji_id, "closed": closed}
        changed = {name: value for name, value in {**new, "hidden": hidden}.items() if value is not None}
        if all(getattr(topic, name) == value for name, value in changed.items()):
            raise WorldError(400, "TOPIC_NOT_MODIFIED", "the topic is so already")
        for name, value in changed.items():
            setattr(topic, name, value)
        shown = tl("messageActionTopicEdit", title=title, icon_emoji_id=emoji_id, closed=closed, hidden=hidden)
        told = self._service(by, chat, Action("topic_edited", title=topic.title, shown=shown))
        told.topic = topic.number
        return self._tell(self._post(by, told, origin=origin))

    def pin_topic(self, chat: Chat, topic: Topic, by: Person, *, pinned: bool, origin: object = None) -> Happened:
        """Put a topic above the others, or back among them; raise PINNED_TOO_MUCH."""
        if not chat.may(by, "manage_topics"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} may not pin topics")
        others = [number for number in chat.pinned_topics if number != topic.number]
        if pinned and len(others) >= MOST_PINNED:
            raise WorldError(400, "PINNED_TOO_MUCH", f"up to {MOST_PINNED} topics are pinned")
        chat.pinned_topics = [topic.number, *others] if pinned else others
        return self._tell(Happened("topic_pinned", place_of(chat), by, (self._root(chat, topic),), origin=origin))

    def end_topic(self, chat: Chat, topic: Topic, by: Person, *, origin: object = None) -> Happened | None:
        """Delete a topic and all that stands in it."""
        if topic.number == GENERAL:
            raise WorldError(400, "TOPIC_ID_INVALID", "the general topic stays")
        if not chat.may(by, "delete_messages"):
            raise WorldError(403, "CHAT_ADMIN_REQUIRED", f"{by.name} may not delete topics")
        messages = [self._root(chat, topic), *self.said_in(chat, topic)]
        del chat.topics[topic.number]
        chat.pinned_topics = [number for number in chat.pinned_topics if number != topic.number]
        return self.delete(by, messages, origin=origin)

    def topic(self, chat: Chat, number: int) -> Topic:
        """Return a forum's topic; raise CHANNEL_FORUM_MISSING or TOPIC_ID_INVALID."""
        self._check_forum(chat)
        if number not in chat.topics:
            raise WorldError(400, "TOPIC_ID_INVALID", f"{chat.title} has no topic {number}")
        return chat.topics[number]

    def said_in(self, chat: Chat, topic: Topic) -> list[Message]:
        """Return the messages of a topic, oldest first, without the one that began it."""
        here = (self.message(chat.box.ref(number) or 0) for number in chat.box.numbers())
        return [each for each in here if each.ref != self._root(chat, topic).ref and number_of(each) == topic.number]

    def _root(self, chat: Chat, topic: Topic) -> Message:
        return self.message(chat.box.ref(topic.number) or 0)

    def _check_icon(self, emoji_id: int | None) -> None:
        if emoji_id and not self.files.is_emoji(emoji_id):
            raise WorldError(400, "DOCUMENT_INVALID", f"there is no custom emoji {emoji_id}")

    @staticmethod
    def _check_forum(chat: Chat) -> None:
        if not chat.forum:
            raise WorldError(400, "CHANNEL_FORUM_MISSING", f"{chat.title} isn't a forum")

    def _check_governs(self, chat: Chat, topic: Topic, by: Person) -> None:
        self._rights.check_may_write(by, place_of(chat))
        if topic.creator_id != by.id and not chat.may(by, "manage_topics"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} doesn't govern the topic {topic.title}")

    @staticmethod
    def _title(title: str) -> str:
        if not title.strip():
            raise WorldError(400, "TOPIC_TITLE_EMPTY", "a topic needs a title")
        return title.strip()[:MAX_TITLE]
