"""messages.*: writing, changing and deleting messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.media import closes_poll, media
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Change, Draft, Happened, Message, Place
from fakes.telegram.world.messages import Quote

SERVICE = Service()


@SERVICE.serves("messages.sendMessage")
def send_message(call: Call) -> TLObject:
    """Write a message; the answer tells its number and, as an update, the message itself."""
    place = peers.place(call, call["peer"])
    draft = replace(base_draft(call, place), text=call["message"], entities=entities(call.args, call))
    return written(call, place, [draft], [call["random_id"]])


@SERVICE.serves("messages.editMessage")
def edit_message(call: Call) -> TLObject:
    """Change the text of one's own message."""
    message = message_at(call, peers.place(call, call["peer"]), call["id"])
    edited = call.args.fields
    if "message" not in edited and "media" not in edited:
        raise RpcError(400, "MESSAGE_EMPTY", "an edit without a new text")
    if "media" in edited and closes_poll(call["media"], message):
        happened = call.world.close_poll(call.account, message, origin=call.client)
        return told(call, happened, own_change(call, happened))
    text, formatting = message.text, message.entities
    if "message" in edited:
        text, formatting = call["message"], entities(call.args, call)
    carried = media(call, call["media"]) if "media" in edited else None
    happened = call.world.edit(call.account, message, text, entities=formatting, media=carried, origin=call.client)
    return told(call, happened, own_change(call, happened))


@SERVICE.serves("messages.deleteMessages")
def delete_messages(call: Call) -> TLObject:
    """Delete messages of private chats and basic groups, for everybody."""
    box = call.account.box
    found = [call.world.message(box.ref(number) or 0) for number in call["id"] if box.ref(number) is not None]
    count = 0
    for place in dict.fromkeys(message.place for message in found):
        happened = call.world.delete(
            call.account, [message for message in found if message.place == place], origin=call.client
        )
        count += own_change(call, happened).pts_count if happened is not None else 0
    return tl("messages.affectedMessages", pts=box.pts, pts_count=count)


@SERVICE.serves("channels.deleteMessages")
def delete_channel_messages(call: Call) -> TLObject:
    """Delete messages of a supergroup."""
    chat = peers.joined_channel(call, call["channel"])
    found = [call.world.message(chat.box.ref(number) or 0) for number in call["id"] if chat.box.ref(number) is not None]
    happened = call.world.delete(call.account, found, origin=call.client)
    count = own_change(call, happened).pts_count if happened is not None else 0
    return tl("messages.affectedMessages", pts=chat.box.pts, pts_count=count)


@SERVICE.serves("messages.setTyping")
def set_typing(call: Call) -> bool:
    """Show that the account is writing, records its voice, uploads a file, …; bots' actions show too."""
    place, action = peers.place(call, call["peer"]), call["action"]
    call.world.start_typing(call.account, place, action=action, origin=call.client)
    return True


def message_at(call: Call, place: Place, number: int) -> Message:
    """Return the message that the client knows as ``number`` in ``place``."""
    ref = call.world.box_for(call.account, place).ref(number)
    message = call.world.message(ref) if ref is not None else None
    if message is None or message.place != place:
        raise RpcError(400, "MESSAGE_ID_INVALID", f"there is no message {number} in {place}")
    return message


def own_change(call: Call, happened: Happened) -> Change:
    """Return what ``happened`` changed in the box in which the account sees the place."""
    in_channel = happened.place.kind == "supergroup"
    return happened.change_in(call.world.chat_of(happened.place) if in_channel else call.account)


def told(call: Call, happened: Happened, change: Change, *first: TLObject) -> TLObject:
    """Return the ``Updates`` that tell the account of its own act."""
    owner = call.world.chat_of(happened.place) if happened.place.kind == "supergroup" else call.account
    update = call.views.update(owner, change, call.account)
    return call.views.updates(call.account, [*first, update], happened.messages, happened.members)


