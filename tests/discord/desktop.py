"""A desktop that wants to be logged in by its QR code, without a socket."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from fakes.discord.closing import Close
from fakes.discord.remote_auth import Desktop, RemoteAuth

KEY = rsa.generate_private_key(65537, 2048)


def spki(key: Any) -> str:
    """Return a public key as clients send it, without padding."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return b64encode(key.public_key().public_bytes(serialization.Encoding.DER, form)).decode().rstrip("=")


def opened(sealed: str) -> bytes:
    """Decrypt as the desktop does."""
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    return KEY.decrypt(b64decode(sealed), oaep)


def proof_of(nonce: bytes) -> str:
    """Return the nonce's hash as clients send it."""
    return urlsafe_b64encode(hashlib.sha256(nonce).digest()).decode().rstrip("=")


class Screen:
    """A desktop that shows a code."""

    def __init__(self, auth: RemoteAuth, version: str = "2") -> None:
        self.desktop = Desktop(auth, {"v": version}, lambda: None)

    def say(self, **packet: Any) -> None:
        """Send one packet."""
        self.desktop.receive(json.dumps(packet))

    def heard(self) -> list[Any]:
        """Take everything that has come."""
        found = [one if isinstance(one, Close) else json.loads(one) for one in self.desktop.outbox]
        self.desktop.outbox.clear()
        return found

    def shake_hands(self) -> str:
        """Go as far as the code; return its fingerprint."""
        self.say(op="init", encoded_public_key=spki(KEY))
        nonce = opened(self.heard()[-1]["encrypted_nonce"])
        self.say(op="nonce_proof", proof=proof_of(nonce))
        return str(self.heard()[-1]["fingerprint"])
