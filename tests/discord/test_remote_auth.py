"""Log-in by QR code: the desktop's handshake, the phone's part, and the ticket's trade."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from fakes.discord.remote_auth import HEARTBEAT_MS, TIMEOUT_MS
from tests.discord.api import Api
from tests.discord.desktop import KEY, Screen, opened, proof_of, spki
from tests.discord.served import DEADLINE, serving

REMOTE = "/users/@me/remote-auth"


class Pair(Screen):
    """A desktop, and the phones beside it."""

    def __init__(self, version: str = "2") -> None:
        self.api = Api()
        super().__init__(self.api.scene.world.remote_auth, version)

    def phone(self, step: str, body: dict[str, str], person: Any = None) -> Any:
        """Let bob's phone, or somebody's, ask."""
        return self.api.ask(person or self.api.scene.bob, "POST", f"{REMOTE}{step}", body)


def test_a_code_logs_somebody_in() -> None:
    """The desktop is shown who scanned, and gets a ticket that REST trades, once, for that person's token."""
    screen = Pair()
    bob = screen.api.scene.bob
    fingerprint = screen.shake_hands()

    handshake = screen.phone("", {"fingerprint": fingerprint}).body["handshake_token"]
    (shown,) = screen.heard()
    assert opened(shown["encrypted_user_payload"]).decode() == f"{bob.id}:0:0:bob"
    assert screen.phone("/finish", {"handshake_token": handshake}).status == 204
    login, end = screen.heard()

    assert end.code == 1000
    traded = screen.api.ask(None, "POST", f"{REMOTE}/login", {"ticket": login["ticket"]})
    assert opened(traded.body["encrypted_token"]).decode() == bob.token
    assert screen.api.ask(None, "POST", f"{REMOTE}/login", {"ticket": login["ticket"]}).status == 404


def test_the_fingerprint_is_the_keys() -> None:
    """The code holds the SHA-256 of the key in the URL's alphabet, as clients expect it."""
    digest = hashlib.sha256(b64decode(spki(KEY) + "==")).digest()

    assert Pair().shake_hands() == urlsafe_b64encode(digest).decode().rstrip("=")


def test_declining_ends_without_a_ticket() -> None:
    """After a refusal on the phone the desktop is told so, and the code is worth nothing."""
    screen = Pair()
    fingerprint = screen.shake_hands()
    handshake = screen.phone("", {"fingerprint": fingerprint}).body["handshake_token"]
    screen.heard()

    assert screen.phone("/cancel", {"handshake_token": handshake}).status == 204

    cancel, end = screen.heard()
    assert (cancel, end.code) == ({"op": "cancel"}, 1000)
    assert screen.phone("", {"fingerprint": fingerprint}).body["code"] == 10012


def test_only_the_phone_that_scanned_confirms() -> None:
    """Alice can't confirm what bob has scanned, and no code is no code."""
    screen = Pair()
    handshake = screen.phone("", {"fingerprint": screen.shake_hands()}).body["handshake_token"]

    stolen = screen.phone("/finish", {"handshake_token": handshake}, screen.api.scene.alice)

    assert stolen.body["code"] == screen.phone("", {"fingerprint": "x"}).body["code"] == 10012


@pytest.mark.parametrize(
    ("packet", "code"),
    [
        ({"op": "nonce_proof", "proof": "x"}, 4002),
        ({"op": "init"}, 4002),
        ({"op": "init", "encoded_public_key": "AAAA"}, 4002),
        ({"op": "init", "encoded_public_key": spki(ec.generate_private_key(ec.SECP256R1()))}, 4002),
        ({"op": "init", "encoded_public_key": spki(rsa.generate_private_key(65537, 1024))}, 4002),
        ({"op": ["init"]}, 4001),
        ({"op": "nonsense"}, 4001),
        ([], 4001),
    ],
)
def test_a_handshake_has_rules(packet: Any, code: int) -> None:
    """A step out of order, or a key that is none, ends it with its code; a heartbeat before that is answered."""
    screen = Pair()
    screen.say(op="heartbeat")
    hello, ack = screen.heard()
    assert (hello["op"], ack) == ("hello", {"op": "heartbeat_ack"})

    screen.desktop.receive(json.dumps(packet))

    assert [one.code for one in screen.heard()] == [code]


def test_a_wrong_proof_fails() -> None:
    """Who can't decrypt the nonce gets no code."""
    screen = Pair()
    screen.say(op="init", encoded_public_key=spki(KEY))
    screen.heard()

    screen.say(op="nonce_proof", proof=proof_of(b"another nonce"))

    assert [one.code for one in screen.heard()] == [4002]


def test_version_1_is_gone() -> None:
    """Another version than 2 is 4000 at once."""
    assert [one.code for one in Pair("1").heard()] == [4000]


@pytest.mark.parametrize(("seconds", "beats"), [(HEARTBEAT_MS / 1000 * 1.5, False), (TIMEOUT_MS / 1000, True)])
def test_a_code_is_good_for_a_while(seconds: float, beats: bool) -> None:
    """A desktop that falls silent, or whose code nobody reads in time, is closed with 4003, not a moment sooner."""
    screen = Pair()
    screen.shake_hands()
    clock = screen.api.scene.clock
    clock.now += seconds
    if beats:
        screen.say(op="heartbeat")
        screen.heard()
    screen.desktop.tick()
    assert screen.heard() == []

    clock.now += 1
    screen.desktop.tick()

    assert [one.code for one in screen.heard()] == [4003]


async def test_the_code_crosses_the_wire(tmp_path: Any) -> None:
    """Under its own host name the socket leads to the code, and an order of the control API logs the desktop in."""
    async with serving(tmp_path) as served, aiohttp.ClientSession(connector=served.connector()) as http:
        link = await http.ws_connect("wss://remote-auth-gateway.discord.gg/?v=2")
        assert (await link.receive_json(timeout=DEADLINE))["op"] == "hello"
        await link.send_json({"op": "init", "encoded_public_key": spki(KEY)})
        nonce = opened((await link.receive_json(timeout=DEADLINE))["encrypted_nonce"])
        await link.send_json({"op": "nonce_proof", "nonce": urlsafe_b64encode(nonce).decode().rstrip("=")})
        fingerprint = (await link.receive_json(timeout=DEADLINE))["fingerprint"]

        scan = served.fake.control.operations()["login.qr"]
        await scan({"person": served.alice.id, "link": f"https://discord.com/ra/{fingerprint}"})

        ops = [(await link.receive_json(timeout=DEADLINE))["op"] for _ in range(2)]
        end = await link.receive(timeout=DEADLINE)
    assert (ops, end.data) == (["pending_ticket", "pending_login"], 1000)
