"""The creation of an authorization key, server side (https://core.telegram.org/mtproto/auth_key)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from typing import TYPE_CHECKING

from fakes.telegram.mtproto.crypto import handshake_key, ige_decrypt, ige_encrypt, new_nonce_hash
from fakes.telegram.mtproto.keys import HandshakeCipherError
from fakes.telegram.tl import CodecError, TLObject, tl

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from fakes.telegram.mtproto.keys import ServerKey
    from fakes.telegram.tl import Codec

# The safe prime that Telegram's servers use; clients know it by heart and skip testing it.
DH_PRIME = int(
    "C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F48198A0AA7C14058229493D22530F4DB"
    "FA336F6E0AC925139543AED44CCE7C3720FD51F69458705AC68CD4FE6B6B13ABDC9746512969328454F18FAF8C595F64"
    "2477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67CF9A4A4A695811051907E162753B56B0F6B41"
    "0DBA74D8A84B2A14B3144E0EF1284754FD17ED950D5965B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4"
    "E418FC15E83EBEA0F87FA9FF5EED70050DED2849F47BF959D956850CE929851F0D8115F635B105EE2E4E15D04B2454BF"
    "6F4FADF034B10403119CD8E3B92FCC5B",
    16,
)
GENERATOR = 3
_KEY_BYTES = 256
_SECRET_BITS = 256  # no client can tell them from 2048, and the powers take an eighth of the time
_SAFETY = 1 << 2048 - 64
_FACTOR_BITS = 31
INNER_DATA = frozenset(
    {"mt_p_q_inner_data", "mt_p_q_inner_data_dc", "mt_p_q_inner_data_temp_dc"},
)


class HandshakeError(ValueError):
    """A step out of order or against the rules; the connection is closed, as Telegram does."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a finished handshake leaves; ``lifetime`` in seconds for temporary keys, else None."""

    auth_key: bytes
    salt: bytes
    lifetime: int | None


