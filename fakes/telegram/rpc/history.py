"""Reading back: dialogs, single messages, and marks of what was read."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.pages import messages_of
from fakes.telegram.rpc.registry import Call, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.views import peer
from fakes.telegram.world import Message, Place
from fakes.telegram.world.world import place_of

SERVICE = Service()
_EVERYTHING = 0x7FFFFFFF


@SERVICE.serves("messages.getMessages")
def get_messages(call: Call) -> TLObject:
    """Return messages of private chats and basic groups by number."""
    refs = [call.account.box.ref(named["id"]) for named in call["id"] if named.name == "inputMessageID"]
    messages = [call.world.message(ref) for ref in refs if ref is not None]
    views = [call.views.messages.message(message, call.account) for message in messages]
    return TLObject("messages.messages", {"messages": views, **call.views.bundle(call.account, messages)})


@SERVICE.serves("channels.getMessages")
def get_channel_messages(call: Call) -> TLObject:
    """Return messages of a supergroup by number."""
    chat = peers.visible_channel(call, call["channel"])
    refs = [chat.box.ref(named["id"]) for named in call["id"] if named.name == "inputMessageID"]
    messages = [call.world.message(ref) for ref in refs if ref is not None]
    return messages_of(call, place_of(chat), messages, len(messages))


@SERVICE.serves("messages.getDialogs")
def get_dialogs(call: Call) -> TLObject:
    """Return all places that the account takes part in; they fit on one page here."""
    fields = _dialogs(call, _places(call))
    return TLObject("messages.dialogs", fields)


@SERVICE.serves("messages.getPeerDialogs")
def get_peer_dialogs(call: Call) -> TLObject:
    """Return the named places as dialogs, with the account's state."""
    places = [peers.place(call, named["peer"]) for named in call["peers"] if named.name == "inputDialogPeer"]
    state = tl(
        "updates.state", pts=call.account.box.pts, qts=call.account.qts, date=call.world.now, seq=1, unread_count=0
    )
    return TLObject("messages.peerDialogs", {**_dialogs(call, places), "state": state})


@SERVICE.serves("messages.getPinnedDialogs")
def get_pinned_dialogs(call: Call) -> TLObject:
    """Return none: nobody pins a dialog here."""
    state = tl(
        "updates.state", pts=call.account.box.pts, qts=call.account.qts, date=call.world.now, seq=1, unread_count=0
    )
    return TLObject("messages.peerDialogs", {**_dialogs(call, []), "state": state})


@SERVICE.serves("messages.readHistory")
def read_history(call: Call) -> TLObject:
    """Take a mark of what was read in a private chat or basic group."""
    happened = call.world.read(call.account, peers.place(call, call["peer"]), _until(call), origin=call.client)
    return tl("messages.affectedMessages", pts=call.account.box.pts, pts_count=int(happened is not None))


@SERVICE.serves("channels.readHistory")
def read_channel_history(call: Call) -> bool:
    """Take the mark, as for other places."""
    chat = peers.joined_channel(call, call["channel"])
    call.world.read(call.account, place_of(chat), _until(call), origin=call.client)
    return True


@SERVICE.serves("messages.readMentions")
@SERVICE.serves("messages.readReactions")
def read_mentions_or_reactions(call: Call) -> TLObject:
    """Agree that nothing of the kind is unread."""
    peers.place(call, call["peer"])
    return tl("messages.affectedHistory", pts=call.account.box.pts, pts_count=0, offset=0)


@SERVICE.serves("messages.readMessageContents")
def read_message_contents(call: Call) -> TLObject:
    """Take note that voices were heard and pictures seen, which shows nowhere here."""
    return tl("messages.affectedMessages", pts=call.account.box.pts, pts_count=0)


@SERVICE.serves("channels.readMessageContents")
def read_channel_message_contents(call: Call) -> bool:
    """Take the note, as for other places."""
    peers.joined_channel(call, call["channel"])
    return True


@SERVICE.serves("messages.saveDraft")
def save_draft(call: Call) -> bool:
    """Take a draft; it shows nowhere, since nobody but its author would see it."""
    peers.place(call, call["peer"])
    return True


def _until(call: Call) -> int:
    """Return the number up to which a call marks as read; 0 and less stand for everything."""
    return call["max_id"] if call["max_id"] > 0 else _EVERYTHING


def _places(call: Call) -> list[Place]:
    account = call.account
    chats = [place_of(chat) for chat in call.world.chats.of(account)]
    return [*chats, *(Place.private(account.id, partner) for partner in sorted(account.partners))]


def _dialogs(call: Call, places: list[Place]) -> dict[str, list[TLObject]]:
    lasts: list[Message] = []
    dialogs = []
    for place in places:
        history = call.world.history(call.account, place)
        lasts += history[-1:]
        number = call.world.box_for(call.account, place).number(history[-1].ref) if history else 0
        dialogs.append(_dialog(call, place, number or 0))
    views = [call.views.messages.message(message, call.account) for message in lasts]
    return {"dialogs": dialogs, "messages": views, **call.views.bundle(call.account, lasts)}


def _dialog(call: Call, place: Place, top: int) -> TLObject:
    return tl(
        "dialog",
        peer=peer(place, call.account),
        top_message=top,
        read_inbox_max_id=call.account.read.get(place, 0),
        read_outbox_max_id=call.account.read_by_others.get(place, 0),
        unread_count=call.world.unread(call.account, place),
        unread_mentions_count=0,
        unread_reactions_count=0,
        notify_settings=tl("peerNotifySettings"),
        pts=call.world.chat_of(place).box.pts if place.kind == "supergroup" else None,
    )
