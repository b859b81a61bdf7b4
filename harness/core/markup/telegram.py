"""Telegram: a text, and entities that say what is set apart (https://core.telegram.org/api/entities)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from harness.core.rich import Mark, Rich, Run, merged

_KINDS = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strike": "strike",
    "Code": "code",
    "Pre": "block",
    "Spoiler": "spoiler",
    "Blockquote": "quote",
    "TextUrl": "link",
    "MentionName": "person",
    "CustomEmoji": "emoji",
}
_OF = {"Pre": "language", "TextUrl": "url", "MentionName": "user_id", "CustomEmoji": "document_id"}
# The same in the words of orders to the fake.
_ORDERED = {
    **{kind: kind for kind in ("bold", "italic", "underline", "strike", "code", "spoiler")},
    "block": "pre",
    "quote": "blockquote",
    "link": "text_url",
    "person": "mention_name",
    "emoji": "custom_emoji",
}
_ORDERED_OF = {"block": "language", "link": "url", "person": "person", "emoji": "emoji"}
_NUMBERS = ("person", "emoji")


def read(text: str, detail: Mapping[str, Any]) -> Rich:
    """Return a message's text with what its entities set apart; what the server marks by itself isn't set apart."""
    units = text.encode("utf-16-le")
    spans = [span for entity in detail.get("entities") or () if (span := _span(entity))]
    edges = sorted({0, len(units) // 2, *(edge for start, end, _ in spans for edge in (start, end))})
    runs = [
        Run(
            units[2 * start : 2 * end].decode("utf-16-le", "replace"),
            frozenset(mark for first, last, mark in spans if first <= start and end <= last),
        )
        for start, end in pairwise(edges)
    ]
    return Rich(tuple(merged(runs)))


def write(rich: Rich) -> tuple[str, list[dict[str, Any]]]:
    """Return a text and its entities as an order to the fake has them; lists have none, and are written with dashes."""
    entities = []
    for position, mark, text in rich.stretches():
        of = {_ORDERED_OF[mark.kind]: _named(mark)} if mark.of and mark.kind in _ORDERED_OF else {}
        where = {"offset": _units(rich.text[:position]), "length": _units(text)}
        entities.append({"kind": _ORDERED[mark.kind], **where, **of})
    return rich.text, entities


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _named(mark: Mark) -> str | int:
    return int(mark.of) if mark.kind in _NUMBERS else mark.of


def _span(entity: Mapping[str, Any]) -> tuple[int, int, Mark] | None:
    name = str(entity["kind"]).removeprefix("messageEntity").removeprefix("inputMessageEntity")
    if name not in _KINDS:
        return None
    start, end = int(entity["offset"]), int(entity["offset"]) + int(entity["length"])
    return start, end, Mark(_KINDS[name], str(entity.get(_OF.get(name, ""), "")))
