"""Writes JSON tightly, and reads it as strictly as Discord: no NaN, no lone surrogates, no bottomless nesting."""

from __future__ import annotations

import json
from typing import Any, NoReturn

_TIGHT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def write_json(value: Any) -> str:
    """Return the text of a value, without spaces and in its own characters."""
    return _TIGHT.encode(value)


def read_json(text: str | bytes) -> Any:
    """Return the value; ValueError for whatever isn't JSON that could be written again as UTF-8."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    escape = b"\\u" if isinstance(text, bytes) else "\\u"
    if escape in text:  # type: ignore[operator]  # both are of the same kind
        # Only an escape can smuggle in half a surrogate pair; encoding finds it, by an error that is a ValueError.
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} isn't JSON")
