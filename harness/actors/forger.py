"""The forger as a test holds it: a scripted server whose people speak the truth until they are told to lie."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from fakes.federation import verify
from harness.actors.control import ActRefusedError, Control
from harness.actors.lab_person import Host, LabPerson
from harness.actors.person import Stage
from harness.core.fact import Fact, Network
from harness.core.journal import NeverSeen
from harness.core.wanted import Wanted

_API = "/_matrix/federation/v1/"
SERVED = ("event", "backfill", "state", "state_ids", "get_missing_events")
"""Where a server serves events to others."""


class ForgerPerson:
    """Somebody who lives on the forger. What they send, and what is sent to them, the forger witnesses."""

    network: ClassVar[Network] = "matrix"

    def __init__(self, name: str, id: str, stage: Stage, control: Control) -> None:  # noqa: A002 - it is their id
        self.name = name
        self.id = id
        self.stage = stage
        self._control = control

    @property
    def server(self) -> str:
        """The forger's name."""
        return self.id.partition(":")[2]

    @property
    def place(self) -> str:
        """The test's room."""
        return self.stage.places["matrix"]

    async def makes_room(self, *, version: str = "11", rule: str = "public", **order: Any) -> str:
        """Make a room on the forger, which from now on is the place of everybody in the test; return its id."""
        made = await self._control.act("room.create", creator=self.id, version=version, join_rule=rule, **order)
        self.stage.places["matrix"] = made["room"]
        return self.place

    async def joins(self, room: str = "", *, via: str, flaw: str = "") -> str:
        """Join a room of the server ``via``, with a ``flaw`` of the join if one is named; return the join's id."""
        where = {"alias": room} if room.startswith("#") else {"room": room or self.place}
        return str((await self._control.act("room.join", user=self.id, **where, via=via, flaw=flaw))["event"])

    async def visits(self, host: Host) -> None:
        """Join a new room of somebody on another server, by way of that server, and be heard there."""
        await self.joins(await host.makes_room(), via=host.server)
        await host.hears(await self.says("found you"))

    async def tries_to_join(self, *, via: str, flaw: str) -> None:
        """Send a flawed join; whether the other server refused it is for those to say who would see it."""
        with suppress(ActRefusedError):
            await self.joins(via=via, flaw=flaw)

    async def tries_to_invite(self, other: LabPerson, *, flaw: str) -> None:
        """Send a flawed invitation; whether it was refused is for those to say who would see it."""
        with suppress(ActRefusedError):
            await self.invites(other, flaw=flaw)

    async def knocks(self, *, via: str, flaw: str = "") -> str:
        """Knock at the test's room by way of the server ``via``; return the knock's id."""
        return str((await self._control.act("room.knock", user=self.id, room=self.place, via=via, flaw=flaw))["event"])

    async def leaves(self) -> None:
        """Leave the room."""
        await self._control.act("room.leave", user=self.id, room=self.place)

    async def invites(self, other: LabPerson, *, flaw: str = "") -> str:
        """Invite somebody of another server; return the invitation's id."""
        order = {"user": self.id, "room": self.place, "target": other.id, "flaw": flaw}
        return str((await self._control.act("room.invite", **order))["event"])

    async def says(self, text: str, *, flaw: str = "", **order: Any) -> Fact:
        """Say something, with a ``flaw`` of the event if one is named; return the fact of its sending."""
        said = {"user": self.id, "room": self.place, "text": text, "flaw": flaw, **order}
        return await self._sent(await self._control.act("message.send", **said))

    async def sends(self, kind: str, content: Mapping[str, Any], **order: Any) -> Fact:
        """Send any event; ``sender`` among ``order`` may be anybody, and ``state_key`` makes it state."""
        sender = order.pop("sender", self.id)
        made = {"user": sender, "room": self.place, "type": kind, "content": content, **order}
        return await self._sent(await self._control.act("event.send", **made))

    async def hears(self, said: Fact) -> Fact:
        """Return this very event as it came to the forger over the wire."""
        return await self.stage.sees(self._wire(said.ref))

    async def catches_up_with(self, other: LabPerson) -> None:
        """Wait until all that ``other`` said up to now must have come: a fence along the same path comes last."""
        await self.hears(await other.says(self.stage.next_fence()))

    def _wire(self, event: str) -> Wanted:
        return Wanted(network="federation", cause="wire", place=self.place, ref=event, scope=self.stage.scope)

    async def _sent(self, made: Mapping[str, Any]) -> Fact:
        if not made["results"]:  # what went to nobody the forger doesn't witness
            detail = {"pdu": made["pdu"]}
            kept = Fact(0, "federation", "note", "harness", self.place, self.id, ref=made["event"], detail=detail)
            return self.stage.journal.append(replace(kept, cause="control", scope=self.stage.scope))
        sent = Wanted(network="federation", cause="control", place=self.place, ref=made["event"])
        return await self.stage.sees(sent)


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

    async def publishes_keys(self, *, flaw: str = "") -> None:
        """Publish an honest key document from now on, or one with a ``flaw``."""
        await self.control.act("keys.lie", flaw=flaw)

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

    async def asks_for(self, what: str, server: str, said: Fact, *, flaw: str = "") -> int:
        """Ask a server for one of ``SERVED`` about an event, perhaps with a ``flaw`` of requests; return the status."""
        method, path, body = self._request(what, said.ref)
        return (await self.asks(server, path, flaw=flaw, method=method, body=body))[0]

    async def delivers(self, server: str, said: Fact, *, flaw: str = "") -> None:
        """Send a server an event that the forger has, in a transaction with a ``flaw`` of requests if one is named."""
        order = {"to": server, "pdus": [said.detail["pdu"]], "flaw": flaw}
        with suppress(ActRefusedError):
            await self.control.act("transaction.send", **order)

    async def finds(self, server: str, event: Fact, *canaries: str, after: Fact) -> list[str]:
        """Ask a server wherever it serves events; return in which of ``SERVED`` any of ``canaries`` stands.

        ``event`` is asked for by its id, the others about ``after``, an event of the room that follows it.
        """
        found = []
        for what in SERVED:
            method, path, body = self._request(what, event.ref if what == "event" else after.ref)
            status, answer = await self.asks(server, path, method=method, body=body)
            text = json.dumps(answer, ensure_ascii=False)
            if status == 200 and any(canary in text for canary in canaries):
                found.append(what)
        return found

    def _request(self, what: str, event: str) -> tuple[str, str, Any]:
        room, one = quote(self._stage.places["matrix"], safe=""), quote(event, safe="")
        at, past = urlencode({"event_id": event}), urlencode({"v": event, "limit": 100})
        gap = {"earliest_events": [], "latest_events": [event], "limit": 100}
        requests: dict[str, tuple[str, str, Any]] = {
            "event": ("GET", f"{_API}event/{one}", None),
            "backfill": ("GET", f"{_API}backfill/{room}?{past}", None),
            "state": ("GET", f"{_API}state/{room}?{at}", None),
            "state_ids": ("GET", f"{_API}state_ids/{room}?{at}", None),
            "get_missing_events": ("POST", f"{_API}get_missing_events/{room}", gap),
            "make_join": ("GET", f"{_API}make_join/{room}/{quote(f'@new:{self.name}', safe='')}?ver=11", None),
        }
        return requests[what]


def _document_problems(server: str, document: Mapping[str, Any]) -> list[str]:
    problems = verify.document_problems(document)
    if document.get("server_name") != server:
        problems.append(f"the document of {server} says that it is {document.get('server_name')}'s")
    if document.get("valid_until_ts", 0) <= time.time() * 1000:
        problems.append(f"the document of {server} is past its time")
    return problems
