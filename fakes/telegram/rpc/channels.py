"""channels.*: supergroups and their members."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import own_change, told
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Chat, Member

SERVICE = Service()
_MOST = 200


@SERVICE.serves("channels.getChannels")
def get_channels(call: Call) -> TLObject:
    """Return supergroups by id."""
    chats = [peers.channel(call, named) for named in call["id"]]
    return tl("messages.chats", chats=[call.views.chats.chat(chat, call.account) for chat in chats])


@SERVICE.serves("channels.getFullChannel")
def get_full_channel(call: Call) -> TLObject:
    """Return a supergroup with its particulars."""
    chat = peers.visible_channel(call, call["channel"])
    shown = [each for each in (chat, call.world.partner(chat)) if each is not None]
    return tl(
        "messages.chatFull",
        full_chat=call.views.chats.full(chat, call.account),
        chats=[call.views.chats.chat(each, call.account) for each in shown],
        users=[call.views.users.user(call.account, call.account)],
    )


@SERVICE.serves("channels.getParticipant")
def get_participant(call: Call) -> TLObject:
    """Return one member."""
    chat = peers.visible_channel(call, call["channel"])
    person = peers.user(call, call["participant"])
    member = chat.members.get(person.id)
    if member is None and person.id in chat.bans:
        shown = call.views.chats.banned(person.id, chat.bans[person.id], left=True)
    elif member is None:
        raise RpcError(400, "USER_NOT_PARTICIPANT", f"{person.name} isn't in {chat.title}")
    else:
        shown = call.views.chats.participant(chat, member, call.account)
    return tl(
        "channels.channelParticipant",
        participant=shown,
        chats=[call.views.chats.chat(chat, call.account)],
        users=[call.views.users.user(person, call.account)],
    )


@SERVICE.serves("channels.getParticipants")
def get_participants(call: Call) -> TLObject:
    """Return members, filtered and in pages."""
    chat = peers.visible_channel(call, call["channel"])
    if call["filter"].name in ("channelParticipantsKicked", "channelParticipantsBanned"):
        return _banned(call, chat)
    found = _filtered(call, chat)
    page = found[call["offset"] : call["offset"] + min(call["limit"], _MOST)]
    people = [call.world.people.get(member.person_id) for member in page]
    return tl(
        "channels.channelParticipants",
        count=len(found),
        participants=[call.views.chats.participant(chat, member, call.account) for member in page],
        chats=[call.views.chats.chat(chat, call.account)],
        users=[call.views.users.user(person, call.account) for person in people],
    )


@SERVICE.serves("channels.joinChannel")
def join_channel(call: Call) -> TLObject:
    """Join; whoever is a member already gets empty updates."""
    chat = peers.channel(call, call["channel"])
    if chat.has(call.account):
        return call.views.updates(call.account, [])
    happened = call.world.invite(chat, call.account, [call.account], origin=call.client)
    return told(call, happened, own_change(call, happened), tl("updateChannel", channel_id=chat.id))


@SERVICE.serves("channels.checkUsername")
def check_username(call: Call) -> bool:
    """Tell whether a chat may have a username; raise USERNAME_INVALID for what can be none."""
    return call.world.is_username_free(call["username"])


@SERVICE.serves("channels.updateUsername")
def update_username(call: Call) -> bool:
    """Give a chat a username, which makes it public, or take it away."""
    chat = peers.joined_channel(call, call["channel"])
    call.world.publish(chat, call.account, call["username"], origin=call.client)
    return True


@SERVICE.serves("channels.leaveChannel")
def leave_channel(call: Call) -> TLObject:
    """Leave."""
    chat = peers.channel(call, call["channel"])
    happened = call.world.remove(chat, call.account, call.account, origin=call.client)
    return told(call, happened, own_change(call, happened), tl("updateChannel", channel_id=chat.id))


@SERVICE.serves("channels.inviteToChannel")
def invite_to_channel(call: Call) -> TLObject:
    """Make others members; whoever is one already is passed over, and of nobody new nothing is told."""
    chat = peers.joined_channel(call, call["channel"])
    people = [person for named in call["users"] if not chat.has(person := peers.user(call, named))]
    if not people:
        return tl("messages.invitedUsers", updates=call.views.updates(call.account, []), missing_invitees=[])
    happened = call.world.invite(chat, call.account, people, origin=call.client)
    return tl("messages.invitedUsers", updates=told(call, happened, own_change(call, happened)), missing_invitees=[])


def _banned(call: Call, chat: Chat) -> TLObject:
    """Return who was thrown out, or who stays with fewer rights."""
    thrown_out = call["filter"].name == "channelParticipantsKicked"
    bans = [(who, ban) for who, ban in chat.bans.items() if ("view_messages" in ban.rights) == thrown_out]
    page = bans[call["offset"] : call["offset"] + min(call["limit"], _MOST)]
    return tl(
        "channels.channelParticipants",
        count=len(bans),
        participants=[call.views.chats.banned(who, ban, left=thrown_out) for who, ban in page],
        chats=[call.views.chats.chat(chat, call.account)],
        users=[call.views.users.user(call.world.people.get(who), call.account) for who, _ in page],
    )


def _filtered(call: Call, chat: Chat) -> list[Member]:
    wanted = call["filter"].name
    members = list(chat.members.values())
    if wanted in ("channelParticipantsRecent", "channelParticipantsSearch"):
        text = call["filter"].get("q", "").lower()
        return [member for member in members if text in call.world.people.get(member.person_id).name.lower()]
    if wanted == "channelParticipantsAdmins":
        return [member for member in members if member.rights]
    if wanted == "channelParticipantsBots":
        return [member for member in members if call.world.people.get(member.person_id).bot]
    raise RpcError(400, "INPUT_CONSTRUCTOR_INVALID", f"the filter {wanted} isn't served")
