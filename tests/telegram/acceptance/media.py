"""Steps: files of every size up and down, and the kinds of media that people send."""

from __future__ import annotations

import json
import struct
import urllib.request
import zlib
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.acceptance.driver import PATIENCE, refused
from tests.acceptance.steps import Step, Steps
from tests.telegram.acceptance.play import HOST, Play, act

STEPS: Steps[Play] = Steps()
MIB = 1024 * 1024
SIZES = {"1 byte": 1, "10 MiB": 10 * MIB, "100 MiB": 100 * MIB}
# The kinds that are files, by the ending from which libraries know what to send.
ENDINGS = {"photo": "png", "voice": "ogg", "video": "mp4", "sticker": "webp", "document": "bin"}
_SPEED = 4 * MIB  # bytes a second: two seconds for what is sent while the connection breaks
_PARTS = 3  # that have arrived by then


def written(name: str, content: bytes) -> Path:
    """Write a file for a client to send."""
    path = Path("/tmp") / name.replace(" ", "-")
    path.write_bytes(content)
    return path


def picture(side: int) -> bytes:
    """Return a PNG of noise."""
    noise = Random(side)
    rows = b"".join(b"\0" + noise.randbytes(3 * side) for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def got_back(play: Play, number: int, content: bytes) -> None:
    """Hold that a message's file comes back byte for byte."""
    path = Path("/tmp/got")
    play.user.download(peer=play.peers["supergroup"], number=number, path=str(path))
    assert sha256(path.read_bytes()).digest() == sha256(content).digest(), f"{path.stat().st_size} bytes came"


def there_and_back(play: Play, name: str) -> None:
    content = Random(name).randbytes(SIZES[name])
    path = written(f"{name}.bin", content)
    number = play.user.upload(peer=play.peers["supergroup"], path=str(path), kind="document", caption=name)
    got_back(play, number, content)


def _file(name: str) -> Step[Play]:
    return Step(f"send a file and get it back: {name}", lambda play: there_and_back(play, name), full=name == "100 MiB")


for size in SIZES:
    STEPS.add(_file(size))


@STEPS.step("be refused a file of 0 bytes")
def empty(play: Play) -> None:
    path, peer = str(written("empty.bin", b"")), play.peers["supergroup"]
    refused("FILE_PARTS_INVALID", lambda: play.user.upload(peer=peer, path=path, kind="document", caption="0 bytes"))


@STEPS.step("send a file while the connection breaks")
def broken_upload(play: Play) -> None:
    content = Random("broken").randbytes(10 * MIB + 1)
    order = {"path": str(written("broken.bin", content)), "kind": "document", "caption": "broken off"}
    slow = act(
        "fault.set", fault="slow", method="upload.saveBigFilePart", bytes_per_second=_SPEED, person=play.bob["id"]
    )
    upload = play.user.begin("upload", peer=play.peers["supergroup"], **order)
    arrived("upload.saveBigFilePart", _PARTS)
    act("fault.clear", id=act("fault.set", fault="dc_gone", dc=2)["id"])
    number = play.driver.end(upload)
    act("fault.clear", id=slow["id"])
    got_back(play, number, content)


def arrived(method: str, count: int) -> None:
    """Wait until a method was called so often."""
    with urllib.request.urlopen(f"http://{HOST}:8080/v1/witness?since=0", timeout=PATIENCE) as stream:
        for line in stream:
            count -= json.loads(line)["detail"].get("method") == method
            if not count:
                return


def of_kind(play: Play, kind: str) -> None:
    content = picture(64) if kind in ("photo", "sticker") else Random(kind).randbytes(50_000)
    path = written(f"{kind}.{ENDINGS[kind]}", content)
    number = play.user.upload(peer=play.peers["supergroup"], path=str(path), kind=kind)
    assert play.user.message(peer=play.peers["supergroup"], number=number)["media"] in (kind, "document")
    got_back(play, number, content)


def _of_kind(kind: str) -> Step[Play]:
    return Step(f"send a {kind}", lambda play: of_kind(play, kind))


for kind in ("photo", "voice", "video", "sticker"):
    STEPS.add(_of_kind(kind))


@STEPS.step("send an album")
def album(play: Play) -> None:
    pictures = [picture(side) for side in (65, 66)]
    paths = [str(written(f"album{number}.png", content)) for number, content in enumerate(pictures)]
    numbers = play.user.album(peer=play.peers["supergroup"], paths=paths, caption="two of them")
    for number, content in zip(numbers, pictures, strict=True):
        got_back(play, number, content)


@STEPS.step("see media of every kind")
def see_media(play: Play) -> None:
    for kind in ("photo", "voice", "video", "sticker", "audio", "round_video", "gif", "location", "contact", "dice"):
        wanted = {"kind": kind, "latitude": 1, "longitude": 2, "phone": "1", "first_name": "Eve", "emoji": "🎲"}
        play.alice_says(
            "supergroup", "" if kind in ("sticker", "location", "contact", "dice") else f"see a {kind}", media=wanted
        )
        (newest,) = play.user.history(peer=play.peers["supergroup"], limit=1)
        assert play.user.message(peer=play.peers["supergroup"], number=newest["id"])["media"], f"no {kind}"


@STEPS.step("send a place")
def place(play: Play) -> None:
    number = play.user.location(peer=play.peers["supergroup"], latitude=52.5, longitude=13.25)
    assert play.user.message(peer=play.peers["supergroup"], number=number)["media"] in ("geo", "location")


@STEPS.step("send a contact")
def contact(play: Play) -> None:
    number = play.user.contact(peer=play.peers["supergroup"], phone="+15550100", name="Dora")
    assert play.user.message(peer=play.peers["supergroup"], number=number)["media"] == "contact"


@STEPS.step("ask a poll and vote in it")
def poll(play: Play) -> None:
    number = play.user.poll(peer=play.peers["supergroup"], question="Tea?", answers=["yes", "no"])
    assert play.user.message(peer=play.peers["supergroup"], number=number)["media"] == "poll"
    play.user.vote(peer=play.peers["supergroup"], number=number, option=1)


@STEPS.step("forward a message")
def forward(play: Play) -> None:
    number = play.number("supergroup", "question in the supergroup")
    sent = play.user.forward(peer=play.peers["supergroup"], number=number, to=play.peers["group"])
    seen = play.user.message(peer=play.peers["group"], number=sent)
    assert (seen["text"], seen["forwarded"]) == ("question in the supergroup", True)
