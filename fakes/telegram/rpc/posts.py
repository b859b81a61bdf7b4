"""messages.*: what carries media, alone and in albums, and votes in polls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.media import media
from fakes.telegram.rpc.messages import base_draft, entities, message_at, posted, written
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.world.media import check_album

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject

SERVICE = Service()
_KNOWN = ("inputMediaPhoto", "inputMediaDocument")


@SERVICE.serves("messages.sendMedia")
def send_media(call: Call) -> TLObject:
    """Write a message with media; its text is their caption."""
    place = peers.place(call, call["peer"])
    carried = media(call, call["media"])
    draft = replace(base_draft(call, place), text=call["message"], entities=entities(call.args, call), media=carried)
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
    base = base_draft(call, place)
    drafts = [
        replace(base, text=one["message"], entities=entities(one, call), media=item, album=album)
        for one, item in zip(sent, items, strict=True)
    ]
    return written(call, place, drafts, [one["random_id"] for one in sent])


@SERVICE.serves("messages.forwardMessages")
def forward_messages(call: Call) -> TLObject:
    """Write messages again elsewhere, with where they come from unless the call says otherwise."""
    source, place = peers.place(call, call["from_peer"]), peers.place(call, call["to_peer"])
    numbers, random_ids = call["id"], call["random_id"]
    if not numbers:
        raise RpcError(400, "MESSAGE_IDS_EMPTY", "nothing to forward")
    if len(numbers) != len(random_ids):
        raise RpcError(400, "RANDOM_ID_INVALID", f"{len(random_ids)} random ids for {len(numbers)} messages")
    messages = [message_at(call, source, number) for number in numbers]
    return posted(
        call,
        place,
        random_ids,
        lambda: call.world.forward(
            call.account,
            messages,
            place,
            base_draft(call, place),
            names="drop_author" not in call.args.fields,
            captions="drop_media_captions" not in call.args.fields,
            origin=call.client,
        ),
    )


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
