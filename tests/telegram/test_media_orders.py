"""People send media by orders, without a client; the witness tells what they sent."""

import base64
from collections.abc import AsyncIterator
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from fakes.telegram.world.drawing import png, webp
from fakes.telegram.world.pictures import Picture, picture_of
from tests.telegram.test_control import Api


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    api = Api()
    async with api.http:
        yield api


class Room:
    """A supergroup of alice and bob, and what the witness told last."""

    def __init__(self, api: Api, alice: str, bob: str, chat: str) -> None:
        self.api, self.alice, self.bob, self.chat = api, alice, bob, chat

    async def act(self, operation: str, expect: int = 200, author: str = "", **order: Any) -> dict[str, Any]:
        return await self.api.act(operation, expect, chat=self.chat, author=author or self.alice, **order)

    def told(self) -> dict[str, Any]:
        media: dict[str, Any] = self.api.hub.records[-1].detail["media"]
        return media


@pytest.fixture
async def room(api: Api) -> Room:
    alice, bob, chat = await api.room()
    return Room(api, alice["id"], bob["id"], chat["id"])


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ({"kind": "photo", "width": 30, "height": 20}, {"mime": "image/png", "width": 30, "height": 20}),
        ({"kind": "document", "size": 10, "name": "a.txt", "mime": "text/plain"}, {"size": 10, "name": "a.txt"}),
        ({"kind": "voice", "duration": 7}, {"mime": "audio/ogg", "duration": 7}),
        ({"kind": "audio", "title": "T", "performer": "P"}, {"title": "T", "performer": "P"}),
        ({"kind": "video", "width": 9, "height": 8, "duration": 2.5}, {"width": 9, "height": 8, "duration": 2.5}),
        ({"kind": "round_video"}, {"mime": "video/mp4"}),
        ({"kind": "gif"}, {"name": "animation.mp4"}),
        ({"kind": "sticker", "emoji": "😎"}, {"emoji": "😎", "mime": "image/webp", "width": 64}),
        ({"kind": "sticker", "mime": "video/webm"}, {"name": "sticker.webm"}),
        ({"kind": "location", "latitude": 1, "longitude": 2}, {"latitude": 1.0, "longitude": 2.0}),
        ({"kind": "live_location", "latitude": 1, "longitude": 2, "period": 60}, {"period": 60}),
        ({"kind": "venue", "latitude": 1, "longitude": 2, "title": "T"}, {"title": "T"}),
        ({"kind": "contact", "phone": "+1", "first_name": "B"}, {"phone_number": "+1", "first_name": "B"}),
        ({"kind": "dice", "emoji": "🎯"}, {"emoticon": "🎯"}),
        ({"kind": "photo", "spoiler": True}, {"spoiler": True}),
    ],
)
async def test_each_kind_is_sent_and_told(room: Room, order: dict[str, Any], told: dict[str, Any]) -> None:
    """The record of a message has its media in plain words."""
    await room.act("message.send", media=order)

    seen = room.told()
    assert seen["kind"] == order["kind"]
    assert {word: seen[word] for word in told} == told


async def test_the_bytes_of_an_order_are_the_files(room: Room) -> None:
    """What the order says is what everybody gets, and can be read back by its hash."""
    data = b"exactly this"

    await room.act("message.send", media={"kind": "document", "data": base64.b64encode(data).decode()}, text="note")

    digest = sha256(data).hexdigest()
    assert (room.told()["sha256"], room.api.hub.records[-1].text) == (digest, "note")
    read = await room.api.act("file.read", sha256=digest)
    assert base64.b64decode(read["data"]) == data


async def test_a_seed_and_a_size_make_a_file(room: Room) -> None:
    """Big files needn't be sent with the order: equal seeds give equal files."""
    await room.act("message.send", media={"kind": "document", "size": 100_000, "seed": "a"})

    assert room.told()["sha256"] == sha256(Random("file-a").randbytes(100_000)).hexdigest()


async def test_an_album_is_ordered_at_once(room: Room) -> None:
    """Each item with a caption; the answer names all messages."""
    items = [{"kind": "photo", "text": "one"}, {"kind": "video"}]

    sent = await room.act("message.send", album=items)

    records = room.api.hub.records[-2:]
    assert sent["ids"] == [record.ref for record in records]
    assert [record.text for record in records] == ["one", ""]
    assert records[0].detail["album"] == records[1].detail["album"]


async def test_an_edit_changes_media(room: Room) -> None:
    """The caption stays where the order has none."""
    sent = await room.act("message.send", media={"kind": "photo"}, text="caption")

    await room.act("message.edit", message=sent["id"], media={"kind": "document"})

    assert (room.told()["kind"], room.api.hub.records[-1].text) == ("document", "caption")


