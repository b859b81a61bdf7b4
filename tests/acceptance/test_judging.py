"""How the acceptance of clients judges: verdicts of steps, facts without ids, calls by their outcome, the table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.driver import CannotError, ClientError, refused
from tests.acceptance.facts import calls_of, facts_of
from tests.acceptance.steps import Step, carry_out
from tests.acceptance.table import table


def raising(error: Exception) -> Callable[[Any], None]:
    def deed(_play: Any) -> None:
        raise error

    return deed


def test_a_step_is_judged_by_how_it_ends() -> None:
    """A step that ends passes; what a library can't do, raises or doesn't fulfil is told with its reason."""
    deeds = {
        ("passed", ""): lambda _play: None,
        ("can't", "no such call"): raising(CannotError("no such call")),
        ("failed", "50013 Missing"): raising(ClientError("50013", "Missing")),
        ("failed", "two of three"): raising(AssertionError("two of three")),
    }

    for (verdict, why), deed in deeds.items():
        judged = carry_out(Step("a step", deed), None)

        assert (judged["step"], judged["verdict"], judged["why"]) == ("a step", verdict, why)


def test_a_mistake_of_the_scripts_own_is_no_verdict() -> None:
    """What neither the client nor an assertion raised ends the run, instead of failing a step."""
    with pytest.raises(KeyError):
        carry_out(Step("a step", raising(KeyError("x"))), None)


@pytest.mark.parametrize(
    ("name", "about", "complaint"),
    [("50013", "Missing", ""), ("50001", "", "50013 instead of 50001"), ("50013", "content", "isn't in")],
)
def test_a_refusal_must_be_the_right_one(name: str, about: str, complaint: str) -> None:
    """An error of another name, or one that says nothing of what was wrong, isn't the refusal that was wanted."""

    def call() -> None:
        raise ClientError("50013", "Missing Permissions")

    if not complaint:
        refused(name, call, about)
        return
    with pytest.raises(AssertionError, match=complaint):
        refused(name, call, about)


def test_what_isnt_refused_is_told() -> None:
    """A call that is served where a refusal was wanted fails by the words `no error`."""
    with pytest.raises(AssertionError, match="no error instead of 50013"):
        refused("50013", lambda: None)


def record(kind: str, ref: str, text: str = "", target: str = "", **more: Any) -> dict[str, Any]:
    author = {"id": ref[:1], "name": "robot"}
    usual = {"kind": kind, "ref": ref, "text": text, "target": target, "cause": "wire", "author": author, "detail": {}}
    return usual | more


def test_facts_are_equal_whatever_the_ids() -> None:
    """The same doings under other ids are the same facts, told by texts; what a test ordered is none."""

    def tell(record: dict[str, Any]) -> str:
        return f"{record['kind']}: {record['text']!r}"

    runs = [
        [
            record("message", f"{number}1", "said"),
            record("message", f"{number}2", "ordered", cause="control"),
            record("edit", f"{number}1", "changed", target=f"{number}1"),
        ]
        for number in (1, 2)
    ]

    facts = [facts_of(run, tell) for run in runs]

    assert facts[0] == facts[1] == {"robot": ["message: 'said'", "edit: 'changed' on 'said'"]}


def test_calls_are_counted_by_their_outcome() -> None:
    """Answered, answered with an error and refused are counted apart."""
    called: dict[str, Any] = {"detail": {"method": "GET /x"}}
    wrong: dict[str, Any] = {"detail": {"method": "GET /x", "error": "10003"}}
    records = [record("call", "1", **called), record("call", "1", **wrong), record("refusal", "1", **called)]

    assert calls_of([*records, record("message", "1")]) == {"GET /x": {"answered": 1, "error": 1, "refused": 1}}


def test_the_table_has_a_column_for_each_client(tmp_path: Path) -> None:
    """A step has a mark for each client, a dash for who hasn't done it, and what can't be is told by name."""
    steps = [{"step": "hear", "verdict": "passed", "why": ""}, {"step": "see", "verdict": "can't", "why": "blind"}]
    (tmp_path / "one.json").write_text(json.dumps({"client": "one", "steps": steps}))
    (tmp_path / "two.json").write_text(json.dumps({"client": "two", "steps": [steps[0] | {"verdict": "failed"}]}))

    rows = [line.split() for line in table(tmp_path).splitlines()]

    assert rows[:3] == [["one", "two"], ["hear", "yes", "NO"], ["see", "can't", "-"]]
    assert rows[3] == ["one", "can't", "see:", "blind"]
