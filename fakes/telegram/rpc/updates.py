"""updates.*: where a client stands, and what it missed (https://core.telegram.org/api/updates)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.rpc.peers import visible_channel
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl

if TYPE_CHECKING:
    from fakes.telegram.world import Change, Chat, Message, Person

SERVICE = Service()
_SLICE = 1000
_SEQ = 1


@SERVICE.serves("updates.getState")
def get_state(call: Call) -> TLObject:
    """Return the account's present counters."""
    return _state(call, call.account.box.pts)


@SERVICE.serves("updates.getDifference")
def get_difference(call: Call) -> TLObject:
    """Return what the account missed since the client's pts, qts and date; of supergroups only that they changed."""
    account, pts = call.account, call["pts"]
    if pts <= 0:
        raise RpcError(400, "PERSISTENT_TIMESTAMP_EMPTY", "the difference since pts 0 can't be asked for")
    changes = account.box.since(pts)
    limit = min(_SLICE, call.args.get("pts_limit", _SLICE))
    told = changes[:limit]
    news = account.reaction_news[max(0, call["qts"]) :]
    stale = [
        chat
        for chat in call.world.chats.of(account)
        if chat.kind == "supergroup" and chat.box.changed_at >= call["date"]
    ]
    if not (told or news or stale) and pts >= account.box.pts:
        return tl("updates.differenceEmpty", date=call.world.now, seq=_SEQ)
    messages = [call.views.message_of(account.box, change) for change in told]
    fields = _difference(call, account, told, messages)
    fields["other_updates"] += [call.views.reaction_news(item, account) for item in news]
    fields["other_updates"] += [tl("updateChannelTooLong", channel_id=chat.id, pts=chat.box.pts) for chat in stale]
    people = [call.world.people.get(item.actor_id) for item in news]
    fields |= call.views.bundle(account, messages, people)
    known = {chat["id"] for chat in fields["chats"]}
    fields["chats"] += [call.views.chats.chat(chat, account) for chat in stale if chat.id not in known]
    fields["new_encrypted_messages"] = []
    if len(told) < len(changes):
        return TLObject("updates.differenceSlice", {**fields, "intermediate_state": _state(call, told[-1].pts)})
    return TLObject("updates.difference", {**fields, "state": _state(call, account.box.pts)})


@SERVICE.serves("updates.getChannelDifference")
def get_channel_difference(call: Call) -> TLObject:
    """Return what changed in a supergroup since the client's pts, in slices of the client's ``limit``."""
    chat, pts = visible_channel(call, call["channel"]), call["pts"]
    if pts <= 0:
        raise RpcError(400, "PERSISTENT_TIMESTAMP_EMPTY", "the difference since pts 0 can't be asked for")
    if pts > chat.box.pts:
        raise RpcError(400, "PERSISTENT_TIMESTAMP_INVALID", f"pts {pts} is ahead of the supergroup's {chat.box.pts}")
    changes = chat.box.since(pts)
    told = changes[: max(1, call["limit"])]
    if not told:
        return tl("updates.channelDifferenceEmpty", final=True, pts=chat.box.pts)
    messages = [call.views.message_of(chat.box, change) for change in told]
    fields = _difference(call, chat, told, messages)
    final = len(told) == len(changes) or None
    pts = chat.box.pts if final else told[-1].pts
    return TLObject(
        "updates.channelDifference",
        {**fields, **call.views.bundle(call.account, messages), "final": final, "pts": pts},
    )


def _difference(
    call: Call, owner: Person | Chat, told: list[Change], messages: list[Message]
) -> dict[str, list[TLObject]]:
    """Split changes into new messages, as they are now, and other updates; a deleted message isn't new any more."""
    new, other = [], []
    for change, message in zip(told, messages, strict=True):
        if change.kind == "new":
            if not message.deleted:
                new.append(call.views.messages.message(message, call.account))
        elif change.kind == "delete" or not message.deleted:
            other.append(call.views.update(owner, change, call.account))
    return {"new_messages": new, "other_updates": other}


def _state(call: Call, pts: int) -> TLObject:
    return tl("updates.state", pts=pts, qts=call.account.qts, date=call.world.now, seq=_SEQ, unread_count=0)
