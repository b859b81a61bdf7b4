"""Making chats and governing them: titles, rights, bans, slow mode, migration."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import own_change, told
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Chat, Message

SERVICE = Service()


@SERVICE.serves("messages.createChat")
def create_chat(call: Call) -> TLObject:
    """Make a basic group."""
    people = [peers.user(call, named) for named in call["users"]]
    chat = call.world.create_chat("group", call["title"], call.account, people, origin=call.client)
    return tl("messages.invitedUsers", updates=_since_creation(call, chat), missing_invitees=[])


@SERVICE.serves("channels.createChannel")
def create_channel(call: Call) -> TLObject:
    """Make a supergroup or a broadcast channel."""
    for unserved in ("geo_point", "for_import"):
        if unserved in call.args.fields:
            raise RpcError(400, "CHANNEL_PARAMS_INVALID", f"channels with {unserved} aren't served by this fake")
    chat = call.world.create_chat(
        "supergroup",
        call["title"],
        call.account,
        broadcast="megagroup" not in call.args.fields,
        about=call["about"],
        origin=call.client,
    )
    if "forum" in call.args.fields:
        call.world.make_forum(chat, call.account, enabled=True)
    return _since_creation(call, chat, tl("updateChannel", channel_id=chat.id))


@SERVICE.serves("messages.migrateChat")
def migrate_chat(call: Call) -> TLObject:
    """Turn a basic group into a supergroup."""
    group = peers.group(call, call["chat_id"])
    chat, (left, arrived) = call.world.migrate(group, call.account, origin=call.client)
    updates = [
        tl("updateChannel", channel_id=chat.id),
        call.views.update(call.account, own_change(call, left), call.account),
        call.views.update(chat, own_change(call, arrived), call.account),
    ]
    return call.views.updates(call.account, updates, (*left.messages, *arrived.messages))


@SERVICE.serves("messages.editChatTitle")
def edit_chat_title(call: Call) -> TLObject:
    """Give a basic group another title."""
    return _retitled(call, peers.group(call, call["chat_id"]))


@SERVICE.serves("channels.editTitle")
def edit_title(call: Call) -> TLObject:
    """Give a supergroup or channel another title."""
    return _retitled(call, peers.joined_channel(call, call["channel"]))


@SERVICE.serves("messages.editChatAbout")
def edit_chat_about(call: Call) -> bool:
    """Change what a chat says of itself."""
    call.world.describe(_chat(call), call.account, call["about"])
    return True


@SERVICE.serves("messages.editChatAdmin")
def edit_chat_admin(call: Call) -> bool:
    """Make somebody administrator of a basic group, or end it."""
    chat, person = peers.group(call, call["chat_id"]), peers.user(call, call["user_id"])
    rights = call.world.usual_rights if call["is_admin"] else frozenset()
    call.world.appoint(chat, person, call.account, rights)
    return True


@SERVICE.serves("channels.editAdmin")
def edit_admin(call: Call) -> TLObject:
    """Give somebody an administrator's rights, or none."""
    chat, person = peers.joined_channel(call, call["channel"]), peers.user(call, call["user_id"])
    call.world.appoint(chat, person, call.account, _named(call["admin_rights"]))
    return _changed(call, chat)


@SERVICE.serves("channels.editBanned")
def edit_banned(call: Call) -> TLObject:
    """Take rights from somebody, or give them back."""
    chat, person = peers.joined_channel(call, call["channel"]), peers.user(call, call["participant"])
    banned, until = _named(call["banned_rights"]), call["banned_rights"]["until_date"]
    happened = call.world.restrict(chat, person, call.account, banned, until, origin=call.client)
    return _changed(call, chat) if happened is None else told(call, happened, own_change(call, happened))


@SERVICE.serves("messages.editChatDefaultBannedRights")
def edit_default_banned_rights(call: Call) -> TLObject:
    """Take rights from all ordinary members."""
    chat = _chat(call)
    call.world.restrict_all(chat, call.account, _named(call["banned_rights"]))
    return _changed(call, chat)


@SERVICE.serves("channels.toggleSlowMode")
def toggle_slow_mode(call: Call) -> TLObject:
    """Let ordinary members write once in so many seconds."""
    chat = peers.joined_channel(call, call["channel"])
    call.world.slow_down(chat, call.account, call["seconds"])
    return _changed(call, chat)


@SERVICE.serves("channels.toggleSignatures")
def toggle_signatures(call: Call) -> TLObject:
    """Show authors under posts, or no longer."""
    chat = peers.joined_channel(call, call["channel"])
    call.world.sign(chat, call.account, signed="signatures_enabled" in call.args.fields)
    return _changed(call, chat)


def _since_creation(call: Call, chat: Chat, *first: TLObject) -> TLObject:
    """Return the updates of a chat that was made just now."""
    owner = chat if chat.kind == "supergroup" else call.account
    change = owner.box.changes[-1]
    message: Message = call.views.message_of(owner.box, change)
    update = call.views.update(owner, change, call.account)
    return call.views.updates(call.account, [*first, update], [message])


def _retitled(call: Call, chat: Chat) -> TLObject:
    happened = call.world.retitle(chat, call.account, call["title"], origin=call.client)
    return told(call, happened, own_change(call, happened))


def _changed(call: Call, chat: Chat) -> TLObject:
    """Return an update that brings the chat as it is now."""
    hint = [tl("updateChannel", channel_id=chat.id)] if chat.kind == "supergroup" else []
    return call.views.updates(call.account, hint, places=[chat])


def _chat(call: Call) -> Chat:
    return call.world.chat_of(peers.place(call, call["peer"]))


def _named(rights: TLObject) -> frozenset[str]:
    return frozenset(name for name, value in rights.fields.items() if value is True)
