"""Log-in by QR code, as the desktop that shows the code: a pure state machine, one packet at a time.

Facts: docs.discord.sex, Remote Authentication (Desktop), version 2, and what the real bridge does of it.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakes.discord_bridge.refusals import LogInFailedError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

LINK = "https://discordapp.com/ra/"
MOST_UNANSWERED = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """What one packet asks for: an answer, a code to show, seconds to wait and to beat by, a ticket, the end."""

    send: Mapping[str, str] | None = None
    code: str = ""
    patience: float = 0.0
    heartbeat: float = 0.0
    ticket: str = ""
    over: bool = False


class RemoteAuth:
    """One log-in; ``username`` is known once a phone has read the code."""

    def __init__(self, key: RSAPrivateKey) -> None:
        self.username = ""
        self._key = key
        self._unanswered = 0

    def took(self, packet: Mapping[str, Any]) -> Turn:
        """Take a packet of Discord's; raise LogInFailedError for one that can't be understood."""
        match packet.get("op"):
            case "hello":
                patience, heartbeat = packet["timeout_ms"] / 1000, packet["heartbeat_interval"] / 1000
                return Turn(self._init(), patience=patience, heartbeat=heartbeat)
            case "nonce_proof":
                return Turn({"op": "nonce_proof", "proof": self._proof(str(packet["encrypted_nonce"]))})
            case "pending_remote_init":
                return Turn(code=LINK + str(packet["fingerprint"]))
            case "pending_ticket":
                self._meet(self.opened(str(packet["encrypted_user_payload"])).decode())
            case "pending_login":
                return Turn(ticket=str(packet["ticket"]), over=True)
            case "cancel":
                return Turn(over=True)
            case "heartbeat_ack":
                self._unanswered -= 1
            case unknown:
                raise LogInFailedError(f"unknown op {unknown}")
        return Turn()

    def beat(self) -> Mapping[str, str]:
        """Return a heartbeat; raise LogInFailedError when Discord answers none."""
        self._unanswered += 1
        if self._unanswered > MOST_UNANSWERED:
            raise LogInFailedError("server failed to acknowledge our heartbeats")
        return {"op": "heartbeat"}

    def opened(self, sealed: str) -> bytes:
        """Decrypt what was encrypted for this log-in; raise LogInFailedError."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        try:
            return self._key.decrypt(b64decode(sealed, validate=True), oaep)
        except ValueError as error:
            raise LogInFailedError("crypto/rsa: decryption error") from error

    def _init(self) -> Mapping[str, str]:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {"op": "init", "encoded_public_key": b64encode(public).decode().rstrip("=")}

    def _proof(self, sealed: str) -> str:
        return urlsafe_b64encode(hashlib.sha256(self.opened(sealed)).digest()).decode().rstrip("=")

    def _meet(self, told: str) -> None:
        parts = told.split(":")
        if len(parts) != 4:
            raise LogInFailedError(f"expected 4 parts but got {len(parts)}")
        self.username = parts[3]


def new_key() -> RSAPrivateKey:
    """Return a key for one log-in; it takes a while."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    return generate_private_key(65537, 2048)
