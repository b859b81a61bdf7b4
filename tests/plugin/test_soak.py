"""A soak tells how it is replayed, and refuses what it can't play before anything is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import cli
from harness.core.fact import Fact
from harness.core.laws import Breach
from harness.core.script import Move, script
from harness.shrinking import suspects
from harness.soak import Outcome, Soak, _least_seconds
from harness.spec import StackSpec


def test_replay_names_what_the_soak_ran_on() -> None:
    """The command to replay a soak names its bridge, its defects and its hurry, and nothing that was the default."""
    spec = StackSpec(discord_bridge="/my bridges/discord", defects=("drops", "echoes"), discord_limits="loose")
    soak = Soak(spec, print, Path("out"), hurry=True)

    assert soak.replay(Path("out/soak-shortest.jsonl")) == (
        "superbridge soak --script out/soak-shortest.jsonl --discord-bridge='/my bridges/discord'"
        " --defect=drops --defect=echoes --hurry --discord-limits=loose"
    )
    assert Soak(StackSpec(), print, Path("out")).replay(Path("a")) == "superbridge soak --script a"


def test_soak_of_which_a_part_was_left_out_is_not_clean() -> None:
    """Laws that hold for half of a script say nothing of the other half."""
    assert Outcome("s", 10, 10, 99, 1.0, {}).clean
    assert not Outcome("s", 10, 9, 99, 1.0, {}).clean
    assert not Outcome("s", 10, 10, 99, 1.0, {"lost": ["lost: x"]}).clean
    assert str(Outcome("s", 10, 9, 99, 1.0, {})) == (
        "9 of 10 moves made, 1 left out in 1 s; 99 facts judged: no law broken"
    )


def test_how_long_a_soak_takes_at_least_is_what_discord_takes_from_a_webhook() -> None:
    """What is said on Discord itself, and what changes a message, waits for no webhook's limit."""
    speakers = ["matrix.bob", "telegram.bob", "discord.bob", "matrix.bob", "telegram.bob", "matrix.bob"]
    moves = [Move(number, who, "says", "hi") for number, who in enumerate(speakers, 1)]

    assert _least_seconds([*moves, Move(7, "matrix.bob", "edits", "ho", 1)]) == 2.0


def test_suspects_are_what_a_breach_names() -> None:
    """First what the breach's own words name, with what befalls it; then everything up to there."""
    moves = script(7, 100, 12)
    edited = next(move for move in moves if move.verb == "edits")
    seen = Fact(0, "telegram", "message", text=f"🟩 Bob: {edited.about}: what came")

    alone, before = suspects(moves, [Breach("lost", "", ()), Breach("altered", "", (seen,))])

    assert {edited.about, edited.number} <= {move.number for move in alone}
    assert len(alone) < 5
    assert before == moves[: edited.about]


def test_breach_that_names_no_message_has_no_suspects() -> None:
    """Small talk has no number, and a number that isn't in the script is nobody's."""
    talk = Fact(0, "matrix", "message", text="ok")
    assert list(suspects([Move(1, "matrix.bob", "says", "ok")], [Breach("lost", "", (talk,))])) == []


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