class Handshake:
    """One client's handshake: :meth:`answer` takes its three requests in order."""

    def __init__(
        self,
        key: ServerKey,
        service: Codec,
        rng: Random,
        clock: Callable[[], float],
        fault: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._key = key
        self._fault = fault
        self._service = service
        self._rng = rng
        self._clock = clock
        self._nonce = self._server_nonce = self._new_nonce = b""
        self._factors = (0, 0)
        self._secret = 0
        self._lifetime: int | None = None
        self.result: NewKey | None = None

    def answer(self, request: TLObject) -> TLObject:
        """Return the answer to ``request``; :attr:`result` is set once a key is agreed."""
        if request.name in ("mt_req_pq", "mt_req_pq_multi"):
            return self._offer(request)
        if request.name == "mt_req_DH_params":
            return self._share(request)
        if request.name == "mt_set_client_DH_params":
            return self._agree(request)
        raise HandshakeError(f"{request.name} isn't a step of the handshake")

    def _offer(self, request: TLObject) -> TLObject:
        self._nonce, self._server_nonce = request["nonce"], self._rng.randbytes(16)
        p, q = sorted((_small_prime(self._rng), _small_prime(self._rng)))
        self._factors = (p, q) if p != q else (p, _small_prime(self._rng))
        return tl(
            "mt_resPQ",
            nonce=self._nonce,
            server_nonce=self._server_nonce,
            pq=_big_endian(self._factors[0] * self._factors[1]),
            server_public_key_fingerprints=[self._key.fingerprint],
        )

    def _share(self, request: TLObject) -> TLObject:
        self._check_nonces(request)
        inner = self._inner_data(request)
        self._new_nonce, self._lifetime = inner["new_nonce"], inner.get("expires_in")
        self._secret = self._rng.getrandbits(_SECRET_BITS)
        answer = self._service.encode(
            tl(
                "mt_server_DH_inner_data",
                nonce=self._nonce,
                server_nonce=self._server_nonce,
                g=GENERATOR,
                dh_prime=DH_PRIME.to_bytes(_KEY_BYTES),
                g_a=pow(GENERATOR, self._secret, DH_PRIME).to_bytes(_KEY_BYTES),
                server_time=int(self._clock()),
            )
        )
        padding = self._rng.randbytes(-(len(answer) + 20) % 16)
        plain = sha1(answer).digest() + answer + padding  # noqa: S324 - MTProto's choice
        return tl(
            "mt_server_DH_params_ok",
            nonce=self._nonce,
            server_nonce=self._server_nonce,
            encrypted_answer=ige_encrypt(plain, *handshake_key(self._server_nonce, self._new_nonce)),
        )

    def _inner_data(self, request: TLObject) -> TLObject:
        if request["public_key_fingerprint"] != self._key.fingerprint:
            raise HandshakeError("the client chose a key that wasn't offered")
        if sorted((int.from_bytes(request["p"]), int.from_bytes(request["q"]))) != sorted(self._factors):
            raise HandshakeError("the client's factors of pq are wrong")
        try:
            inner = self._service.decode(self._key.open_inner_data(request["encrypted_data"]))
        except (HandshakeCipherError, CodecError) as error:
            raise HandshakeError(str(error)) from error
        if inner.name not in INNER_DATA:
            raise HandshakeError(f"{inner.name} stands where p_q_inner_data was expected")
        self._check_nonces(inner)
        return inner

    def _agree(self, request: TLObject) -> TLObject:
        self._check_nonces(request)
        if not self._new_nonce:
            raise HandshakeError("set_client_DH_params came before req_DH_params")
        key, iv = handshake_key(self._server_nonce, self._new_nonce)
        encrypted = request["encrypted_data"]
        if not encrypted or len(encrypted) % 16:
            raise HandshakeError("the encrypted data isn't whole blocks")
        g_b = self._client_share(ige_decrypt(encrypted, key, iv))
        shared = pow(g_b, self._secret, DH_PRIME).to_bytes(_KEY_BYTES)
        fault = self._fault()
        if fault == "dh_gen_fail":
            self._nonce = b""  # nothing more is taken in this handshake
            return self._verdict("mt_dh_gen_fail", 3, shared, request["nonce"])
        if (
            shared[0] == 0 or fault == "dh_gen_retry"
        ):  # clients disagree on whether to keep the zero, so they are asked for another share
            return self._verdict("mt_dh_gen_retry", 2, shared)
        salt = bytes(a ^ b for a, b in zip(self._new_nonce[:8], self._server_nonce[:8], strict=True))
        self.result = NewKey(shared, salt, self._lifetime)
        return self._verdict("mt_dh_gen_ok", 1, shared)

    def _client_share(self, plain: bytes) -> int:
        digest, data = plain[:20], plain[20:]
        try:
            inner, length = self._service.decode_prefix(data)
        except CodecError as error:
            raise HandshakeError(f"client_DH_inner_data can't be read: {error}") from error
        if inner.name != "mt_client_DH_inner_data" or sha1(data[:length]).digest() != digest:  # noqa: S324 - MTProto's choice
            raise HandshakeError("client_DH_inner_data doesn't match its SHA-1")
        self._check_nonces(inner)
        g_b = int.from_bytes(inner["g_b"])
        if not _SAFETY <= g_b <= DH_PRIME - _SAFETY:
            raise HandshakeError("g_b is outside the safe range")
        return g_b

    def _verdict(self, name: str, number: int, shared: bytes, nonce: bytes = b"") -> TLObject:
        digest = new_nonce_hash(self._new_nonce, number, shared)
        nonces = {"nonce": self._nonce or nonce, "server_nonce": self._server_nonce}
        return TLObject(name, {**nonces, f"new_nonce_hash{number}": digest})

    def _check_nonces(self, request: TLObject) -> None:
        if not self._nonce or (request["nonce"], request["server_nonce"]) != (self._nonce, self._server_nonce):
            raise HandshakeError(f"{request.name} carries other nonces than this handshake's")


def _big_endian(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


def _small_prime(rng: Random) -> int:
    """Return a prime below 2^31, so that pq stays below 2^63 (some clients read it as signed)."""
    while True:
        candidate = rng.getrandbits(_FACTOR_BITS) | 1 << _FACTOR_BITS - 1 | 1
        if all(pow(base, candidate - 1, candidate) == 1 for base in (2, 3, 5, 7)) and _has_no_divisor(candidate):
            return candidate


def _has_no_divisor(candidate: int) -> bool:
    """Exclude Carmichael numbers, which pass Fermat's test, by looking for their small factors."""
    return all(candidate % divisor for divisor in range(3, 1300, 2))
