"""What the fake witnessed, without what differs from run to run: ids, times, and the order between people."""

from __future__ import annotations

from typing import Any

KINDS = ("message", "edit", "delete", "reaction", "unreaction", "member")


def facts_of(records: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return each author's facts in order, in words: kind, place, text, and which message they are about."""
    texts: dict[str, str] = {}
    names = {record["author"]["id"]: record["author"]["name"] for record in records if record.get("author")}
    facts: dict[str, list[str]] = {}
    for record in records:
        about = texts.get(record["target"], "")
        if record["kind"] in ("message", "edit"):
            texts[record["ref"]] = record["text"]
        if record["kind"] in KINDS and record["cause"] == "wire" and record["author"]:
            facts.setdefault(names[record["author"]["id"]], []).append(_words(record, about))
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


def _words(record: dict[str, Any], about: str) -> str:
    detail = record["detail"]
    action = f" {detail['action']}" if "action" in detail else ""
    media = f" {detail['media']['kind']}" if "media" in detail else ""
    entities = "".join(f" {entity['kind']}" for entity in detail.get("entities", []))
    return f"{record['kind']}{action}{media}{entities}: {record['text']!r}" + (f" on {about!r}" if about else "")
