"""Unexpected call: a client asked a fake for what it doesn't know, or broke a rule, and no test meant it to."""

from __future__ import annotations

from collections.abc import Iterable

from harness.core.fact import Fact
from harness.core.laws.setting import Breach

_LAW = "unexpected call"


def unexpected_calls(facts: Iterable[Fact], expected: frozenset[str] = frozenset()) -> list[Breach]:
    """Judge the refusals among ``facts``; each name is told once, with how often it came.

    A name in ``expected`` that never came is a breach as well, of no fact: what the test meant to provoke was allowed.
    """
    by_name: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == "refusal":
            by_name.setdefault(_name(fact), []).append(fact)
    unexpected = [Breach(_LAW, _counted(same), tuple(same)) for name, same in by_name.items() if name not in expected]
    missing = sorted(expected - by_name.keys())
    return unexpected + [Breach(_LAW, f"nothing was refused as {name}, which the test expects", ()) for name in missing]


def refused(fact: Fact) -> str:
    """Tell a refusal in words that are the same in every journal."""
    detail = fact.detail
    what = "is unknown" if detail.get("why") == "unknown" else "broke a rule"
    call = f"{fact.network} refused {detail.get('method', 'a call')}, which {what}"
    return f"{call} ({_name(fact)}): {detail.get('message', fact.text)}"


def _counted(same: list[Fact]) -> str:
    times = f", {len(same)} times" if len(same) > 1 else ""
    return f"{refused(same[0])}{times} (#{same[0].seq})"


def _name(fact: Fact) -> str:
    return str(fact.detail.get("name", "")) or "UNNAMED"
