"""``InputMedia`` as clients send it, turned into what the world keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.rpc import files
from fakes.telegram.rpc.registry import Call, RpcError
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import media as kinds
from fakes.telegram.world import polls
from fakes.telegram.world.media import Media

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.telegram.world import Message
    from fakes.telegram.world.blobs import Blob
    from fakes.telegram.world.files import StoredFile


def media(call: Call, sent: TLObject) -> Media:
    """Return what an ``InputMedia`` stands for; raise MEDIA_INVALID and its like."""
    reader = _READERS.get(sent.name)
    if reader is None:
        raise RpcError(400, "MEDIA_INVALID", f"{sent.name} isn't served by this fake")
    return reader(call, sent)


def closes_poll(sent: TLObject, message: Message) -> bool:
    """Tell whether an edit with ``sent`` closes the message's poll, which is all that can be done to one."""
    if sent.name != "inputMediaPoll" or message.media is None or message.media.poll is None:
        return False
    return bool(sent["poll"].get("closed"))


def _uploaded_photo(call: Call, sent: TLObject) -> Media:
    photo = call.world.files.add_photo(files.uploaded(call, sent["file"]), call.world.now, call.account.dc)
    return Media("photo", photo, spoiler=bool(sent.get("spoiler")))


def _photo(call: Call, sent: TLObject) -> Media:
    return Media("photo", files.known_photo(call, sent["id"]), spoiler=bool(sent.get("spoiler")))


def _uploaded_document(call: Call, sent: TLObject) -> Media:
    stored = call.world.files
    blob = files.uploaded(call, sent["file"])
    thumb = files.uploaded(call, sent["thumb"]) if "thumb" in sent.fields else None
    attributes = _attributes(call, sent, blob)
    document = stored.add_document(blob, sent["mime_type"], attributes, call.world.now, thumb, call.account.dc)
    return _of_document(document, sent)


def _document(call: Call, sent: TLObject) -> Media:
    return _of_document(files.known_document(call, sent["id"]), sent)


def _of_document(document: StoredFile, sent: TLObject) -> Media:
    kind = "document" if sent.get("force_file") else kinds.kind_of(document.attributes)
    return Media(kind, document, spoiler=bool(sent.get("spoiler")))


def _attributes(call: Call, sent: TLObject, blob: Blob) -> tuple[TLObject, ...]:
    """Return a document's attributes, with its size in pixels and its name where the client left them out."""
    attributes = list(sent["attributes"])
    names = {attribute.name for attribute in attributes}
    picture = call.world.files.picture(blob)
    if picture is not None and not names & {"documentAttributeImageSize", "documentAttributeVideo"}:
        attributes.append(tl("documentAttributeImageSize", w=picture.width, h=picture.height))
    if "documentAttributeFilename" not in names and sent["file"]["name"]:
        attributes.append(tl("documentAttributeFilename", file_name=sent["file"]["name"]))
    return tuple(attributes)


def _location(_: Call, sent: TLObject) -> Media:
    latitude, longitude = _point(sent)
    return kinds.location(latitude, longitude, sent["geo_point"].get("accuracy_radius"))


def _live_location(_: Call, sent: TLObject) -> Media:
    return kinds.live_location(*_point(sent), sent.get("period", 0), sent.get("heading"))


def _venue(_: Call, sent: TLObject) -> Media:
    return kinds.venue(*_point(sent), sent["title"], sent["address"], sent["provider"], sent["venue_id"])


def _point(sent: TLObject) -> tuple[float, float]:
    point = sent["geo_point"]
    if point.name != "inputGeoPoint":
        raise RpcError(400, "GEO_POINT_INVALID", "a location without a point")
    return point["lat"], point["long"]


def _contact(call: Call, sent: TLObject) -> Media:
    person = call.world.people.by_phone(sent["phone_number"])
    return kinds.contact(
        sent["phone_number"], sent["first_name"], sent["last_name"], sent["vcard"], person.id if person else 0
    )


def _dice(call: Call, sent: TLObject) -> Media:
    return kinds.dice(sent["emoticon"], call.world.next_ref)


def _web_page(_: Call, sent: TLObject) -> Media:
    return kinds.web_page(sent["url"])


def _poll(call: Call, sent: TLObject) -> Media:
    poll, correct = sent["poll"], sent.get("correct_answers")
    if poll.get("quiz") and not correct:
        raise RpcError(400, "QUIZ_CORRECT_ANSWERS_EMPTY", "a quiz has a correct answer")
    if poll.get("quiz") and len(correct) > 1:
        raise RpcError(400, "QUIZ_CORRECT_ANSWERS_TOO_MUCH", "a quiz has one correct answer")
    made = polls.Poll(
        polls.id_after(call.world.next_ref),
        poll["question"]["text"],
        tuple(_answer(answer) for answer in poll["answers"]),
        multiple=bool(poll.get("multiple_choice")),
        public=bool(poll.get("public_voters")),
        correct=correct[0] if poll.get("quiz") else None,
        solution=sent.get("solution", ""),
        closed=bool(poll.get("closed")),
        close_period=poll.get("close_period"),
        close_date=poll.get("close_date"),
        question_entities=tuple(poll["question"]["entities"]),
    )
    return Media("poll", poll=polls.checked(made, call.world.now))


def _answer(answer: TLObject) -> polls.Answer:
    return polls.Answer(answer["option"], answer["text"]["text"], tuple(answer["text"]["entities"]))


_READERS: dict[str, Callable[[Call, TLObject], Media]] = {
    "inputMediaUploadedPhoto": _uploaded_photo,
    "inputMediaPhoto": _photo,
    "inputMediaUploadedDocument": _uploaded_document,
    "inputMediaDocument": _document,
    "inputMediaGeoPoint": _location,
    "inputMediaGeoLive": _live_location,
    "inputMediaVenue": _venue,
    "inputMediaContact": _contact,
    "inputMediaDice": _dice,
    "inputMediaPoll": _poll,
    "inputMediaWebPage": _web_page,
}
