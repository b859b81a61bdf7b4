"""Basic groups: reading them, making them, and their members."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import own_change, told
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl

SERVICE = Service()


@SERVICE.serves("messages.getChats")
def get_chats(call: Call) -> TLObject:
    """Return basic groups by id."""
    return tl(
        "messages.chats", chats=[call.views.chats.chat(peers.group(call, chat), call.account) for chat in call["id"]]
    )


@SERVICE.serves("messages.getFullChat")
def get_full_chat(call: Call) -> TLObject:
    """Return a basic group with its members."""
    chat = peers.group(call, call["chat_id"])
    if not chat.has(call.account):
        raise RpcError(400, "CHAT_ID_INVALID", f"{call.account.name} isn't in {chat.title}")
    people = [call.world.people.get(person_id) for person_id in chat.members]
    return tl(
        "messages.chatFull",
        full_chat=call.views.chats.full(chat, call.account),
        chats=[call.views.chats.chat(chat, call.account)],
        users=[call.views.users.user(person, call.account) for person in people],
    )


@SERVICE.serves("messages.addChatUser")
def add_chat_user(call: Call) -> TLObject:
    """Invite somebody into a basic group."""
    chat, person = peers.group(call, call["chat_id"]), peers.user(call, call["user_id"])
    happened = call.world.invite(chat, call.account, [person], origin=call.client)
    return tl("messages.invitedUsers", updates=told(call, happened, own_change(call, happened)), missing_invitees=[])


@SERVICE.serves("messages.deleteChatUser")
def delete_chat_user(call: Call) -> TLObject:
    """Leave a basic group, or remove somebody from it."""
    chat, person = peers.group(call, call["chat_id"]), peers.user(call, call["user_id"])
    happened = call.world.remove(chat, person, call.account, origin=call.client)
    return told(call, happened, own_change(call, happened))
