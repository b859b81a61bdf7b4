"""messages.*: what carries media, alone and in albums, and votes in polls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.media import media
from fakes.telegram.rpc.messages import entities, message_at, reply_to, written
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.world import Draft
from fakes.telegram.world.media import check_album

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject

SERVICE = Service()
_KNOWN = ("inputMediaPhoto", "inputMediaDocument")


@SERVICE.serves("messages.sendMedia")
def send_media(call: Call) -> TLObject:
    """Write a message with media; its text is their caption."""
    place = peers.place(call, call["peer"])
    answered = reply_to(call, place)
    draft = Draft(call["message"], entities(call.args, call), answered, media(call, call["media"]))
    return written(call, place, [draft], [call["random_id"]])


@SERVICE.serves("messages.uploadMedia")
def upload_media(call: Call) -> TLObject:
    """Return uploaded media in the form in which a message would show them."""
    peers.place(call, call["peer"])
    return call.views.media.media(media(call, call["media"]), call.account.id)


@SERVICE.serves("messages.sendMultiMedia")
def send_multi_media(call: Call) -> TLObject:
    """Write an album; its files must be known already (messages.uploadMedia)."""
    place = peers.place(call, call["peer"])
    sent = call["multi_media"]
    if any(item["media"].name not in _KNOWN for item in sent):
        raise RpcError(400, "MEDIA_INVALID", "an album's files have to be uploaded first")
    items = [media(call, item["media"]) for item in sent]
    check_album(items)
    album = call.world.next_album if len(items) > 1 else None
    answered = reply_to(call, place)
    drafts = [
        Draft(one["message"], entities(one, call), answered, item, album) for one, item in zip(sent, items, strict=True)
    ]
    return written(call, place, drafts, [one["random_id"] for one in sent])


@SERVICE.serves("messages.sendVote")
def send_vote(call: Call) -> TLObject:
    """Choose answers of a poll, or retract the choice."""
    if call.account.bot:
        raise RpcError(400, "BOT_METHOD_INVALID", "bots don't vote")
    message = message_at(call, peers.place(call, call["peer"]), call["msg_id"])
    call.world.vote(call.account, message, tuple(call["options"]), origin=call.client)
    return call.views.updates(call.account, [call.views.poll_update(message, call.account)], [message])


@SERVICE.serves("messages.getPollResults")
def get_poll_results(call: Call) -> TLObject:
    """Return how a poll stands."""
    message = message_at(call, peers.place(call, call["peer"]), call["msg_id"])
    if message.media is None or message.media.poll is None:
        raise RpcError(400, "MESSAGE_ID_INVALID", f"the message {call['msg_id']} is no poll")
    return call.views.updates(call.account, [call.views.poll_update(message, call.account)], [message])


@SERVICE.serves("messages.getCustomEmojiDocuments")
def get_custom_emoji_documents(call: Call) -> list[TLObject]:
    """Return custom emoji by id; those that don't exist are left out."""
    known = [call.world.files.find(file_id, "document") for file_id in call["document_id"]]
    return [
        call.views.files.file(file, call.account.id)
        for file in known
        if file is not None and call.world.files.is_emoji(file.id)
    ]
