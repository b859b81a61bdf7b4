"""The creation of an authorization key: what succeeds, and what ends the connection."""

from hashlib import sha1
from random import Random

import pytest

from fakes.telegram.mtproto.connection import HangUp
from fakes.telegram.mtproto.crypto import handshake_key, ige_encrypt, new_nonce_hash
from fakes.telegram.mtproto.handshake import Handshake, HandshakeError
from fakes.telegram.tl import TLObject, tl
from tests.telegram.exchange import encrypt_rsa_pad, factors, server_key
from tests.telegram.wire import NOON, Client, layers, make_server

NEW_NONCE = bytes(range(32))


class OneSecret(Random):
    """Chooses 1 as the server's secret, so that the shared key is the client's share itself."""

    def getrandbits(self, k: int, /) -> int:
        return 1 if k == 256 else super().getrandbits(k)


def handshake(rng: Random | None = None) -> Handshake:
    return Handshake(server_key(), layers().service, rng or Random(3), lambda: NOON)


def offered(machine: Handshake) -> dict[str, bytes]:
    """Take the first step; return what the next must carry."""
    offer = machine.answer(tl("mt_req_pq_multi", nonce=bytes(16)))
    p, q = factors(int.from_bytes(offer["pq"]))
    return {
        "nonce": offer["nonce"],
        "server_nonce": offer["server_nonce"],
        "p": p.to_bytes(4),
        "q": q.to_bytes(4),
        "pq": offer["pq"],
    }


def params(known: dict[str, bytes], **changed: object) -> TLObject:
    """Build req_DH_params; ``changed`` fields replace the right ones, and ``inner_`` ones those inside."""
    inner = {**known, "new_nonce": NEW_NONCE, "dc": 2}
    inner |= {name.removeprefix("inner_"): value for name, value in changed.items() if name.startswith("inner_")}
    data = layers().service.encode(TLObject("mt_p_q_inner_data_dc", inner))
    fields = {name: value for name, value in known.items() if name != "pq"}
    request: dict[str, object] = {
        **fields,
        "public_key_fingerprint": server_key().fingerprint,
        "encrypted_data": encrypt_rsa_pad(data, Random(1)),
    }
    request |= {name: value for name, value in changed.items() if not name.startswith("inner_")}
    return TLObject("mt_req_DH_params", request)


def share(known: dict[str, bytes], g_b: int, *, spoil: bool = False) -> TLObject:
    """Build set_client_DH_params."""
    nonces = {"nonce": known["nonce"], "server_nonce": known["server_nonce"]}
    fields = {**nonces, "retry_id": 0, "g_b": g_b.to_bytes(256)}
    data = layers().service.encode(TLObject("mt_client_DH_inner_data", fields))
    plain = sha1(data + b"!" * spoil).digest() + data
    plain += bytes(-len(plain) % 16)
    encrypted = ige_encrypt(plain, *handshake_key(known["server_nonce"], NEW_NONCE))
    return TLObject("mt_set_client_DH_params", {**nonces, "encrypted_data": encrypted})


@pytest.mark.parametrize("old_padding", [False, True], ids=["RSA_PAD", "SHA-1 and padding"])
def test_both_sides_have_the_same_key(old_padding: bool) -> None:
    """After either form of RSA encryption, the client's first encrypted message is understood."""
    client = Client(make_server()[0])

    client.shake_hands(old_padding=old_padding)
    client.service_call("mt_ping", ping_id=5)

    assert "mt_pong" in [message.name for message in client.services()]


def test_pq_fits_a_signed_number() -> None:
    """Clients that read pq as signed aren't confused, and its factors are two different primes."""
    known = offered(handshake())

    assert int.from_bytes(known["pq"]) < 2**63
    assert known["p"] < known["q"]


