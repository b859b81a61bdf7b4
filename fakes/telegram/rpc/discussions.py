"""Discussion groups of channels, and their posts' comments (https://core.telegram.org/api/discussion)."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import message_at
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.world import place_of

SERVICE = Service()


@SERVICE.serves("channels.setDiscussionGroup")
def set_discussion_group(call: Call) -> bool:
    """Link a channel to the group in which its posts are discussed, or to none."""
    channel = peers.joined_channel(call, call["broadcast"])
    unlinks = call["group"].name == "inputChannelEmpty"
    call.world.discuss_in(channel, None if unlinks else peers.joined_channel(call, call["group"]), call.account)
    return True


@SERVICE.serves("channels.getGroupsForDiscussion")
def get_groups_for_discussion(call: Call) -> TLObject:
    """Return the supergroups that the account could link to a channel of its own."""
    mine = [chat for chat in call.world.chats.of(call.account) if chat.kind == "supergroup"]
    fit = [chat for chat in mine if not chat.broadcast and not chat.forum and chat.may(call.account, "pin_messages")]
    return tl("messages.chats", chats=[call.views.chats.chat(chat, call.account) for chat in fit])


@SERVICE.serves("messages.getDiscussionMessage")
def get_discussion_message(call: Call) -> TLObject:
    """Return the message under which a post is discussed, or with which a supergroup's thread begins."""
    asked = message_at(call, place_of(peers.visible_channel(call, call["peer"])), call["msg_id"])
    root = call.world.copy_of(asked) or asked
    chat = call.world.chat_of(root.place)
    if root.deleted or chat.broadcast:
        raise RpcError(400, "MSG_ID_INVALID", "this post isn't discussed anywhere")
    thread = call.world.thread(root)
    read = call.account.read.get(root.place, 0)
    numbers = [chat.box.number(each.ref) or 0 for each in thread]
    fields = {
        "messages": [call.views.messages.message(root, call.account)],
        "max_id": max(numbers, default=None),
        "read_inbox_max_id": read or None,
        "unread_count": sum(number > read for number in numbers),
    }
    return TLObject("messages.discussionMessage", {**fields, **call.views.bundle(call.account, [root, asked])})
