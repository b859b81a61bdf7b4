"""The text of a failure: what came nearest, what happened on every network, and how to see it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from harness.core import log
from harness.core.fact import Fact
from harness.core.wanted import Miss, Wanted

NEAREST_SHOWN = 3
CANDIDATES = 300
TAIL_LINES = 40


def never_seen(wanted: Wanted, facts: Sequence[Fact], within: float) -> str:
    """Say what was waited for and what came nearest, field by field."""
    headline = f"within {within:g} s nobody saw: {wanted}"
    if not facts:
        return f"{headline}\nnothing at all was witnessed in that time: is the path to the witness alive?"
    lines = [headline, f"nearest of {len(facts)} facts:"]
    for fact, misses in nearest(wanted, facts):
        lines.append(f"  {fact}, seen by {fact.witness}")
        lines += [f"    {miss}" for miss in misses]
    return "\n".join(lines)


def seen_after_all(wanted: Wanted, facts: Sequence[Fact]) -> str:
    """Say which facts were seen that should not have been."""
    lines = [f"this was never to be seen: {wanted}", *(f"  {fact}, seen by {fact.witness}" for fact in facts)]
    return "\n".join(lines)


def nearest(wanted: Wanted, facts: Sequence[Fact], count: int = NEAREST_SHOWN) -> list[tuple[Fact, list[Miss]]]:
    """Return the ``count`` facts that miss least, nearest first; only the newest few hundred are looked at."""
    judged = [(fact, wanted.misses(fact)) for fact in facts[-CANDIDATES:]]
    judged.sort(key=lambda pair: _distance(wanted, *pair))
    return judged[:count]


def _distance(wanted: Wanted, fact: Fact, misses: Sequence[Miss]) -> tuple[int, float, int]:
    # A wrong kind or network is another thing altogether; a wrong text may be the very thing, altered.
    weight = sum(3 if miss.field in {"kind", "network"} else 1 for miss in misses)
    unlike = 0.0
    if isinstance(wanted.text, str):
        unlike = 1 - SequenceMatcher(None, wanted.text[:200], fact.text[:200], autojunk=False).ratio()
        weight = weight - 1 if 0 < unlike < 1 / 3 else weight
    return (weight, unlike, -fact.seq)


def tails(logs: Mapping[str, str], lines: int = TAIL_LINES) -> str:
    """Return the last ``lines`` of each part's log under its name."""
    return "\n".join(f"--- {name}\n{_tail(text, lines)}" for name, text in sorted(logs.items()))


def _tail(text: str, lines: int) -> str:
    kept = [line.text for line in log.lines(text)][-lines:]
    return "\n".join(kept) or "(empty)"


def replay(nodeid: str, seed: int | str | None, options: Sequence[str] = ()) -> str:
    """Return the command that runs this one test again, with the seed and the options of this run.

    Its people may have other names: those depend on the worker, and on how many scenes it had made before.
    """
    program = "ci/test" if nodeid.startswith("tests/") else "ci/suites"
    suffix = [f"--seed={seed}"] if seed is not None else []
    return " ".join([program, f"'{nodeid}'" if "'" not in nodeid else shlex.quote(nodeid), *suffix, *options])
