"""Unexpected call: a client asked a fake for what it doesn't know, or broke a rule, and no test meant it to."""

from __future__ import annotations

from collections.abc import Iterable

from harness.core.fact import Fact
from harness.core.laws.setting import Breach


def unexpected_calls(facts: Iterable[Fact], expected: frozenset[str] = frozenset()) -> list[Breach]:
    """Judge the refusals among ``facts``; each name is told once, with how often it came."""
    by_name: dict[str, list[Fact]] = {}
    for fact in facts:
        name = str(fact.detail.get("name", "")) or "UNNAMED"
        if fact.kind == "refusal" and name not in expected:
            by_name.setdefault(name, []).append(fact)
    return [Breach("unexpected call", _sentence(name, refused), tuple(refused)) for name, refused in by_name.items()]


def _sentence(name: str, refused: list[Fact]) -> str:
    detail = refused[0].detail
    what = "is unknown" if detail.get("why") == "unknown" else "broke a rule"
    times = f", {len(refused)} times" if len(refused) > 1 else ""
    return f"{refused[0].network} refused {detail.get('method', 'a call')}, which {what} ({name}): " + (
        f"{detail.get('message', refused[0].text)}{times} (#{refused[0].seq})"
    )
