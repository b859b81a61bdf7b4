"""messages.*: pinning (https://core.telegram.org/api/pin)."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import message_at, own_change
from fakes.telegram.rpc.registry import Call, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Happened, Message

SERVICE = Service()


@SERVICE.serves("messages.updatePinnedMessage")
def update_pinned_message(call: Call) -> TLObject:
    """Pin a message or take it from the pinned ones."""
    message = message_at(call, peers.place(call, call["peer"]), call["id"])
    if "unpin" in call.args.fields:
        return _told(call, call.world.unpin(call.account, [message], origin=call.client))
    alone = "pm_oneside" in call.args.fields
    return _told(call, *call.world.pin(call.account, message, alone=alone, origin=call.client))


@SERVICE.serves("messages.unpinAllMessages")
def unpin_all_messages(call: Call) -> TLObject:
    """Take all messages of a place from the pinned ones."""
    place = peers.place(call, call["peer"])
    happened = call.world.unpin(call.account, call.world.pinned(call.account, place), origin=call.client)
    count = 0 if happened is None else own_change(call, happened).pts_count
    pts = call.world.box_for(call.account, place).pts
    return tl("messages.affectedHistory", pts=pts, pts_count=count, offset=0)


def _told(call: Call, *happenings: Happened | None) -> TLObject:
    updates: list[TLObject] = []
    messages: list[Message] = []
    for happened in happenings:
        if happened is not None:
            in_channel = happened.place.kind == "supergroup"
            owner = call.world.chat_of(happened.place) if in_channel else call.account
            updates.append(call.views.update(owner, own_change(call, happened), call.account))
            messages += happened.messages
    return call.views.updates(call.account, updates, messages)
