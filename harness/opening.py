"""A closed homeserver made part of the federation: all that it takes, or all but one step of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

import aiohttp

from harness.actors.control import Control
from harness.actors.lab_access import TARGETS, LabAccess, ServerAccess
from harness.actors.lab_person import LabPerson
from harness.actors.lab_server import LabServer
from harness.actors.matrix_client import MatrixRefusedError, password_of
from harness.actors.question import LOG_IN
from harness.core.fact import Fact
from harness.core.wanted import Wanted
from harness.forgers import Forgers
from harness.lab_scene import LabScene
from harness.late_server import late_server
from harness.parts import names
from harness.parts.homeserver import TLS_PORT
from harness.parts.mistakes import OPENING
from harness.parts.open_homeserver import FEDERATION_PORT, OpenedHomeserver
from harness.runtime.network import Runtime

STEPS = ("domain", "certificate", "srv", "well-known-server", "well-known-client", *OPENING)

# What a client does that knows nobody's id but its own ("Server discovery" of the Client-Server API).
_LOGS_IN = """
import json, ssl, sys, urllib.request
domain, authority, order = sys.argv[1:]
trust = ssl.create_default_context(cafile=authority)
def ask(url, body=None):
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=10, context=trust) as answer:
        return json.load(answer)
try:
    home = ask(f"https://{domain}/.well-known/matrix/client")["m.homeserver"]["base_url"]
    ask(f"{home}/_matrix/client/v3/login", order.encode())
except OSError as error:
    print(error)
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """A running lab, where a server can be opened."""

    access: LabAccess
    runtime: Runtime
    http: aiohttp.ClientSession
    forgers: Forgers
    names: Control

    async def records(self, name: str, kind: str, value: str) -> None:
        """Let DNS have a record, and no other of its kind."""
        await self.names.act("record.set", name=name, type=kind, values=[value])


class Ways(NamedTuple):
    """By what names an opened server is found: the domain in its people's ids, whom that delegates to, and its own."""

    domain: str
    delegated: str
    host: str


@dataclass(frozen=True, slots=True)
class Running:
    """A server that was opened, by its ``ways``, and the web server of its domain."""

    ways: Ways
    home: ServerAccess
    web: ServerAccess


@dataclass(frozen=True, slots=True)
class Opened:
    """A running server that was opened, and dora, who lives there."""

    running: Running
    dora: LabPerson
    scene: LabScene

    @property
    def ways(self) -> Ways:
        """By what names it is found."""
        return self.running.ways

    async def keeps_out(self, outside: LabServer) -> str:
        """Have alice from outside join dora's room and talk there; return why she can't, as her server logs it."""
        alice = outside.alice
        try:
            await alice.joins(await self.dora.makes_room(), via=self.dora.server)
        except MatrixRefusedError as refused:
            lines = (await self.scene.runtime.log(outside.container)).splitlines()
            about = [line for line in lines if any(name in line for name in self.ways)]
            return self._noted("alice", "\n".join([str(refused), *about]))
        await alice.says("found you")
        await self.dora.sees("found you", by=alice)
        return self._noted("alice", "")

    async def misleads(self, beside: LabServer) -> str:
        """Have a client, beside a server outside, log dora in by her id and password alone; return why it can't."""
        secret, localpart = self.running.home.registration_secret, self.dora.id[1:].partition(":")[0]
        order = json.dumps(LOG_IN.filled({"user": self.dora.id, "password": password_of(secret, localpart)}))
        client = ["python", "-c", _LOGS_IN, self.ways.domain, names.CA_PATH, order]
        return self._noted("a client", (await self.scene.runtime.exec(beside.container, client)).strip())

    def looked_up(self) -> set[str]:
        """Return which records of its names DNS was asked for and had: a type and a name each."""
        asked = self.scene.stage.journal.all(Wanted(network="federation", kind="call", cause="wire"))
        had = (call for call in asked if call.detail.get("answer") == "NOERROR" and call.detail["type"] in ("A", "SRV"))
        return {call.text for call in had if call.detail["name"].endswith(self.ways)}

    def _noted(self, who: str, why: str) -> str:
        stage = self.scene.stage
        stage.journal.append(Fact(0, "harness", "note", who, author=who, text=why or "gets in", scope=stage.scope))
        return why


@asynccontextmanager
async def opened(ground: Ground, without: str) -> AsyncIterator[Running]:
    """Start a closed homeserver and take every step but one of ``STEPS``; it is gone when the block ends."""
    if without not in ("", *STEPS):
        raise ValueError(f"there is no step {without!r}; there are: {', '.join(STEPS)}")
    access, forgers = ground.access, ground.forgers
    ways = Ways(forgers.host(), forgers.host(TARGETS), forgers.host(TARGETS))
    server = OpenedHomeserver(
        ways.domain,
        (),
        forgers.host(TARGETS),
        leaf=access.leaf("unknown-authority" if without == "certificate" else "good"),
        taken=[step for step in OPENING if step != without],
        authority=access.authority.encode(),
    )
    async with _web_server(ground, ways, without) as web, _runs(ground, server) as (home, address):
        if without != "srv":
            await ground.records(f"_matrix-fed._tcp.{ways.delegated}", "SRV", f"0 5 {FEDERATION_PORT} {ways.host}.")
        await ground.records(ways.host, "A", address)
        yield Running(ways, home, web)


@asynccontextmanager
async def _runs(ground: Ground, server: OpenedHomeserver) -> AsyncIterator[tuple[ServerAccess, str]]:
    async with late_server(ground.access, ground.runtime, ground.http, server) as (home, node):
        yield home, await node.address(ground.access.network)


@asynccontextmanager
async def _web_server(ground: Ground, ways: Ways, without: str) -> AsyncIterator[ServerAccess]:
    """Have the domain, unless it is left out, lead to who says by well-known where servers and clients must go."""
    clients = "" if without == "well-known-client" else f"https://{ways.host}:{TLS_PORT}"
    host = ground.forgers.host()
    web = await ground.forgers.start(ways.domain, host, port=443, address=ways.delegated, clients=clients)
    try:
        if without == "well-known-server":
            await web.control.act("answer.set", route="well_known", status=404, body={})
        if without != "domain":
            await ground.records(ways.domain, "A", web.address)
        yield ServerAccess(ways.domain, host, "", "", web.container)
    finally:
        await web.stop()
