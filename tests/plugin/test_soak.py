"""A soak tells how it is replayed, and refuses what it can't play before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import cli
from harness.soak import Soak
from harness.spec import StackSpec


def test_replay_names_what_the_soak_ran_on() -> None:
    """The command to replay a soak names its bridge, its defects and its hurry, and nothing that was the default."""
    spec = StackSpec(discord_bridge="/my bridges/discord", defects=("drops", "echoes"))
    soak = Soak(spec, print, Path("out"), hurry=True)

    assert soak.replay(Path("out/soak-shortest.jsonl")) == (
        "superbridge soak --script out/soak-shortest.jsonl --discord-bridge='/my bridges/discord'"
        " --defect=drops --defect=echoes --hurry"
    )
    assert Soak(StackSpec(), print, Path("out")).replay(Path("a")) == "superbridge soak --script a"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--people", "2"), "A soak has 3 to 33 people, and not 2."),
        (("--script", "missing.jsonl"), "No such file"),
        (("--script", "{broken}"), "Line 1 of the script is no move"),
    ],
)
def test_soak_that_can_not_be_played_starts_nothing(
    arguments: tuple[str, str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence says why, and the exit status is 2."""
    broken = tmp_path / "broken.jsonl"
    broken.write_text("no move\n", encoding="utf-8")

    status = cli.main(["soak", *(argument.format(broken=broken) for argument in arguments)])

    said = capsys.readouterr().out
    assert status == 2
    assert sentence in said
    assert said.rstrip().endswith("Nothing was started.")
