"""The words of a failure: one timeline for all networks, logs' tails and the command that replays it."""

from __future__ import annotations

from dataclasses import replace

from harness.core import explain
from harness.core.fact import Fact
from harness.core.timeline import timeline

COPY = Fact(at=10.051, network="matrix", kind="message", place="!r", author="@g", text="hi", ref="$1", witness="bob")
FACTS = [
    Fact(at=10.0, network="discord", kind="message", place="100", author_name="alice", text="hi\nyou", cause="control"),
    COPY,
    Fact(at=10.049, network="telegram", kind="call", detail={"method": "messages.sendMessage"}, seq=9),
    replace(COPY, at=10.06, witness="eve"),
]


def test_a_timeline_is_in_order_and_aligned() -> None:
    """All networks stand in one table, by time since the first, an event once with all who saw it."""
    assert timeline(FACTS).splitlines() == [
        " ms  network   what       who    where  text                  seen by",
        " +0  discord   message *  alice  100    hi⏎you                fake",
        "+49  telegram  call                     messages.sendMessage  fake",
        "+51  matrix    message    @g     !r     hi                    bob eve",
    ]


def test_a_long_timeline_shows_its_end() -> None:
    """Only the newest rows are shown, and the rest is counted."""
    facts = [Fact(at=n, network="discord", kind="message", text=f"{n}", ref=f"{n}") for n in range(100)]

    lines = timeline(facts, newest=2).splitlines()

    assert lines[0] == "(98 earlier rows left out)"
    assert [line.split()[0] for line in lines[2:]] == ["+98000", "+99000"]


def test_an_empty_timeline_says_so() -> None:
    """No facts make no empty table."""
    assert timeline([]) == "(nothing was witnessed)"


def test_tails_are_short_and_named() -> None:
    """Each part's last lines stand under its name."""
    logs = {"synapse": "a\nb\nc", "bridge": ""}

    assert explain.tails(logs, lines=2) == "--- bridge\n(empty)\n--- synapse\nb\nc"


def test_a_replay_is_one_command() -> None:
    """The command names the test, quoted for a shell, with the seed and what else the run was given.

    The harness's own tests have a script of their own.
    """
    assert explain.replay("tests/a.py::test", 5) == "ci/test 'tests/a.py::test' --seed=5"
    assert explain.replay("suites/a.py::test[x y]", 5) == "ci/suites 'suites/a.py::test[x y]' --seed=5"
    assert explain.replay("a.py::t", None, ["--images=local"]) == "ci/suites 'a.py::t' --images=local"
    assert explain.replay("a.py::t[it's]", 5) == """ci/suites 'a.py::t[it'"'"'s]' --seed=5"""
