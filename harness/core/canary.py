"""Words that nobody else has: where one is found, something came that said it."""

from __future__ import annotations

from hashlib import sha256


def canary(of: str) -> str:
    """Return the word for a thing: the same for the same ``of``, of letters and digits that no service changes."""
    return f"canary{sha256(of.encode()).hexdigest()[:16]}"
