"""Take one client through all steps: ``python3 -m tests.telegram.acceptance.script CLIENT [--full]``.

Prints one JSON line: what became of each step, how long it took, and the facts that the fake witnessed.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.telegram.acceptance import chats, gaps, logins, media, talking
from tests.telegram.acceptance.facts import calls_of, facts_of
from tests.telegram.acceptance.play import CannotError, ClientError, Play, now, witnessed
from tests.telegram.acceptance.steps import Step

STEPS = (*logins.STEPS, *talking.STEPS, *chats.STEPS, *media.STEPS, *gaps.STEPS)


def carry_out(step: Step, play: Play) -> dict[str, Any]:
    """Carry out one step; return its verdict (`passed`, `can't`, `failed`), its reason and its seconds."""
    begun = now()
    verdict, why = "passed", ""
    try:
        step.deed(play)
    except CannotError as error:
        verdict, why = "can't", str(error)
    except (AssertionError, ClientError) as error:
        verdict, why = "failed", f"{getattr(error, 'name', '')} {error}".strip()
    print(f"{verdict}: {step.name} {why}", file=sys.stderr, flush=True)  # noqa: T201 - how far it got
    return {"step": step.name, "verdict": verdict, "why": why, "seconds": round(now() - begun, 2)}


def main() -> int:
    """Run the steps; return the exit status."""
    client, full = sys.argv[1], "--full" in sys.argv
    play = Play(client)
    try:
        results = [carry_out(step, play) for step in STEPS if full or not step.full]
    finally:
        play.driver.close()
    records = witnessed()
    result = {"client": client, "steps": results, "facts": facts_of(records), "calls": calls_of(records)}
    print(json.dumps(result))  # noqa: T201 - the result
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
