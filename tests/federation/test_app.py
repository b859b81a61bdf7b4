"""The rim: two forgers over TLS on loopback, the control API, the commands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from fakes.federation.app import main
from fakes.federation.keys import KeyRing, make_key
from fakes.federation.making import Draft
from harness.runtime.pki import Authority
from tests.federation.link import Link
from tests.processes import free_ports, listening

PATIENCE = 20.0


class Forger:
    """A running forger, named by its address."""

    def __init__(self, name: str, control: str) -> None:
        self.name = name
        self._control = control

    async def act(self, operation: str, **order: Any) -> Any:
        """Carry an order out over HTTP; return the answer."""
        url = f"{self._control}/v1/act/{operation}"
        async with aiohttp.ClientSession() as http, http.post(url, json=order) as told:
            return await told.json()

    async def sees(self, text: str) -> Any:
        """Wait for a message on the witness stream."""
        forever = aiohttp.ClientTimeout(total=None)
        async with (
            asyncio.timeout(PATIENCE),
            aiohttp.ClientSession(timeout=forever) as http,
            http.get(f"{self._control}/v1/witness") as stream,
        ):
            records = (json.loads(line) async for line in stream.content)
            return await anext(record async for record in records if record["text"] == text)


@asynccontextmanager
async def _forger(here: Path, port: int, *options: str) -> AsyncIterator[Forger]:
    name = f"127.0.0.1:{port}"
    files = ("--cert", here / "cert.pem", "--cert-key", here / "key.pem", "--ca", here / "ca.pem")
    with free_ports(1) as (control,):
        ports = ("--name", name, "--port", str(port), "--control-port", str(control))
        async with listening("fakes.federation", *ports, *map(str, files), *options, ready=b"control API on port"):
            yield Forger(name, f"http://127.0.0.1:{control}")


@pytest.fixture
def port() -> Iterator[int]:
    """A port that is a test's own, also while nobody listens on it."""
    with free_ports(1) as (port,):
        yield port


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A directory with an authority and a certificate of it for loopback."""
    authority = Authority.create()
    leaf = authority.issue(["127.0.0.1"])
    for name, pem in (("ca.pem", authority.pem), ("cert.pem", leaf.cert_pem), ("key.pem", leaf.key_pem)):
        (tmp_path / name).write_bytes(pem)
    return tmp_path


@pytest_asyncio.fixture
async def pair(here: Path) -> AsyncIterator[tuple[Forger, Forger]]:
    """Two forgers that trust each other's certificates."""
    with free_ports(2) as (first, second):
        async with _forger(here, first) as one, _forger(here, second) as two:
            yield one, two


async def test_two_forgers_talk_over_tls(pair: tuple[Forger, Forger]) -> None:
    """Found by their names, each with its certificate, they join and hear each other; a hook can hang up."""
    one, two = pair
    ann = (await one.act("user.create", name="ann"))["id"]
    bob = (await two.act("user.create", name="bob"))["id"]
    room = (await one.act("room.create", creator=ann))["room"]

    joined = await two.act("room.join", user=bob, room=room, via=one.name)
    await one.act("message.send", user=ann, room=room, text="over TLS")
    record = await two.sees("over TLS")

    assert joined["room"] == room
    assert (record["author"]["id"], record["detail"]["problems"]) == (ann, [])
    await two.act("answer.set", route="send", cut=True)
    said = await one.act("message.send", user=ann, room=room, text="unheard")
    assert "ServerDisconnectedError" in said["results"][two.name]["unreachable"]


async def test_stranger_by_tls_is_not_talked_to(here: Path, pair: tuple[Forger, Forger], port: int) -> None:
    """A server whose certificate nobody trusted vouches for is unreachable; one with a good one is reached."""
    one, two = pair
    (here / "ca.pem").write_bytes(Authority.create().pem)

    async def fetched(by: Forger) -> Any:
        return await by.act("request.send", to=two.name, path="/_matrix/federation/v1/version")

    async with _forger(here, port) as wary:
        assert (await fetched(one))["status"] == 200
        assert "CERTIFICATE_VERIFY_FAILED" in (await fetched(wary))["error"]["message"]


