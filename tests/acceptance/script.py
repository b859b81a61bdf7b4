"""Takes one client through all steps; prints one JSON line: verdicts and seconds, facts, and calls by their outcome."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

from tests.acceptance.facts import Tell, calls_of, facts_of
from tests.acceptance.steps import Step, carry_out

Witnessed = Callable[[], list[dict[str, Any]]]


def run(make_play: Callable[[str], Any], steps: Iterable[Step[Any]], witnessed: Witnessed, tell: Tell) -> int:
    """Run the steps for the client that the command line names; with ``--full`` the long ones too; return 0."""
    client, full = sys.argv[1], "--full" in sys.argv
    play = make_play(client)
    try:
        results = [carry_out(step, play) for step in steps if full or not step.full]
    finally:
        play.driver.close()
    records = witnessed()
    result = {"client": client, "steps": results, "facts": facts_of(records, tell), "calls": calls_of(records)}
    print(json.dumps(result))  # noqa: T201 - the result
    return 0