def test_a_key_with_a_leading_zero_is_tried_again() -> None:
    """Clients disagree on the zero byte, so they are asked for another share, and then get their key."""
    machine = handshake(OneSecret(3))
    known = offered(machine)
    machine.answer(params(known))

    retry = machine.answer(share(known, 2**2030))

    assert retry.name == "mt_dh_gen_retry"
    assert retry["new_nonce_hash2"] == new_nonce_hash(NEW_NONCE, 2, (2**2030).to_bytes(256))
    assert machine.answer(share(known, 2**2047)).name == "mt_dh_gen_ok"


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": b"x" * 16},
        {"server_nonce": b"x" * 16},
        {"p": b"\x00\x00\x00\x03"},
        {"public_key_fingerprint": 1},
        {"encrypted_data": bytes(256)},
        {"inner_nonce": b"x" * 16},
        {"inner_server_nonce": b"x" * 16},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_wrong_parameters_end_the_handshake(changed: dict[str, object]) -> None:
    """A wrong nonce, factor, fingerprint or ciphertext is refused, where the right ones are answered."""
    machine = handshake()
    known = offered(machine)
    assert machine.answer(params(known)).name == "mt_server_DH_params_ok"

    with pytest.raises(HandshakeError):
        machine.answer(params(known, **changed))


@pytest.mark.parametrize("g_b", [1, 2**1983, 2**2048 - 1], ids=["one", "too small", "above the prime"])
def test_a_share_outside_the_safe_range_is_refused(g_b: int) -> None:
    """The security guidelines' bounds hold for the client's share."""
    machine = handshake()
    known = offered(machine)
    machine.answer(params(known))

    with pytest.raises(HandshakeError, match="safe range"):
        machine.answer(share(known, g_b))


def test_a_share_with_a_wrong_hash_is_refused() -> None:
    """client_DH_inner_data must match its SHA-1."""
    machine = handshake()
    known = offered(machine)
    machine.answer(params(known))

    with pytest.raises(HandshakeError, match="SHA-1"):
        machine.answer(share(known, 2**2047, spoil=True))


def test_steps_come_in_order() -> None:
    """No share is taken before the parameters, and nothing before the offer."""
    with pytest.raises(HandshakeError, match="other nonces"):
        handshake().answer(share({"nonce": bytes(16), "server_nonce": bytes(16)}, 2**2047))


def test_the_connection_is_closed_on_a_broken_handshake() -> None:
    """A client that breaks the handshake is hung up on."""
    client = Client(make_server()[0])

    with pytest.raises(HangUp, match="other nonces"):
        client.plain(share({"nonce": bytes(16), "server_nonce": bytes(16)}, 2**2047))


def test_a_test_can_ask_for_another_share() -> None:
    """The fault dh_gen_retry strikes once; the next share is taken."""
    server, _ = make_server()
    server.faults.set({"fault": "dh_gen_retry", "times": 1})
    machine = Handshake(server_key(), layers().service, Random(3), lambda: NOON, server.handshake_fault)
    known = offered(machine)
    machine.answer(params(known))

    assert machine.answer(share(known, 2**2047)).name == "mt_dh_gen_retry"
    assert machine.answer(share(known, 2**2047)).name == "mt_dh_gen_ok"


def test_a_test_can_make_a_handshake_fail() -> None:
    """The fault dh_gen_fail answers with new_nonce_hash3, and that handshake is over."""
    server, _ = make_server()
    server.faults.set({"fault": "dh_gen_fail"})
    machine = Handshake(server_key(), layers().service, OneSecret(3), lambda: NOON, server.handshake_fault)
    known = offered(machine)
    machine.answer(params(known))

    verdict = machine.answer(share(known, 2**2047))

    assert verdict["new_nonce_hash3"] == new_nonce_hash(NEW_NONCE, 3, (2**2047).to_bytes(256))
    assert verdict["nonce"] == known["nonce"]
    with pytest.raises(HandshakeError):
        machine.answer(share(known, 2**2047))
