"""Access hashes: whoever names an account or supergroup must show the hash that *they* were given for it."""

from __future__ import annotations

from hashlib import sha256


class AccessHashes:
    """Made from the seed, so that they need no memory; each viewer has their own."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def of(self, viewer_id: int, kind: str, target_id: int) -> int:
        """Return the signed 64-bit hash of a ``user`` or ``channel`` for one viewer; never 0."""
        digest = sha256(f"{self._seed}:{viewer_id}:{kind}:{target_id}".encode()).digest()
        return int.from_bytes(digest[:8], "little", signed=True) or 1
