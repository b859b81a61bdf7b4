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


def breaches(value: Any, at: str = "") -> Iterator[str]:
    """Name everything in ``value`` that canonical JSON forbids: floats, integers out of range, lone surrogates."""
    if isinstance(value, float):
        yield f"{at or 'the value'} is a float"
    elif isinstance(value, int) and abs(value) > _LARGEST:  # bool is an int and never out of range
        yield f"{at or 'the value'} is out of range"
    elif isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        yield f"{at or 'the value'} has a lone surrogate"
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from breaches(name, f"a name in {at or 'the value'}")
            yield from breaches(inner, f"{at}.{name}" if at else name)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from breaches(inner, f"{at}[{number}]")