async def test_keys_outlast_the_process(here: Path, port: int) -> None:
    """A restart with the same file signs with the same keys, retired ones included, and says new things by new ids."""
    keys = str(here / "keys.json")
    async with _forger(here, port, "--keys", keys) as first:
        await first.act("keys.rotate")
        before = await first.act("server.describe")
        await first.act("user.create", name="ann")
        room = await first.act("room.create", creator=f"@ann:{first.name}")

    async with _forger(here, port, "--keys", keys) as second:
        after = await second.act("server.describe")
        await second.act("user.create", name="ann")
        another = await second.act("room.create", creator=f"@ann:{second.name}")

    assert (after["key"], after["public"]) == (before["key"], before["public"])
    assert after["document"]["old_verify_keys"] == before["document"]["old_verify_keys"] != {}
    assert room["room"] != another["room"]


async def test_rooms_outlast_the_process(here: Path, pair: tuple[Forger, Forger], port: int) -> None:
    """After a restart with its state a server is in the room still: it says and hears there as before."""
    resident, _ = pair
    kept = ("--keys", str(here / "keys.json"), "--state", str(here / "state.json"))
    ann = (await resident.act("user.create", name="ann"))["id"]
    room = (await resident.act("room.create", creator=ann))["room"]
    async with _forger(here, port, *kept) as first:
        bob = (await first.act("user.create", name="bob"))["id"]
        await first.act("room.join", user=bob, room=room, via=resident.name)
        before = await first.act("room.state", room=room)

    async with _forger(here, port, *kept) as second:
        again = await second.act("room.state", room=room)
        await second.act("message.send", user=bob, room=room, text="back again")
        await resident.act("message.send", user=ann, room=room, text="welcome")

        assert again == before
        assert (await resident.sees("back again"))["detail"]["problems"] == []
        assert (await second.sees("welcome"))["author"]["id"] == ann


def test_what_is_no_state_stops_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that no forger wrote is an error, and no empty server."""
    path = tmp_path / "state.json"
    path.write_text("{}")

    assert main(["--name", "a.test", "--state", str(path)]) == 1
    assert "no forger wrote that down: KeyError('name')" in capsys.readouterr().err


def test_another_servers_keys_stop_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of keys that belongs to another name is named, with whose it is."""
    path = tmp_path / "keys.json"
    path.write_text(KeyRing("b.test", make_key(Random("b"), "b"), Random("b")).dump())

    assert main(["--name", "a.test", "--keys", str(path)]) == 1
    assert f"{path} holds the keys of b.test, not of a.test" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", "no name", "a.test:99999"])
def test_wrong_name_stops_the_start(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no server name is told at once."""
    with pytest.raises(SystemExit):
        main(["--name", name])
    assert "is no server name" in capsys.readouterr().err


async def test_verify_says_which_line_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command tells good lines from bad ones, and exits with 0, 1 or 2 for all good, some bad, none readable."""
    link = Link("a.test")
    peer = link.peers["a.test"]
    await link.act("a.test", "user.create", name="ann")
    room = peer.rooms[(await link.act("a.test", "room.create", creator="@ann:a.test"))["room"]]
    draft = Draft("@ann:a.test", "m.room.message", {"body": "hi"})
    events = [peer.make(draft, room)[0], peer.make(draft, room, "wrong_key")[0]]
    lines = [json.dumps({"pdu": event, "room_version": "11"}) for event in events]
    (tmp_path / "keys.json").write_text(json.dumps([peer.keys.document(peer.now())]))
    runs = {"good": lines[:1], "both": lines, "none": ["hello"]}
    for name, part in runs.items():
        (tmp_path / name).write_text("\n".join(part))

    exits = [main(["verify", "--keys", str(tmp_path / "keys.json"), str(tmp_path / name)]) for name in runs]

    assert exits == [0, 1, 2]
    told = capsys.readouterr()
    assert told.out == "1: good\n" * 2 + "2: a.test didn't sign it: the signature by ed25519:a is wrong\n"
    assert told.err.startswith("nothing can be verified: JSONDecodeError")
