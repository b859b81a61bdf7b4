"""Topics of forums, and in which of them a message stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.messages import Message
    from fakes.telegram.world.people import Person

GENERAL = 1
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


@dataclass(eq=False)
class Topic:
    """``number`` is that of the message that began it; the general topic, which is always there, has 1."""

    number: int
    title: str
    creator_id: int
    made_at: int
    color: int = COLORS[0]
    emoji_id: int | None = None
    closed: bool = False
    hidden: bool = False


def number_of(message: Message) -> int:
    """Return the number of the topic in which a forum's message stands."""
    return message.topic or GENERAL


def check_may_write_in(chat: Chat, number: int, author: Person) -> None:
    """Raise TOPIC_DELETED or TOPIC_CLOSED where somebody may not write in a topic."""
    topic = chat.topics.get(number)
    if topic is None:
        raise WorldError(400, "TOPIC_DELETED", f"{chat.title} has no topic {number} any more")
    if topic.closed and topic.creator_id != author.id and not chat.may(author, "manage_topics"):
        raise WorldError(400, "TOPIC_CLOSED", f"the topic {topic.title} is closed")
