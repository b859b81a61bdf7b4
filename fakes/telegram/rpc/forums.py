"""channels.*: topics of forums (https://core.telegram.org/api/forum)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import own_change, posted, told
from fakes.telegram.rpc.registry import Call, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Happened
from fakes.telegram.world.topics import GENERAL
from fakes.telegram.world.world import place_of

if TYPE_CHECKING:
    from fakes.telegram.world import Chat
    from fakes.telegram.world.topics import Topic

SERVICE = Service()
_MOST = 100


@SERVICE.serves("channels.toggleForum")
def toggle_forum(call: Call) -> TLObject:
    """Let a supergroup have topics, or no longer."""
    chat = peers.joined_channel(call, call["channel"])
    call.world.make_forum(chat, call.account, enabled=call["enabled"])
    return call.views.updates(call.account, [tl("updateChannel", channel_id=chat.id)], places=[chat])


@SERVICE.serves("channels.createForumTopic")
def create_forum_topic(call: Call) -> TLObject:
    """Begin a topic; its id is the number of the message that tells it."""
    chat = peers.joined_channel(call, call["channel"])
    icon = {"color": call.args.get("icon_color"), "emoji_id": call.args.get("icon_emoji_id")}

    def begin() -> list[Happened]:
        return [call.world.begin_topic(chat, call.account, call["title"], **icon, origin=call.client)]

    return posted(call, place_of(chat), [call["random_id"]], begin)


@SERVICE.serves("channels.editForumTopic")
def edit_forum_topic(call: Call) -> TLObject:
    """Change a topic's title or icon, close it, or hide the general one."""
    chat, topic = _named(call, call["topic_id"])
    changed = {"title": "title", "icon_emoji_id": "emoji_id", "closed": "closed", "hidden": "hidden"}
    new = {name: call[field] for field, name in changed.items() if field in call.args.fields}
    happened = call.world.edit_topic(chat, topic, call.account, **new, origin=call.client)
    return told(call, happened, own_change(call, happened))


@SERVICE.serves("channels.updatePinnedForumTopic")
def update_pinned_forum_topic(call: Call) -> TLObject:
    """Put a topic above the others, or back among them."""
    chat, topic = _named(call, call["topic_id"])
    happened = call.world.pin_topic(chat, topic, call.account, pinned=call["pinned"], origin=call.client)
    return call.views.updates(call.account, [call.views.topics.pinned(chat, happened.messages[0])], places=[chat])


@SERVICE.serves("channels.deleteTopicHistory")
def delete_topic_history(call: Call) -> TLObject:
    """Delete a topic with all that stands in it."""
    chat, topic = _named(call, call["top_msg_id"])
    happened = call.world.end_topic(chat, topic, call.account, origin=call.client)
    count = own_change(call, happened).pts_count if happened is not None else 0
    return tl("messages.affectedHistory", pts=chat.box.pts, pts_count=count, offset=0)


@SERVICE.serves("channels.getForumTopics")
def get_forum_topics(call: Call) -> TLObject:
    """Return topics, pinned ones first and then those in which somebody wrote last, after the offset."""
    chat = peers.visible_channel(call, call["channel"])
    call.world.topic(chat, GENERAL)
    views = {topic: call.views.topics.topic(chat, topic, call.account) for topic in chat.topics.values()}
    wanted = [topic for topic in views if call.args.get("q", "").lower() in topic.title.lower()]
    order = {number: place for place, number in enumerate(chat.pinned_topics)}
    wanted.sort(key=lambda topic: (order.get(topic.number, len(order)), -views[topic]["top_message"]))
    numbers = [topic.number for topic in wanted]
    start = numbers.index(call["offset_topic"]) + 1 if call["offset_topic"] in numbers else 0
    page = wanted[start : start + max(1, min(call["limit"], _MOST))]
    return _shown(call, chat, [views[topic] for topic in page], len(wanted))


@SERVICE.serves("channels.getForumTopicsByID")
def get_forum_topics_by_id(call: Call) -> TLObject:
    """Return the named topics; of those that are gone, that they are."""
    chat = peers.visible_channel(call, call["channel"])
    call.world.topic(chat, GENERAL)
    views = []
    for number in call["topics"]:
        topic = chat.topics.get(number)
        gone = tl("forumTopicDeleted", id=number)
        views.append(gone if topic is None else call.views.topics.topic(chat, topic, call.account))
    return _shown(call, chat, views, len(views))


@SERVICE.serves("messages.readDiscussion")
def read_discussion(call: Call) -> bool:
    """Take a mark of what was read in a topic; one mark serves a whole forum here."""
    place = peers.place(call, call["peer"])
    call.world.read(call.account, place, call["read_max_id"], origin=call.client)
    return True


def _shown(call: Call, chat: Chat, views: list[TLObject], count: int) -> TLObject:
    """Return topics with the last message of each and who is in them."""
    there = [view for view in views if view.name == "forumTopic"]
    refs = [chat.box.ref(view["top_message"]) for view in there]
    messages = [call.world.message(ref) for ref in refs if ref is not None]
    people = [call.world.people.get(view["from_id"]["user_id"]) for view in there]
    fields = {"count": count, "topics": views, "pts": chat.box.pts}
    fields["messages"] = [call.views.messages.message(message, call.account) for message in messages]
    return TLObject("messages.forumTopics", {**fields, **call.views.bundle(call.account, messages, people, [chat])})


def _named(call: Call, number: int) -> tuple[Chat, Topic]:
    chat = peers.joined_channel(call, call["channel"])
    return chat, call.world.topic(chat, number)
