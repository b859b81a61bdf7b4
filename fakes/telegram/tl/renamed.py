"""What Telegram gave another name or shape in later layers, where names alone don't lead back to the inner layer.

Only names stand here; numbers and types come from the schemas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl.objects import TLObject, tl

if TYPE_CHECKING:
    from fakes.telegram.tl.schema import Schema

_CHANNELS, _MESSAGES = "channels.", "messages."
_INPUT_CHANNELS = {
    "inputPeerChannel": "inputChannel",
    "inputPeerChannelFromMessage": "inputChannelFromMessage",
    "inputPeerEmpty": "inputChannelEmpty",
}
_PINNED_TOPICS = {
    "updateChannelPinnedTopic": "updatePinnedForumTopic",
    "updateChannelPinnedTopics": "updatePinnedForumTopics",
}


def former_name(name: str, inner: Schema) -> str:
    """Return the name under which the inner layer has a request, as far as names alone can tell."""
    # Forum topics belonged to channels alone; later layers have them in messages, and name a peer.
    former = _CHANNELS + name.removeprefix(_MESSAGES)
    return former if name not in inner.by_name and name.startswith(_MESSAGES) and former in inner.by_name else name


def inner_request(request: TLObject, inner: Schema) -> TLObject:
    """Return a request (or an object in one) as the inner layer names it."""
    if request.name == "inputMediaPoll":
        return _poll(request)
    former, peer = former_name(request.name, inner), request.get("peer")
    if former == request.name or peer is None or peer.name not in _INPUT_CHANNELS:
        return request
    channel = TLObject(_INPUT_CHANNELS[peer.name], peer.fields)
    return TLObject(former, {**request.fields, "peer": None, "channel": channel})


def outer_object(value: TLObject, outer: Schema) -> TLObject:
    """Return an object of the inner layer under the name that the client's layer has for it."""
    if value.name in _PINNED_TOPICS and value.name not in outer.by_name:
        fields = {**value.fields, "channel_id": None, "peer": tl("peerChannel", channel_id=value["channel_id"])}
        return TLObject(_PINNED_TOPICS[value.name], fields)
    return value


def _poll(media: TLObject) -> TLObject:
    """Return a poll whose answers bear the bytes that choose them; in later layers the server makes these."""
    poll = media["poll"]
    answers = [_answer(answer, index) for index, answer in enumerate(poll["answers"])]
    correct = media.get("correct_answers")
    if correct is not None:
        options = [answer["option"] for answer in answers]
        correct = [options[item] if isinstance(item, int) and 0 <= item < len(options) else item for item in correct]
    poll = TLObject(poll.name, {**poll.fields, "answers": answers})
    return TLObject(media.name, {**media.fields, "poll": poll, "correct_answers": correct})


def _answer(answer: TLObject, index: int) -> TLObject:
    if answer.name != "inputPollAnswer":
        return answer
    return tl("pollAnswer", text=answer["text"], option=str(index).encode())
