"""What a fake witnessed, without what differs from run to run: ids, times, and the order between people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

KINDS = ("message", "edit", "delete", "reaction", "unreaction", "member")
Tell = Callable[[dict[str, Any]], str]


def facts_of(records: list[dict[str, Any]], tell: Tell) -> dict[str, list[str]]:
    """Return each author's facts in order, in the words that ``tell`` finds for a record, with what it is about.

    A record that ``tell`` has no words for is no fact.
    """
    texts: dict[str, str] = {}
    names = {record["author"]["id"]: record["author"]["name"] for record in records if record.get("author")}
    facts: dict[str, list[str]] = {}
    for record in records:
        about = texts.get(record["target"], "")
        if record["kind"] in ("message", "edit"):
            texts[record["ref"]] = record["text"]
        if record["cause"] == "wire" and record["author"] and (words := tell(record)):
            fact = words + (f" on {about!r}" if about else "")
            facts.setdefault(names[record["author"]["id"]], []).append(fact)
    return facts


def calls_of(records: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Return how often each method was answered, answered with an error or refused."""
    calls: dict[str, dict[str, int]] = {}
    for record in records:
        detail = record["detail"]
        if record["kind"] in ("call", "refusal") and "method" in detail:
            outcome = "refused" if record["kind"] == "refusal" else "error" if "error" in detail else "answered"
            counts = calls.setdefault(detail["method"], {})
            counts[outcome] = counts.get(outcome, 0) + 1
    return calls
