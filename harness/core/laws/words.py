"""How breaches name what they are about."""

from __future__ import annotations

from harness.core.fact import Fact
from harness.core.timeline import shortened


def said(fact: Fact) -> str:
    """Name a fact by its words, author, place and number in the journal."""
    who = fact.author_name or fact.author or "nobody"
    return f"{shortened(fact.text, 60)!r} by {who} in {fact.where} (#{fact.seq})"