def written(call: Call, place: Place, drafts: list[Draft], random_ids: list[int]) -> TLObject:
    """Write messages and return what :func:`posted` does."""
    return posted(call, place, random_ids, lambda: call.world.write(call.account, place, drafts, origin=call.client))


def posted(call: Call, place: Place, random_ids: list[int], post: Callable[[], list[Happened]]) -> TLObject:
    """Return the ``Updates`` that tell the numbers of posted messages and the messages themselves."""
    _check_only_now(call)
    spent = call.account.spent_random_ids
    if not spent.isdisjoint(random_ids) or len(set(random_ids)) < len(random_ids):
        raise RpcError(500, "RANDOM_ID_DUPLICATE", "a message with this random_id was sent already")
    happenings = post()
    spent.update(random_ids)
    numbers = [
        tl("updateMessageID", id=own_change(call, happened).ids[0], random_id=random_id)
        for happened, random_id in zip(happenings, random_ids, strict=True)
    ]
    owner = call.world.chat_of(place) if place.kind == "supergroup" else call.account
    news = [call.views.update(owner, own_change(call, happened), call.account) for happened in happenings]
    messages = [message for happened in happenings for message in happened.messages]
    return call.views.updates(call.account, [*numbers, *news], messages)


def _check_only_now(call: Call) -> None:
    """Refuse what would be written later."""
    for field in ("schedule_date", "quick_reply_shortcut"):
        if field in call.args.fields:
            raise RpcError(400, "SCHEDULE_DATE_INVALID", f"{call.method} with {field} isn't served by this fake")


def entities(sent: TLObject, call: Call) -> tuple[TLObject, ...]:
    """Return the formatting that a client sent, with mentions in the form in which they are shown."""
    return tuple(_entity(call, entity) for entity in sent.get("entities", []))


def _entity(call: Call, entity: TLObject) -> TLObject:
    if entity.name != "inputMessageEntityMentionName":
        return entity
    try:
        person = peers.user(call, entity["user_id"])
    except RpcError as error:
        raise RpcError(400, "ENTITY_MENTION_USER_INVALID", str(error)) from error
    where = {"offset": entity["offset"], "length": entity["length"]}
    return TLObject("messageEntityMentionName", {**where, "user_id": person.id})


def base_draft(call: Call, place: Place) -> Draft:
    """Return what a call says of a message besides its content: what it answers, and how it is sent."""
    base = Draft(silent=bool(call.args.get("silent")), protected=bool(call.args.get("noforwards")))
    reply = call.args.get("reply_to")
    if reply is None:
        return replace(base, topic=call.args.get("top_msg_id"))
    if reply.name != "inputReplyToMessage":
        raise RpcError(400, "REPLY_TO_INVALID", f"{reply.name} isn't something that can be replied to here")
    where = peers.place(call, reply["reply_to_peer_id"]) if "reply_to_peer_id" in reply.fields else place
    ref = call.world.box_for(call.account, where).ref(reply["reply_to_msg_id"])
    if ref is None or call.world.message(ref).place != where:
        raise RpcError(400, "REPLY_MESSAGE_ID_INVALID", f"there is no message {reply['reply_to_msg_id']} to reply to")
    quote = None
    if "quote_text" in reply.fields:
        formatting = tuple(reply.get("quote_entities", []))
        quote = Quote(reply["quote_text"], formatting, reply.get("quote_offset", 0))
    topic = reply.get("top_msg_id")
    chat = call.world.chats.find(place.id, "supergroup")
    if chat is not None and chat.forum and where == place and _begins_topic(call.world.message(ref)):
        return replace(base, topic=reply["reply_to_msg_id"])
    return replace(base, reply_to=ref, quote=quote, answers_elsewhere=where != place, topic=topic)


def _begins_topic(message: Message) -> bool:
    return message.action is not None and message.action.kind == "topic_begun"
