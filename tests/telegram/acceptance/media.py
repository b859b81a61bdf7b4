"""Steps: files of every size up and down, and the kinds of media that people send."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from random import Random

from tests.telegram.acceptance.play import Play
from tests.telegram.acceptance.steps import Step, Steps

STEPS = Steps()
MIB = 1024 * 1024
SIZES = {"1 byte": 1, "10 MiB": 10 * MIB, "100 MiB": 100 * MIB}


def there_and_back(play: Play, name: str) -> None:
    path, got = Path(f"/tmp/{name.replace(' ', '-')}.bin"), Path(f"/tmp/{name.replace(' ', '-')}.got")
    path.write_bytes(Random(name).randbytes(SIZES[name]))
    number = play.user.upload(peer=play.peers["supergroup"], path=str(path), kind="document", caption=name)
    play.user.download(peer=play.peers["supergroup"], number=number, path=str(got))
    assert sha256(got.read_bytes()).digest() == sha256(path.read_bytes()).digest(), f"{got.stat().st_size} bytes came"


def _file(name: str) -> Step:
    return Step(f"send a file and get it back: {name}", lambda play: there_and_back(play, name), full=name == "100 MiB")


for size in SIZES:
    STEPS.add(_file(size))


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
