"""Whom and what a client names: input peers, users and channels, checked against the hashes that the client was given.

Bots may leave a hash out (0) for what they have met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.rpc.registry import Call, RpcError
from fakes.telegram.world import Chat, Person, Place
from fakes.telegram.world.world import place_of

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject


def place(call: Call, peer: TLObject) -> Place:
    """Return the place that an ``InputPeer`` names."""
    if peer.name == "inputPeerChannel":
        return place_of(channel(call, peer))
    if peer.name == "inputPeerChat":
        return place_of(group(call, peer["chat_id"]))
    return Place.private(call.account.id, user(call, peer).id)


def user(call: Call, named: TLObject) -> Person:
    """Return the account that an ``InputUser`` (or an ``InputPeer`` of an account) names."""
    if named.name in ("inputUserSelf", "inputPeerSelf"):
        return call.account
    if named.name not in ("inputUser", "inputPeerUser"):
        raise RpcError(400, "PEER_ID_INVALID", f"{named.name} names nobody")
    person = call.world.people.find(named["user_id"])
    if person is None or not _may_name(call, "user", person.id, named["access_hash"]):
        name = "USER_ID_INVALID" if named.name == "inputUser" else "PEER_ID_INVALID"
        raise RpcError(400, name, f"{named} isn't an account that this client knows")
    return person


def channel(call: Call, named: TLObject) -> Chat:
    """Return the supergroup that an ``InputChannel`` (or ``InputPeerChannel``) names."""
    if named.name not in ("inputChannel", "inputPeerChannel"):
        raise RpcError(400, "CHANNEL_INVALID", f"{named.name} names no channel")
    chat = call.world.chats.find(named["channel_id"], "supergroup")
    if chat is None or not _may_name(call, "channel", chat.id, named["access_hash"]):
        raise RpcError(400, "CHANNEL_INVALID", f"{named} isn't a channel that this client knows")
    return chat


def joined_channel(call: Call, named: TLObject) -> Chat:
    """Return the named supergroup; raise CHANNEL_PRIVATE where the account isn't a member."""
    chat = channel(call, named)
    if not chat.has(call.account):
        raise RpcError(400, "CHANNEL_PRIVATE", f"{call.account.name} isn't in {chat.title}")
    return chat


def visible_channel(call: Call, named: TLObject) -> Chat:
    """Return the named supergroup; raise CHANNEL_PRIVATE where the account may not even read it."""
    chat = channel(call, named)
    if not chat.shows_to(call.account):
        raise RpcError(400, "CHANNEL_PRIVATE", f"{call.account.name} isn't in {chat.title}")
    return chat


def group(call: Call, chat_id: int) -> Chat:
    """Return the basic group with this id."""
    chat = call.world.chats.find(chat_id, "group")
    if chat is None:
        raise RpcError(400, "CHAT_ID_INVALID", f"there is no group {chat_id}")
    return chat


def _may_name(call: Call, kind: str, target_id: int, access_hash: int) -> bool:
    if access_hash == 0 and call.account.bot:
        return kind == "channel" or target_id == call.account.id or _has_met(call.account, target_id, call)
    return access_hash == call.views.hashes.of(call.account.id, kind, target_id)


def _has_met(bot: Person, person_id: int, call: Call) -> bool:
    return person_id in bot.partners or any(person_id in chat.members for chat in call.world.chats.of(bot))
