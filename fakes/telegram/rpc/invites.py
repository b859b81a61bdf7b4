"""Invitations by link: making, reading, using and revoking them, and deciding on who asked."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import own_change, told
from fakes.telegram.rpc.registry import Call, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Chat
from fakes.telegram.world.chats import Link

SERVICE = Service()
_PREFIX = "https://t.me/+"


@SERVICE.serves("messages.exportChatInvite")
def export_chat_invite(call: Call) -> TLObject:
    """Make a link."""
    link = call.world.make_link(
        _chat(call),
        call.account,
        expires=call.args.get("expire_date", 0),
        limit=call.args.get("usage_limit", 0),
        asks="request_needed" in call.args.fields,
        title=call.args.get("title", ""),
    )
    return _exported(link)


@SERVICE.serves("messages.editExportedChatInvite")
def edit_exported_chat_invite(call: Call) -> TLObject:
    """Revoke a link, or change its particulars."""
    chat, link_hash = _chat(call), call["link"].removeprefix(_PREFIX)
    if "revoked" in call.args.fields:
        link = call.world.revoke_link(chat, call.account, link_hash)
    else:
        chat, link = call.world.linked(link_hash)
        link.expires = call.args.get("expire_date", link.expires)
        link.limit = call.args.get("usage_limit", link.limit)
    return tl("messages.exportedChatInvite", invite=_exported(link), users=[])


@SERVICE.serves("messages.getExportedChatInvites")
def get_exported_chat_invites(call: Call) -> TLObject:
    """Return an administrator's links, those that hold or those that were revoked."""
    maker, revoked = peers.user(call, call["admin_id"]), "revoked" in call.args.fields
    links = [link for link in _chat(call).links.values() if link.maker_id == maker.id and link.revoked == revoked]
    page = [_exported(link) for link in links[: call["limit"]]]
    users = [call.views.users.user(maker, call.account)]
    return tl("messages.exportedChatInvites", count=len(links), invites=page, users=users)


@SERVICE.serves("messages.checkChatInvite")
def check_chat_invite(call: Call) -> TLObject:
    """Show where a link leads."""
    chat, link = call.world.linked(call["hash"])
    if chat.has(call.account):
        return tl("chatInviteAlready", chat=call.views.chats.chat(chat, call.account))
    is_channel = chat.kind == "supergroup"
    return tl(
        "chatInvite",
        channel=is_channel or None,
        broadcast=chat.broadcast or None,
        megagroup=(is_channel and not chat.broadcast) or None,
        request_needed=link.asks or None,
        title=chat.title,
        about=chat.about or None,
        photo=tl("photoEmpty", id=0),
        participants_count=len(chat.members),
        color=0,
    )


@SERVICE.serves("messages.importChatInvite")
def import_chat_invite(call: Call) -> TLObject:
    """Come in by a link."""
    chat, happened = call.world.join_by_link(call.account, call["hash"], origin=call.client)
    first = [tl("updateChannel", channel_id=chat.id)] if chat.kind == "supergroup" else []
    return told(call, happened, own_change(call, happened), *first)


@SERVICE.serves("messages.getChatInviteImporters")
def get_chat_invite_importers(call: Call) -> TLObject:
    """Return who asked to join (``requested``)."""
    requests = list(_chat(call).requests.items())[: call["limit"]]
    entries = [tl("chatInviteImporter", requested=True, user_id=person_id, date=at) for person_id, at in requests]
    users = [call.views.users.user(call.world.people.get(person_id), call.account) for person_id, _ in requests]
    return tl("messages.chatInviteImporters", count=len(entries), importers=entries, users=users)


@SERVICE.serves("messages.hideChatJoinRequest")
def hide_chat_join_request(call: Call) -> TLObject:
    """Let somebody in who asked, or don't."""
    approved, person = "approved" in call.args.fields, peers.user(call, call["user_id"])
    happened = call.world.decide(_chat(call), call.account, person, approved=approved, origin=call.client)
    if happened is None:
        return call.views.updates(call.account, [])
    return told(call, happened, own_change(call, happened))


def _exported(link: Link) -> TLObject:
    return tl(
        "chatInviteExported",
        revoked=link.revoked or None,
        request_needed=link.asks or None,
        link=_PREFIX + link.hash,
        admin_id=link.maker_id,
        date=link.made_at,
        expire_date=link.expires or None,
        usage_limit=link.limit or None,
        usage=len(link.used_by) or None,
        title=link.title or None,
    )


def _chat(call: Call) -> Chat:
    return call.world.chat_of(peers.place(call, call["peer"]))
