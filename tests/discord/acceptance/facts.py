"""The words for a fact on Discord: what people see, what else was done by a call, and what was refused."""

from __future__ import annotations

from typing import Any

from tests.acceptance.facts import KINDS

_MESSAGE = "/channels/{channel}/messages/{message}"
_REACTION = f"{_MESSAGE}/reactions/{{emoji}}/@me"
# Calls whose doing is a fact of its own kind already.
_TOLD = {
    "POST /channels/{channel}/messages",
    "POST /channels/{channel}/messages/bulk-delete",
    f"PATCH {_MESSAGE}",
    f"DELETE {_MESSAGE}",
    f"PUT {_REACTION}",
    f"DELETE {_REACTION}",
    "POST /channels/{channel}/typing",
}
# The same, by the path that older libraries know.
_OLDER = {
    "PUT /channels/{channel}/pins/{message}": "PUT /channels/{channel}/messages/pins/{message}",
    "DELETE /channels/{channel}/pins/{message}": "DELETE /channels/{channel}/messages/pins/{message}",
}


def tell(record: dict[str, Any]) -> str:
    """Return kind, parts and text; a call that changed something; or the code of a refusal."""
    kind, detail = record["kind"], record["detail"]
    if kind in (*KINDS, "typing"):
        return f"{kind}{_parts(detail)}: {record['text']!r}"
    return _call(detail) if kind == "call" else ""


def _parts(detail: dict[str, Any]) -> str:
    embeds = "".join(f" embed {one.get('title')}" for one in detail.get("embeds", []))
    files = "".join(f" file {one['name']} {one['size']}" for one in detail.get("files", []))
    return embeds + files + (" poll" if detail.get("poll") else "")


def _call(detail: dict[str, Any]) -> str:
    method = _OLDER.get(detail["method"], detail["method"])
    if "error" in detail:
        # A status alone is what a test ordered: 429 and 502.
        return f"refused: {detail['error']}" if len(detail["error"]) > len("429") else ""
    if method in _TOLD or method.startswith(("GET ", "gateway ")):
        return ""
    return f"call: {method}"
