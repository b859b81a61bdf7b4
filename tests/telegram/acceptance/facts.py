"""The words for a fact on Telegram."""

from __future__ import annotations

from typing import Any

from tests.acceptance.facts import KINDS


def tell(record: dict[str, Any]) -> str:
    """Return kind, action, medium, formatting and text."""
    if record["kind"] not in KINDS:
        return ""
    detail = record["detail"]
    action = f" {detail['action']}" if "action" in detail else ""
    media = f" {detail['media']['kind']}" if "media" in detail else ""
    entities = "".join(f" {entity['kind']}" for entity in detail.get("entities", []))
    return f"{record['kind']}{action}{media}{entities}: {record['text']!r}"
