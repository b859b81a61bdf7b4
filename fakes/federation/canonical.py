"""Canonical JSON (appendices, "Canonical JSON"): its bytes, and what of a value it doesn't allow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from canonicaljson import encode_canonical_json

_LARGEST = 2**53 - 1


def encode(value: Any) -> bytes:
    """Return the canonical bytes of ``value``; lone surrogates, which have none, become WTF-8 for liars."""
    try:
        return encode_canonical_json(value)
    except UnicodeEncodeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return text.encode("utf-8", "surrogatepass")


def breaches(value: Any) -> Iterator[str]:
    """Name everything in ``value`` that canonical JSON forbids: floats, integers out of range, lone surrogates."""
    for at, part in _parts(value, ""):
        if isinstance(part, float):
            yield f"{at} is a float"
        elif isinstance(part, int) and abs(part) > _LARGEST:  # bool is an int and never out of range
            yield f"{at} is out of range"
    yield from surrogates(value)


def surrogates(value: Any) -> Iterator[str]:
    """Name every text in ``value`` with a lone surrogate: it has no UTF-8 form, whatever the rules."""
    for at, part in _parts(value, ""):
        if isinstance(part, str) and any("\ud800" <= letter <= "\udfff" for letter in part):
            yield f"{at} has a lone surrogate"


def _parts(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    """Yield everything that ``value`` is made of, names too, with where it stands."""
    yield at or "the value", value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"a name in {at or 'the value'}", name
            yield from _parts(inner, f"{at}.{name}" if at else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _parts(inner, f"{at}[{number}]")
