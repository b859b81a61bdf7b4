"""Formatting of texts (https://core.telegram.org/api/entities): what clients send, made what everybody gets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fakes.control import BadOrderError, whole
from fakes.telegram.tl.objects import TLObject, tl
from fakes.telegram.world.errors import WorldError

_MOST = 100  # what comes after is ignored
# What the server finds by itself. Bare domains are found for these endings only; Telegram knows them all.
_FOUND = (
    ("BotCommand", re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\S)")),
    ("Email", re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?!\w)")),
    ("Url", re.compile(r"(?<![\w@])(?:https?://[^\s<>\"]*[^\s<>\".,:;!?)\]}'])", re.IGNORECASE)),
    ("Url", re.compile(r"(?<![\w@./-])(?:[A-Za-z0-9-]+\.)+(?:com|net|org)(?:/[^\s<>\"]*[^\s<>\".,:;!?)])?(?![\w@-])")),
    ("Mention", re.compile(r"(?<![\w@/])@[A-Za-z]\w{3,31}(?![\w@])", re.ASCII)),
    ("Hashtag", re.compile(r"(?<![\w#/])#(?=\w*[^\W\d_])\w{1,255}(?![\w#])")),
    ("Cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
)  # fmt: skip
_SIMPLE = ("bold", "italic", "underline", "strike", "code", "spoiler")
_KINDS = (*_SIMPLE, "pre", "text_url", "mention_name", "blockquote", "custom_emoji")


def stored(text: str, entities: tuple[TLObject, ...]) -> tuple[str, tuple[TLObject, ...]]:
    """Return a text without space around and its formatting as others get it, in order of place.

    Raise ENTITY_BOUNDS_INVALID for what lies outside the text (UTF-16 units) or cuts a character in two.
    """
    kept = text.strip()
    start = utf16_length(text) - utf16_length(text.lstrip())
    end = start + utf16_length(kept)
    edges = _edges(text)
    sent = [_clipped(entity, start, end) for entity in entities[:_MOST] if _is_within(entity, edges)]
    moved = [entity for entity in sent if entity["length"] > 0]
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in moved if _is_opaque(entity)]
    found = [entity for entity in _found(kept, taken) if entity not in moved]
    return kept, tuple(sorted((*moved, *found), key=lambda each: (int(each["offset"]), -int(each["length"]))))


def from_words(words: Mapping[str, Any]) -> TLObject:
    """Return the entity of an order: ``kind``, ``offset`` and ``length``, and what its kind needs."""
    kind = words["kind"]
    if kind not in _KINDS:
        raise BadOrderError(f"unknown kind of entity {kind!r}; there are: {', '.join(_KINDS)}")
    name = "messageEntity" + "".join(part.capitalize() for part in kind.split("_"))
    where = {"offset": whole(words["offset"], "offset"), "length": whole(words["length"], "length")}
    more: dict[str, Any] = {}
    if kind == "pre":
        more = {"language": str(words.get("language", ""))}
    elif kind == "text_url":
        more = {"url": str(words["url"])}
    elif kind == "mention_name":
        more = {"user_id": whole(words["person"], "an account's id")}
    elif kind == "custom_emoji":
        more = {"document_id": whole(words["emoji"], "a custom emoji's id")}
    elif kind == "blockquote":
        more = {"collapsed": bool(words.get("collapsed")) or None}
    return TLObject(name, {**where, **more})


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, Telegram's unit of length and offset."""
    return len(text.encode("utf-16-le")) // 2


def _edges(text: str) -> set[int]:
    """Return where characters begin and end, in UTF-16 units."""
    edges, position = {0}, 0
    for character in text:
        position += 2 if ord(character) > 0xFFFF else 1
        edges.add(position)
    return edges


def _is_within(entity: TLObject, edges: set[int]) -> bool:
    """Tell whether there is anything to an entity; raise ENTITY_BOUNDS_INVALID for one that can't be."""
    offset, length = entity["offset"], entity["length"]
    if length < 0 or offset not in edges or offset + length not in edges:
        raise WorldError(400, "ENTITY_BOUNDS_INVALID", f"{entity} lies outside the text or inside a character")
    return bool(length > 0)


def _clipped(entity: TLObject, start: int, end: int) -> TLObject:
    """Return the part of an entity that is left of it when the text is cut to ``start`` … ``end``."""
    first = max(entity["offset"], start)
    last = min(entity["offset"] + entity["length"], end)
    return TLObject(entity.name, {**entity.fields, "offset": first - start, "length": last - first})


def _is_opaque(entity: TLObject) -> bool:
    """Tell whether nothing is looked for inside: code, links and mentions speak for themselves."""
    return entity.name in (
        "messageEntityCode",
        "messageEntityPre",
        "messageEntityTextUrl",
        "messageEntityMentionName",
        "messageEntityUrl",
    )


def _found(text: str, taken: list[tuple[int, int]]) -> Iterator[TLObject]:
    """Yield what the server marks by itself, each stretch of text once."""
    taken = list(taken)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            offset, length = utf16_length(text[: match.start()]), utf16_length(match.group())
            if all(offset + length <= first or last <= offset for first, last in taken):
                taken.append((offset, offset + length))
                yield tl(f"messageEntity{kind}", offset=offset, length=length)
