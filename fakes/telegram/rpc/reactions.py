"""Reactions: setting them, and reading who set which."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import message_at
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.reacting import REACTIONS

SERVICE = Service()


@SERVICE.serves("messages.sendReaction")
def send_reaction(call: Call) -> TLObject:
    """Set the account's reaction, or withdraw it with an empty list."""
    message = message_at(call, peers.place(call, call["peer"]), call["msg_id"])
    sent = [item for item in call.args.get("reaction", []) if item.name != "reactionEmpty"]
    call.world.react(call.account, message, tuple(_emoji(item) for item in sent), origin=call.client)
    updates = [] if call.account.bot else [call.views.reaction_update(message, call.account)]
    return call.views.updates(call.account, updates, [message])


@SERVICE.serves("messages.setChatAvailableReactions")
def set_chat_available_reactions(call: Call) -> TLObject:
    """Say which reactions a chat takes."""
    chat, allowed = call.world.chat_of(peers.place(call, call["peer"])), call["available_reactions"]
    named = None if allowed.name == "chatReactionsAll" else tuple(_emoji(item) for item in allowed.get("reactions", []))
    call.world.limit_reactions(chat, call.account, named)
    return call.views.updates(call.account, [])


def _emoji(sent: TLObject) -> str:
    """Return a reaction as the world keeps it: its emoji, or the id of a custom one."""
    if sent.name == "reactionCustomEmoji":
        return str(sent["document_id"])
    if sent.name != "reactionEmoji":
        raise RpcError(400, "REACTION_INVALID", f"{sent.name} isn't served by this fake")
    return str(sent["emoticon"])


@SERVICE.serves("messages.getMessagesReactions")
def get_messages_reactions(call: Call) -> TLObject:
    """Return the present reactions of some messages, as updates."""
    place = peers.place(call, call["peer"])
    messages = [message_at(call, place, number) for number in call["id"]]
    updates = [call.views.reaction_update(message, call.account) for message in messages]
    return call.views.updates(call.account, updates, messages)


@SERVICE.serves("messages.getMessageReactionsList")
def get_message_reactions_list(call: Call) -> TLObject:
    """Return who reacted to a message."""
    message = message_at(call, peers.place(call, call["peer"]), call["id"])
    listed = call.views.messages.reactions(message, call.account)["recent_reactions"]
    if "reaction" in call.args.fields:
        listed = [item for item in listed if item["reaction"] == call["reaction"]]
    start = int(call.args.get("offset", "") or 0)
    page = listed[start : start + max(1, call["limit"])]
    following = str(start + len(page)) if start + len(page) < len(listed) else None
    fields = {"count": len(listed), "reactions": page, "next_offset": following}
    return TLObject("messages.messageReactionsList", {**fields, **call.views.bundle(call.account, [message])})


@SERVICE.serves("messages.getAvailableReactions")
def get_available_reactions(_: Call) -> TLObject:
    """Return the reactions without their animations."""
    nothing = tl("documentEmpty", id=0)
    pictures = dict.fromkeys(
        ("static_icon", "appear_animation", "select_animation", "activate_animation", "effect_animation"), nothing
    )
    listed = [TLObject("availableReaction", {"reaction": emoji, "title": emoji, **pictures}) for emoji in REACTIONS]
    return tl("messages.availableReactions", hash=1, reactions=listed)
