"""History in pages, by offsets (https://core.telegram.org/api/offsets), searched, and of threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fakes.telegram.rpc import peers
from fakes.telegram.rpc.messages import message_at
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.topics import number_of

if TYPE_CHECKING:
    from fakes.telegram.world import Message, Place

SERVICE = Service()
_MOST = 100
_KINDS: dict[str, frozenset[str]] = {
    "Photos": frozenset({"photo"}),
    "Video": frozenset({"video"}),
    "PhotoVideo": frozenset({"photo", "video"}),
    "Document": frozenset({"document"}),
    "Gif": frozenset({"gif"}),
    "Voice": frozenset({"voice"}),
    "Music": frozenset({"audio"}),
    "RoundVoice": frozenset({"voice", "round_video"}),
    "RoundVideo": frozenset({"round_video"}),
    "Geo": frozenset({"location", "live_location", "venue"}),
    "Contacts": frozenset({"contact"}),
}
_LINKS = ("messageEntityUrl", "messageEntityTextUrl")


@SERVICE.serves("messages.getHistory")
def get_history(call: Call) -> TLObject:
    """Return messages of a place, newest first."""
    place = peers.place(call, call["peer"])
    return _page(call, place, call.world.history(call.account, place))


@SERVICE.serves("messages.search")
def search(call: Call) -> TLObject:
    """Return messages of a place that have some words, are somebody's, or carry some kind of media."""
    place = peers.place(call, call["peer"])
    tests = [_matches_filter(call, place), *_matches_words(call)]
    found = [
        message for message in call.world.history(call.account, place) if all(matches(message) for matches in tests)
    ]
    return _page(call, place, found)


@SERVICE.serves("messages.getReplies")
def get_replies(call: Call) -> TLObject:
    """Return the thread below a message: its answers, and theirs."""
    place = peers.place(call, call["peer"])
    chat = call.world.chats.find(place.id, "supergroup")
    if chat is not None and chat.forum and call["msg_id"] in chat.topics:
        return _page(call, place, call.world.said_in(chat, chat.topics[call["msg_id"]]))
    asked = message_at(call, place, call["msg_id"])
    copy = call.world.copy_of(asked)
    if copy is not None:
        return _page(call, copy.place, call.world.thread(copy))
    thread = {asked.ref}
    answers = []
    for message in call.world.history(call.account, place):
        if message.reply_to in thread:
            thread.add(message.ref)
            answers.append(message)
    return _page(call, place, answers)


@SERVICE.serves("messages.deleteHistory")
def delete_history(call: Call) -> TLObject:
    """Clear a private chat or basic group for oneself, or (``revoke``, in private) for both."""
    place = peers.place(call, call["peer"])
    if place.kind == "supergroup":
        raise RpcError(400, "PEER_ID_INVALID", "a channel's history is cleared by channels.deleteHistory")
    until = call["max_id"] or _number(call, None)
    messages = [each for each in call.world.history(call.account, place) if _number(call, each) <= until]
    if "revoke" in call.args.fields and place.kind == "private":
        happened = call.world.delete(call.account, messages, origin=call.client)
    else:
        happened = call.world.forget(call.account, messages, origin=call.client)
    count = 0 if happened is None else happened.change_in(call.account).pts_count
    return tl("messages.affectedHistory", pts=call.account.box.pts, pts_count=count, offset=0)


def _page(call: Call, place: Place, messages: list[Message]) -> TLObject:
    """Return the part of ``messages`` (oldest first) that a call's offsets and limits ask for."""
    wanted = [each for each in reversed(messages) if _is_between(_number(call, each), call["min_id"], call["max_id"])]
    start = next((index for index, each in enumerate(wanted) if _is_before(call, each)), len(wanted))
    start += call["add_offset"]
    page = wanted[max(0, start) : max(0, start + max(0, min(call["limit"], _MOST)))]
    return messages_of(call, place, page, len(messages))


def _is_between(number: int, low: int, high: int) -> bool:
    return number > low and (not high or number < high)


def _is_before(call: Call, message: Message) -> bool:
    if call.args.get("offset_id"):
        return _number(call, message) < int(call["offset_id"])
    return not call.args.get("offset_date") or message.date < int(call["offset_date"])


def _number(call: Call, message: Message | None) -> int:
    """Return the account's number of a message, or (None) one above all."""
    if message is None:
        return 0x7FFFFFFF
    return call.world.box_for(call.account, message.place).number(message.ref) or 0


def _matches_filter(call: Call, place: Place) -> Callable[[Message], bool]:
    wanted = call["filter"].name.removeprefix("inputMessagesFilter")
    if wanted == "Empty":
        return lambda message: message.action is None
    if wanted in _KINDS:
        return lambda message: message.media is not None and message.media.kind in _KINDS[wanted]
    if wanted == "Url":
        return lambda message: any(entity.name in _LINKS for entity in message.entities)
    if wanted == "Pinned":
        pinned = call.world.box_for(call.account, place).pinned
        return lambda message: message.ref in pinned
    if wanted == "ChatPhotos":
        return lambda message: message.action is not None and message.action.kind == "photo"
    raise RpcError(400, "INPUT_FILTER_INVALID", f"the filter {wanted} isn't served by this fake")


def _matches_words(call: Call) -> list[Callable[[Message], bool]]:
    tests: list[Callable[[Message], bool]] = []
    if words := call["q"].lower().split():
        tests.append(lambda message: all(word in message.text.lower() for word in words))
    if "from_id" in call.args.fields:
        author = peers.user(call, call["from_id"])
        tests.append(lambda message: message.author_id == author.id)
    if "top_msg_id" in call.args.fields:
        tests.append(lambda message: number_of(message) == call["top_msg_id"])
    if call["min_date"]:
        tests.append(lambda message: message.date > call["min_date"])
    if call["max_date"]:
        tests.append(lambda message: message.date < call["max_date"])
    return tests


def messages_of(call: Call, place: Place, messages: list[Message], count: int) -> TLObject:
    """Return ``messages.Messages``: a page of ``count`` that there are."""
    views = [call.views.messages.message(message, call.account) for message in messages]
    fields = {"messages": views, **call.views.bundle(call.account, messages)}
    if place.kind == "supergroup":
        pts = call.world.chat_of(place).box.pts
        return TLObject("messages.channelMessages", {**fields, "pts": pts, "count": count, "topics": []})
    if len(messages) < count:
        return TLObject("messages.messagesSlice", {**fields, "count": count})
    return TLObject("messages.messages", fields)
