"""Steps: files of every size up and down."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from random import Random

from tests.acceptance.steps import Step, Steps
from tests.discord.acceptance.play import Play

STEPS: Steps[Play] = Steps()
MIB = 1024 * 1024
SIZES = {"0 bytes": 0, "1 byte": 1, "1 MiB": MIB, "25 MiB": 25 * MIB}


def there_and_back(play: Play, name: str) -> None:
    path, got = Path(f"/tmp/{name.replace(' ', '-')}.bin"), Path(f"/tmp/{name.replace(' ', '-')}.got")
    path.write_bytes(Random(name).randbytes(SIZES[name]))
    number = play.bot.upload(channel=play.general, paths=[str(path)], text=name)
    assert play.bot.message(channel=play.general, number=number)["files"] == [[path.name, SIZES[name]]]
    play.bot.download(channel=play.general, number=number, path=str(got))
    assert sha256(got.read_bytes()).digest() == sha256(path.read_bytes()).digest(), f"{got.stat().st_size} bytes came"


def _file(name: str) -> Step[Play]:
    return Step(f"send a file and get it back: {name}", lambda play: there_and_back(play, name))


for size in SIZES:
    STEPS.add(_file(size))


@STEPS.step("send two files in one message")
def two(play: Play) -> None:
    paths = [Path("/tmp/one.txt"), Path("/tmp/two.txt")]
    for path in paths:
        path.write_text(path.name)
    number = play.bot.upload(channel=play.general, paths=[str(path) for path in paths], text="two files")
    assert play.bot.message(channel=play.general, number=number)["files"] == [["one.txt", 7], ["two.txt", 7]]