async def test_people_vote_and_polls_are_closed(room: Room) -> None:
    """Votes are told as calls with the poll as it then stands."""
    sent = await room.act("message.send", media={"kind": "poll", "question": "Why?", "answers": ["a", "b"]})

    await room.act("poll.vote", message=sent["id"], author=room.bob, answers=[1])
    assert (room.api.hub.records[-1].detail["act"], room.told()["poll"]["votes"]) == ("vote", [0, 1])
    await room.act("poll.close", message=sent["id"])
    assert room.told()["poll"]["closed"]
    refusal = await room.act("poll.vote", 409, message=sent["id"], author=room.bob, answers=[0])
    assert refusal["error"]["name"] == "MESSAGE_POLL_CLOSED"


async def test_formatting_is_ordered_in_words(room: Room) -> None:
    """And told as others get it."""
    await room.act("message.send", text="hi you", entities=[{"kind": "bold", "offset": 0, "length": 2}])

    assert room.api.hub.records[-1].detail["entities"] == [{"kind": "messageEntityBold", "offset": 0, "length": 2}]


async def test_people_quote_forward_and_pin(room: Room) -> None:
    """The same that a client can do, told the same way."""
    said = await room.act("message.send", text="one two")
    await room.act("message.send", author=room.bob, text="re", reply_to=said["id"], quote="two")
    assert (room.api.hub.records[-1].detail["quote"], room.api.hub.records[-1].target) == ("two", said["id"])

    forwarded = await room.act("message.forward", author=room.bob, message=said["id"], to=room.alice)
    told = room.api.hub.records[-1]
    assert (told.ref, told.text, told.place) == (forwarded["id"], "one two", room.alice)
    assert told.detail["forwarded"] == {"author": room.alice, "name": "Alice"}

    await room.act("message.pin", message=said["id"])
    assert [record.detail["act"] for record in room.api.hub.records[-2:]] == ["pin", "pinned"]
    await room.act("message.unpin")
    assert (room.api.hub.records[-1].detail["act"], room.api.hub.records[-1].ref) == ("unpin", said["id"])


@pytest.mark.parametrize(
    ("order", "status", "name"),
    [
        ({"media": {"kind": "hologram"}}, 400, "BAD_ORDER"),
        ({"media": {"kind": "document", "data": "?"}}, 400, "BAD_ORDER"),
        ({"media": {"kind": "photo", "width": 0}}, 400, "BAD_ORDER"),
        ({"media": {"kind": "photo", "data": ""}}, 409, "IMAGE_PROCESS_FAILED"),
        ({"media": {"kind": "document", "size": 0}}, 409, "FILE_PARTS_INVALID"),
        ({"media": {"kind": "photo"}, "text": "x" * 1025}, 409, "MEDIA_CAPTION_TOO_LONG"),
        ({"album": []}, 409, "MEDIA_EMPTY"),
    ],
)
async def test_orders_that_can_not_be_are_refused(room: Room, order: dict[str, Any], status: int, name: str) -> None:
    """By Telegram's rules, or as no order."""
    refusal = await room.act("message.send", status, **order)

    assert refusal["error"]["name"] == name


async def test_custom_emoji_are_made_by_an_order(room: Room) -> None:
    """The answer is the id that entities and reactions name."""
    emoji = await room.api.act("emoji.create", emoji="🙂")

    await room.act(
        "message.send", text="🙂", entities=[{"kind": "custom_emoji", "offset": 0, "length": 2, "emoji": emoji["id"]}]
    )

    assert room.api.hub.records[-1].detail["entities"][0]["document_id"] == int(emoji["id"])


def test_drawn_pictures_have_their_size() -> None:
    """Both kinds say the size that was asked for; other seeds look otherwise."""
    assert picture_of(png(7, 5, "s")) == Picture("image/png", 7, 5)
    assert picture_of(webp(512, 300, "s")) == Picture("image/webp", 512, 300)
    assert webp(8, 8, "a") != webp(8, 8, "b")


async def test_pictures_of_people_and_chats_are_ordered(room: Room) -> None:
    """A chat's new picture is told as a call by its service message."""
    person = await room.api.act("person.photo", person=room.bob, width=9, height=9)
    await room.act("chat.photo", width=8, height=8)

    assert room.api.hub.records[-1].detail["act"] == "photo"
    assert (await room.api.act("file.read", sha256=person["sha256"]))["size"] > 0
    await room.act("chat.photo", remove=True)
    again = await room.act("chat.photo", 409, remove=True)
    assert again["error"]["name"] == "CHAT_NOT_MODIFIED"
