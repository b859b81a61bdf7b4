"""Steps: what a client missed, and how it catches up."""

from __future__ import annotations

from tests.acceptance.steps import Steps
from tests.telegram.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()

MANY = 500


@STEPS.step("close a gap in a group")
def gap_in_group(play: Play) -> None:
    _lose(play, "group")


@STEPS.step("close a gap in a supergroup")
def gap_in_supergroup(play: Play) -> None:
    _lose(play, "supergroup")


@STEPS.step("come back after a broken connection")
def come_back(play: Play) -> None:
    play.user.disconnect()
    play.alice_says("supergroup", "while away")
    assert play.user.connect() is True
    assert play.number("supergroup", "while away")


@STEPS.step("catch up with 500 missed messages")
def many(play: Play) -> None:
    play.user.disconnect()
    for number in range(MANY):
        play.alice_says("private", f"missed {number}")
    assert play.user.connect() is True
    play.user.catches_up()
    heard = play.user.counts(prefix="missed ", count=MANY)
    assert len(heard) == MANY, f"{len(heard)} of {MANY} came"
    assert len(set(heard)) == MANY, "something came twice"


@STEPS.step("hear what comes after the gap")
def after(play: Play) -> None:
    play.alice_says("private", "after the gap")
    assert play.user.hears(kind="new", what="after the gap")


@STEPS.step("read a long history, page by page")
def long_history(play: Play) -> None:
    assert play.user.whole_history(peer=play.peers["private"]) > MANY


def _lose(play: Play, kind: str) -> None:
    play.user.closes_gaps()
    act("fault.set", fault="drop_updates", person=play.bob["id"], times=1)
    for text in ("lost", "next"):
        play.alice_says(kind, f"{text} in the {kind}")
    for text in ("lost", "next"):
        assert play.user.hears(kind="new", what=f"{text} in the {kind}"), f"{text} never came"
        assert len(play.user.counts(prefix=f"{text} in the {kind}", count=1)) == 1, f"{text} came twice"
