"""The forger as a test holds it: a scripted server whose people speak the truth until they are told to lie."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any

from fakes.federation import verify
from harness.actors.control import ActRefusedError, Control
from harness.actors.federation_api import API, Asked, FederationApi, Vouched, about
from harness.actors.forger_notices import ForgerNotices
from harness.actors.forger_person import ForgerPerson
from harness.actors.lab_person import LabPerson
from harness.actors.person import Stage
from harness.core.fact import Fact
from harness.core.journal import NeverSeen
from harness.core.wanted import That, Wanted

SERVED = ("event", "backfill", "state", "state_ids", "get_missing_events")
"""Where a server serves events to others."""


class Forger:
    """One running forger in one test. ``name`` is its server name."""

    def __init__(self, name: str, control: Control, stage: Stage) -> None:
        self.name = name
        self.control = control
        self._stage = stage

    @property
    def host(self) -> str:
        """Its name without the port."""
        return self.name.partition(":")[0]

    async def person(self, name: str) -> ForgerPerson:
        """Let somebody live on the forger."""
        scope = self._stage.scope
        order = {"name": f"{name}-{scope}", "displayname": name, "scope": scope}
        return ForgerPerson(name, (await self.control.act("user.create", **order))["id"], self._stage, self.control)

    async def publishes_keys(self, *, flaw: str = "", **more: Any) -> None:
        """Publish an honest key document from now on, or one with a ``flaw``; perhaps ``valid_for`` some seconds."""
        await self.control.act("keys.lie", flaw=flaw, **more)

    async def leaves_members_out(self) -> None:
        """Answer joins without the members, from now on, to servers that ask so."""
        await self.control.act("server.set", omit_members=True)

    async def changes_keys(self) -> None:
        """Retire the key and sign with a new one."""
        await self.control.act("keys.rotate")

    async def publishes_keys_of(self, server: str) -> None:
        """Publish another server's honest key document in the place of its own."""
        documents = (await self.control.act("keys.fetch", server=server))["documents"]
        await self.control.act("answer.set", route="server_keys", body=documents[-1])

    async def hides_keys(self) -> None:
        """Publish nothing any more."""
        await self.control.act("answer.set", route="server_keys", status=404, body={"errcode": "M_NOT_FOUND"})

    async def as_notary(self) -> dict[str, Any]:
        """Return what a server has to be told to trust this one as a notary (``trusted_key_servers`` of Synapse)."""
        told = await self.control.act("server.describe")
        return {"server_name": self.name, "verify_keys": {told["key"]: told["public"]}}

    async def learns_keys(self, server: str) -> None:
        """Fetch another server's keys, to vouch for them as a notary."""
        await self.control.act("keys.fetch", server=server)

    async def lies_as_notary(self, *, lies: bool = True) -> None:
        """Put a key that is nobody's in the place of others' keys from now on, or tell the truth again."""
        await self.control.act("keys.lie", as_notary=lies)

    async def key_problems(self, server: str) -> list[str]:
        """Fetch a server's key documents, and return what is wrong with them; none at all is wrong, too."""
        documents = (await self.control.act("keys.fetch", server=server))["documents"]
        if not documents:
            return [f"{server} published no keys"]
        return [problem for document in documents for problem in _document_problems(server, document)]

    async def vouched(self, notary: str, server: str, **wanted: Any) -> Vouched:
        """Ask a server for another's keys; ``wanted`` is of ``FederationApi.notary``."""
        told = await self.at(notary).notary(server, **wanted)
        return Vouched.of(told.body["server_keys"][-1], int(time.time() * 1000))

    async def published(self, server: str) -> Vouched:
        """Fetch a server's keys from itself."""
        documents = (await self.control.act("keys.fetch", server=server))["documents"]
        return Vouched.of(documents[-1], int(time.time() * 1000))

    async def key(self) -> str:
        """Return the id of the key that the forger signs with."""
        return str((await self.control.act("server.describe"))["key"])

    async def asks(
        self, server: str, path: str, *, flaw: str = "", method: str = "GET", body: Any = None
    ) -> tuple[int, Any]:
        """Ask a server something, signed rightly or with a ``flaw`` of requests; return status and body."""
        order = {"to": server, "path": path, "method": method, "flaw": flaw}
        answer = await self.control.act("request.send", **order, **({} if body is None else {"body": body}))
        return int(answer["status"]), answer["body"]

    async def meets(self, name: str, other: LabPerson) -> ForgerPerson:
        """Have somebody of another server make a room, and somebody new on the forger join it."""
        person = await self.person(name)
        await other.makes_room()
        await person.joins(via=other.server)
        await other.sees_member(person, "join")
        return person

    async def was_asked(self, what: str, *, by: str, since: Fact) -> None:
        """Wait until a server has asked the forger for one of ``SERVED`` after an event was sent."""
        journal, position = self._stage.journal, since.seq
        asked = Wanted(network="federation", kind="call", cause="wire", author=by)
        try:
            async with asyncio.timeout(self._stage.patience):
                while not any(call.detail["method"] == what for call in journal.all(asked, since=since.seq)):
                    position = max(position, journal.mark())
                    await journal.news(position)
        except TimeoutError:
            raise NeverSeen(asked, journal.since(since.seq), self._stage.patience) from None

    async def asks_for(self, what: str, server: str, said: Fact, *, flaw: str = "", who: str = "") -> int:
        """Ask a server something about an event, perhaps with a ``flaw`` of requests; return the status.

        ``what`` is of ``about``; ``who`` is whom a template is for, somebody new unless told.
        """
        method, path, body = self._about(said.ref, who)[what]
        return (await self.asks(server, path, flaw=flaw, method=method, body=body))[0]

    async def delivers(self, server: str, said: Fact, *, flaw: str = "", emptied: bool = False) -> None:
        """Send a server an event that the forger has, in a transaction with a ``flaw`` of requests if one is named.

        ``emptied`` leaves the content away, as redaction does with a message's.
        """
        pdu = said.detail["pdu"] | ({"content": {}} if emptied else {})
        order = {"to": server, "pdus": [pdu], "flaw": flaw}
        with suppress(ActRefusedError):
            await self.control.act("transaction.send", **order)

    async def finds(self, server: str, event: Fact, *canaries: str, after: Fact) -> list[str]:
        """Ask a server wherever it serves events; return in which of ``SERVED`` any of ``canaries`` stands.

        ``event`` is asked for by its id, the others about ``after``, an event of the room that follows it.
        """
        found = []
        for what in SERVED:
            method, path, body = self._about(event.ref if what == "event" else after.ref)[what]
            status, answer = await self.asks(server, path, method=method, body=body)
            text = json.dumps(answer, ensure_ascii=False)
            if status == 200 and any(canary in text for canary in canaries):
                found.append(what)
        return found

    def at(self, server: str, *, flaw: str = "") -> FederationApi:
        """Return a server as the forger asks it, rightly signed or with a ``flaw``, about the test's room."""
        return FederationApi(partial(self.asks, server, flaw=flaw), lambda: self._stage.places["matrix"], self.name)

    @asynccontextmanager
    async def answers(self, route: str, **answer: Any) -> AsyncIterator[None]:
        """Answer requests of one name otherwise while the block runs (``answer.set`` in docs/fakes.md)."""
        hook = (await self.control.act("answer.set", route=route, **answer))["id"]
        try:
            yield
        finally:
            await self.control.act("answer.clear", id=hook)

    @asynccontextmanager
    async def denies(self, *routes: str) -> AsyncIterator[None]:
        """Answer requests of these names that nothing is there, while the block runs."""
        async with AsyncExitStack() as stack:
            for route in routes:
                await stack.enter_async_context(self.answers(route, status=404, body={"errcode": "M_NOT_FOUND"}))
            yield

    @asynccontextmanager
    async def tells_only(self, *events: Fact) -> AsyncIterator[None]:
        """Tell who asks for missing events these alone, while the block runs."""
        async with self.answers("get_missing_events", body={"events": [event.detail["pdu"] for event in events]}):
            yield

    @asynccontextmanager
    async def authorises_only_with(self, *events: Fact) -> AsyncIterator[None]:
        """Name these alone to who asks what authorises an event, and tell no event by itself, while the block runs."""
        chain = [event.detail["pdu"] for event in events]
        async with self.denies("event"), self.answers("event_auth", body={"auth_chain": chain}):
            yield

    @asynccontextmanager
    async def knows_not(self, route: str) -> AsyncIterator[None]:
        """Answer requests of one name as a server that doesn't know such, while the block runs."""
        unknown = {"errcode": "M_UNRECOGNIZED", "error": "there is no such request"}
        async with self.answers(route, status=404, body=unknown):
            yield

    async def crams(self, server: str, said: Fact, what: str, count: int) -> int:
        """Send an event in a transaction with so many ``pdus`` or ``edus``; return the status that it is answered."""
        notice = {"edu_type": "m.nothing", "content": {}}
        full = {"pdus": [said.detail["pdu"]], "edus": [notice]}
        full[what] *= count
        return int((await self.control.act("transaction.send", to=server, **full))["results"][server]["status"])

    async def sends_text(self, server: str, text: str) -> int:
        """Send a text as a transaction; return the status that it is answered."""
        return (
            await self.asks(server, f"{API}send/{self._stage.next_fence()}".replace(" ", "-"), method="PUT", body=text)
        )[0]

    def notifies(self, server: str) -> ForgerNotices:
        """Return what tells a server of typing, receipts and the like in the test's room."""
        return ForgerNotices(self.control, server, self._stage.places["matrix"])

    async def hears_of(self, user: str, notice: str, *, by: str, since: int = 0) -> Fact:
        """Wait until a server has told the forger something of a user by an EDU of this type; return its fact."""
        told = Wanted(network="federation", cause="wire", author=by, detail=_edu(notice, user))
        return await self._stage.journal.sees(told, since=max(since, self._stage.began), within=self._stage.patience)

    def _about(self, event: str, who: str = "") -> dict[str, Asked]:
        return about(self._stage.places["matrix"], event, who or f"@new:{self.name}")


def _edu(kind: str, user: str) -> That:
    parts = ("'act': 'edu'", kind, user)
    return That(f"an EDU {kind} about {user}", lambda got: all(part in got for part in parts))


def _document_problems(server: str, document: Mapping[str, Any]) -> list[str]:
    problems = verify.document_problems(document)
    if document.get("server_name") != server:
        problems.append(f"the document of {server} says that it is {document.get('server_name')}'s")
    if document.get("valid_until_ts", 0) <= time.time() * 1000:
        problems.append(f"the document of {server} is past its time")
    return problems
