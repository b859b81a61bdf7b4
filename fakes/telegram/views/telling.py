"""Media in plain words, for the witness stream and for whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject
    from fakes.telegram.world import Message
    from fakes.telegram.world.files import StoredFile
    from fakes.telegram.world.media import Media
    from fakes.telegram.world.polls import Poll

# What an attribute tells, by the names that the witness uses.
_ATTRIBUTES = {
    "documentAttributeFilename": {"file_name": "name"},
    "documentAttributeImageSize": {"w": "width", "h": "height"},
    "documentAttributeVideo": {"w": "width", "h": "height", "duration": "duration"},
    "documentAttributeAudio": {"duration": "duration", "title": "title", "performer": "performer"},
    "documentAttributeSticker": {"alt": "emoji"},
    "documentAttributeCustomEmoji": {"alt": "emoji"},
}


def message_told(message: Message) -> dict[str, Any]:
    """Return what a message has besides its text, as far as it has it."""
    about: dict[str, Any] = {}
    if message.entities:
        about["entities"] = [{"kind": entity.name, **_scalars(entity)} for entity in message.entities]
    about |= _standing(message)
    if message.media is not None:
        about["media"] = told(message.media)
    if message.album is not None:
        about["album"] = str(message.album)
    if message.forwarded is not None:
        about["forwarded"] = {"author": str(message.forwarded.author_id or ""), "name": message.forwarded.name}
    if message.quote is not None:
        about["quote"] = message.quote.text
    return about


def _standing(message: Message) -> dict[str, Any]:
    """Return in which topic and in whose name a message stands."""
    about = {"topic": message.topic, "as": message.speaks_as}
    told = {name: str(value) for name, value in about.items() if value is not None}
    if message.action is not None and message.action.shown is not None:
        told["title"] = message.action.title
    return told


def told(media: Media) -> dict[str, Any]:
    """Return ``kind`` and what there is to tell: a file's ``sha256``, a poll's votes, a place's coordinates, …."""
    about: dict[str, Any] = {"kind": media.kind}
    if media.spoiler:
        about["spoiler"] = True
    if media.file is not None:
        about |= _file(media.file)
    if media.poll is not None:
        about["poll"] = _poll(media.poll)
    if media.shown is not None:
        about |= _plain(media.shown)
    return about


def _file(file: StoredFile) -> dict[str, Any]:
    about: dict[str, Any] = {
        "mime": file.mime,
        "size": file.blob.size,
        "sha256": file.blob.sha256,
        "file": str(file.id),
    }
    for attribute in file.attributes:
        for field, word in _ATTRIBUTES.get(attribute.name, {}).items():
            if field in attribute.fields:
                about[word] = attribute[field]
    if file.kind == "photo":
        about |= {"width": file.sizes[-1].picture.width, "height": file.sizes[-1].picture.height}
    elif file.sizes:
        about["thumbnail"] = {"sha256": file.sizes[0].blob.sha256, "size": file.sizes[0].blob.size}
    return about


def _poll(poll: Poll) -> dict[str, Any]:
    return {
        "question": poll.question,
        "answers": [answer.text for answer in poll.answers],
        "votes": [poll.count(answer.option) for answer in poll.answers],
        "voters": len(poll.votes),
        "quiz": poll.correct is not None,
        "multiple": poll.multiple,
        "public": poll.public,
        "closed": poll.closed,
    }


def _plain(shown: TLObject) -> dict[str, Any]:
    about: dict[str, Any] = {}
    for field, value in shown.fields.items():
        if field == "geo":
            about |= {"latitude": value["lat"], "longitude": value["long"]}
        elif field == "webpage":
            about["url"] = value["url"]
        elif isinstance(value, str | int | float):
            about[field] = value
    return about


def _scalars(entity: TLObject) -> dict[str, Any]:
    return {field: value for field, value in entity.fields.items() if isinstance(value, str | int)}
