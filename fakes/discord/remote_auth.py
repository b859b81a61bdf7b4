"""Log-in by QR code: the desktop's socket as a pure state machine, and what a phone does with the code.

The desktop gives a public key and proves that it has the other half; the code holds the key's fingerprint. Who reads it
with a logged-in phone is shown to the desktop, and confirming it there gives a ticket that REST trades for the token.
Facts: docs.discord.sex, Remote Authentication (Desktop), version 2.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import Record
from fakes.discord.closing import Close
from fakes.discord.compress import Encoder, PlainEncoder
from fakes.discord.errors import ApiError
from fakes.discord.jsontext import read_json, write_json

if TYPE_CHECKING:
    from fakes.discord.ground import Ground
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

TIMEOUT_MS, HEARTBEAT_MS = 150_000, 41_250
DONE = Close(1000, "")
INVALID_VERSION = Close(4000, "Invalid version.")
DECODE_ERROR = Close(4001, "Decode error.")
HANDSHAKE_FAILURE = Close(4002, "Handshake failure.")
TIMED_OUT = Close(4003, "Timeout.")
_SMALLEST_KEY = 2048


class RemoteAuth:
    """The desktops that wait for a phone, by their fingerprints."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.waiting: dict[str, Desktop] = {}
        self._scanned: dict[str, tuple[str, Person]] = {}

    def scan(self, person: Person, fingerprint: str) -> str:
        """Let a person's phone read a code, the fingerprint or the link around it; return the handshake's token."""
        desktop = self._desktop(fingerprint.rpartition("/")[2])
        desktop.show(person)
        handshake = self.ground.rng.randbytes(24).hex()
        self._scanned[handshake] = (desktop.fingerprint, person)
        return handshake

    def finish(self, person: Person, handshake: str) -> None:
        """Confirm on the phone that reads the code: its desktop gets the ticket."""
        desktop = self._of(person, handshake)
        ticket = self.ground.rng.randbytes(32).hex()
        self.ground.tickets[ticket] = desktop.seal(person.token)
        desktop.end({"op": "pending_login", "ticket": ticket})

    def cancel(self, person: Person, handshake: str) -> None:
        """Decline on the phone."""
        self._of(person, handshake).end({"op": "cancel"})

    def _of(self, person: Person, handshake: str) -> Desktop:
        fingerprint, who = self._scanned.pop(handshake, ("", None))
        if who is not person:
            raise _unknown()
        return self._desktop(fingerprint)

    def _desktop(self, fingerprint: str) -> Desktop:
        desktop = self.waiting.get(fingerprint)
        if desktop is None:
            raise _unknown()
        return desktop


class Desktop:
    """One socket of a client that wants to be logged in; ``outbox`` and ``wake`` are as a gateway connection's."""

    def __init__(self, auth: RemoteAuth, query: Mapping[str, str], wake: Callable[[], None]) -> None:
        self.outbox: deque[str | Close] = deque()
        self.encoder: Encoder = PlainEncoder()
        self.fingerprint = ""
        self._auth = auth
        self._wake = wake
        self._clock = auth.ground.clock
        self._opened_at = self._heard_at = self._clock()
        self._key: Any = None
        self._spki = self._nonce = b""
        if query.get("v") == "2":
            self._send({"op": "hello", "timeout_ms": TIMEOUT_MS, "heartbeat_interval": HEARTBEAT_MS})
        else:
            self._close(INVALID_VERSION)

    def receive(self, frame: str | bytes) -> None:
        """Take one message of the desktop's; a step out of order is a failed handshake."""
        try:
            packet = read_json(frame)
            op = packet["op"]
        except (ValueError, TypeError, KeyError):
            return self._close(DECODE_ERROR)
        if op == "heartbeat":
            self._heard_at = self._clock()
            return self._send({"op": "heartbeat_ack"})
        step = {"init": self._init, "nonce_proof": self._prove}.get(op if isinstance(op, str) else "")
        return self._close(DECODE_ERROR) if step is None else step(packet)

    def tick(self) -> None:
        """Look at the clock: a code is good for a while, and a silent client is gone."""
        now = self._clock()
        if now - self._opened_at > TIMEOUT_MS / 1000 or now - self._heard_at > HEARTBEAT_MS / 1000 * 1.5:
            self._close(TIMED_OUT)

    def left(self, _code: int | None) -> None:
        """Forget a client that is gone."""
        self._auth.waiting.pop(self.fingerprint, None)

    def show(self, person: Person) -> None:
        """Show who has read the code."""
        user = ":".join((person.id, "0", person.avatar or "0", person.name))
        self._send({"op": "pending_ticket", "encrypted_user_payload": self.seal(user)})
        self._witness("scan", person)

    def end(self, packet: Json) -> None:
        """Send the last packet and hang up."""
        self._send(packet)
        self._close(DONE)

    def seal(self, text: str) -> str:
        """Encrypt for this client alone."""
        return b64encode(self._encrypted(text.encode())).decode()

    def _init(self, packet: Json) -> None:
        try:
            self._spki = b64decode(f"{packet['encoded_public_key']}==")
            self._key = _public_key(self._spki)
        except (KeyError, ValueError):
            return self._close(HANDSHAKE_FAILURE)
        self._nonce = self._auth.ground.rng.randbytes(32)
        self._witness("init", None)
        return self._send({"op": "nonce_proof", "encrypted_nonce": b64encode(self._encrypted(self._nonce)).decode()})

    def _prove(self, packet: Json) -> None:
        # Clients of old send the nonce's hash, later ones the nonce itself.
        proofs = {"proof": hashlib.sha256(self._nonce).digest(), "nonce": self._nonce}
        proved = any(_plain(packet.get(name)) == wanted for name, wanted in proofs.items())
        if self._key is None or self.fingerprint or not proved:
            return self._close(HANDSHAKE_FAILURE)
        self.fingerprint = urlsafe_b64encode(hashlib.sha256(self._spki).digest()).decode().rstrip("=")
        self._auth.waiting[self.fingerprint] = self
        return self._send({"op": "pending_remote_init", "fingerprint": self.fingerprint})

    def _encrypted(self, data: bytes) -> bytes:
        # Loading this takes a while, which only those pay for who log in by code.
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        sealed: bytes = self._key.encrypt(data, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
        return sealed

    def _send(self, packet: Json) -> None:
        self.outbox.append(write_json(packet))
        self._wake()

    def _close(self, close: Close) -> None:
        self._auth.waiting.pop(self.fingerprint, None)
        self.outbox.append(close)
        self._wake()

    def _witness(self, step: str, person: Person | None) -> None:
        author, scope = (person.as_author(), person.scope) if person else (None, "")
        detail = {"method": f"remote auth {step}"}
        self._auth.ground.witness(
            Record(network="discord", kind="call", cause="wire", author=author, scope=scope, detail=detail)
        )


def _public_key(spki: bytes) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(spki)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST_KEY:
        raise ValueError("no RSA key of 2048 bits or more")
    return key


def _plain(text: object) -> bytes:
    try:
        return urlsafe_b64decode(f"{text}==")
    except ValueError:
        return b""


def _unknown() -> ApiError:
    return ApiError(404, 10012, "Unknown Token")
