"""Reactions: setting them, and reading who set which."""

from __future__ import annotations

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import message_at
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.views.chats import REACTIONS

SERVICE = Service()


@SERVICE.serves("messages.sendReaction")
def send_reaction(call: Call) -> TLObject:
    """Set the account's reaction, or withdraw it with an empty list; one a message, as without Premium."""
    message = message_at(call, peers.place(call, call["peer"]), call["msg_id"])
    wanted = [item for item in call.args.get("reaction", []) if item.name != "reactionEmpty"]
    if any(item.name != "reactionEmoji" or item["emoticon"] not in REACTIONS for item in wanted):
        raise RpcError(400, "REACTION_INVALID", "the reaction isn't one of those available")
    if len(wanted) > 1:
        raise RpcError(400, "REACTIONS_TOO_MANY", "an account has one reaction a message")
    emoji = wanted[0]["emoticon"] if wanted else None
    call.world.react(call.account, message, emoji, origin=call.client)
    updates = [] if call.account.bot else [call.views.reaction_update(message, call.account)]
    return call.views.updates(call.account, updates, [message])


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
    along = call.views.bundle(call.account, [message])
    return TLObject("messages.messageReactionsList", {"count": len(listed), "reactions": listed, **along})


@SERVICE.serves("messages.getAvailableReactions")
def get_available_reactions(_: Call) -> TLObject:
    """Return the reactions without their animations."""
    nothing = tl("documentEmpty", id=0)
    pictures = dict.fromkeys(
        ("static_icon", "appear_animation", "select_animation", "activate_animation", "effect_animation"), nothing
    )
    listed = [TLObject("availableReaction", {"reaction": emoji, "title": emoji, **pictures}) for emoji in REACTIONS]
    return tl("messages.availableReactions", hash=1, reactions=listed)
