"""Schemas in TL's own notation (Telegram: "TL Language"), turned into the one document form that the fake reads."""

from __future__ import annotations

import re
from typing import Any

_FUNCTIONS = "---functions---"
_TYPES = "---types---"
_COMBINATOR = re.compile(r"(?P<name>[\w.]+)#(?P<id>[0-9a-f]{1,8})\s+(?P<fields>[^=]*)=\s*(?P<result>[^;]+);")
_FIELD = re.compile(r"(?P<name>\w+):(?:(?P<flag>\w+\.\d+)\?)?(?P<type>\S+)")
_VECTOR = re.compile(r"(?P<how>[Vv])ector<(?P<of>[^>]+)>")
_BUILT_IN = {"boolFalse", "boolTrue", "true", "vector", "null"}  # the codec knows these by itself


def document_of(text: str, layer: int) -> dict[str, Any]:
    """Return the document of ``text``; combinators without a number are left out, for nothing on the wire has them."""
    kind, entries = "class", []
    for line in text.splitlines():
        if line.strip() in (_FUNCTIONS, _TYPES):
            kind = "method" if line.strip() == _FUNCTIONS else "class"
        elif (found := _COMBINATOR.match(line)) and found["name"] not in _BUILT_IN:
            entries.append(_entry(kind, found))
    return {"l": layer, "e": entries}


def _entry(kind: str, found: re.Match[str]) -> dict[str, Any]:
    result, modifiers = _type(found["result"].strip())
    # A generic's `{X:Type}` declares a type and takes no bytes.
    fields = re.sub(r"\{[^}]*\}", "", found["fields"])
    return {
        "kind": kind,
        "name": found["name"],
        "id": int(found["id"], 16),
        "type": result,
        "arguments": [_argument(field) for field in _FIELD.finditer(fields)],
        **({"typeModifiers": modifiers} if modifiers else {}),
    }


def _argument(field: re.Match[str]) -> dict[str, Any]:
    kind, modifiers = _type(field["type"])
    if field["flag"]:
        modifiers["predicate"] = field["flag"]
    return {"name": field["name"], "type": kind, **({"typeModifiers": modifiers} if modifiers else {})}


def _type(written: str) -> tuple[str, dict[str, Any]]:
    vector = _VECTOR.fullmatch(written)
    if vector is None:
        return written, {}
    return vector["of"], {"isVector" if vector["how"] == "V" else "isBareVector": True}
