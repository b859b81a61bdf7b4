"""Calls that send media, albums and polls, and what the others see of them."""

from typing import Any

import pytest

from fakes.telegram.tl import TLObject, tl
from tests.telegram.parts import png, upload
from tests.telegram.scene import Scene
from tests.telegram.wire import RpcFailure

POINT = tl("inputGeoPoint", lat=1.5, long=2.5)
WEBP = b"RIFF0000WEBPVP8X" + bytes(8) + bytes([255, 1, 0, 255, 1, 0])


def document(scene: Scene, data: bytes, mime: str, *attributes: TLObject, **more: Any) -> TLObject:
    file = upload(scene.bot_client, data, name=more.pop("name", "f.bin"))
    return tl("inputMediaUploadedDocument", file=file, mime_type=mime, attributes=list(attributes), **more)


def photo(scene: Scene, **size: int) -> TLObject:
    return tl("inputMediaUploadedPhoto", file=upload(scene.bot_client, png(**size)))


def send(scene: Scene, media: TLObject, caption: str = "", random_id: int = 5, **more: Any) -> TLObject:
    """Let the bot send, and return the message as bob gets it."""
    peer = scene.peer(scene.supergroup, scene.bot)
    scene.bot_client.call("messages.sendMedia", peer=peer, media=media, message=caption, random_id=random_id, **more)
    message: TLObject = scene.bob_client.updates()[-1]["message"]
    return message


def known(scene: Scene, media: TLObject) -> TLObject:
    """Upload and return the media in the form in which an album takes it."""
    peer = scene.peer(scene.supergroup, scene.bot)
    shown = scene.bot_client.call("messages.uploadMedia", peer=peer, media=media)
    file = shown["photo"] if shown.name == "messageMediaPhoto" else shown["document"]
    kind = file.name.capitalize()
    fields = {field: file[field] for field in ("id", "access_hash", "file_reference")}
    return TLObject(f"inputMedia{kind}", {"id": TLObject(f"input{kind}", fields)})


def album(scene: Scene, items: list[TLObject], captions: tuple[str, ...] = ()) -> TLObject:
    texts = [*captions, *[""] * len(items)]
    multi = [
        tl("inputSingleMedia", media=item, random_id=100 + number, message=text)
        for number, (item, text) in enumerate(zip(items, texts, strict=False))
    ]
    peer = scene.peer(scene.supergroup, scene.bot)
    return scene.bot_client.call("messages.sendMultiMedia", peer=peer, multi_media=multi)


def poll(*answers: str, **more: Any) -> TLObject:
    extras: dict[str, Any] = {"correct_answers": more.pop("correct_answers", None)}
    if "solution" in more:
        extras |= {"solution": more.pop("solution"), "solution_entities": []}
    texts = [tl("textWithEntities", text=text, entities=[]) for text in answers]
    options = [tl("pollAnswer", text=text, option=bytes([number])) for number, text in enumerate(texts)]
    question = tl("textWithEntities", text=more.pop("question", "Why?"), entities=[])
    asked = TLObject("poll", {"id": 0, "question": question, "answers": options, **more})
    return TLObject("inputMediaPoll", {"poll": asked, **extras})


def refused(name: str, scene: Scene, media: TLObject, caption: str = "") -> None:
    with pytest.raises(RpcFailure) as caught:
        send(scene, media, caption)
    assert caught.value.name == name


def edit(scene: Scene, message: TLObject, /, **new: Any) -> TLObject:
    peer = scene.peer(scene.supergroup, scene.bot)
    scene.bot_client.call("messages.editMessage", peer=peer, id=message["id"], **new)
    changed: TLObject = scene.bob_client.updates()[-1]["message"]
    return changed
