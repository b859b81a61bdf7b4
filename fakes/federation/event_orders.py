"""Orders to say something, rightly or wrongly, and to send it this way or that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation import pdu
from fakes.federation.making import Draft
from fakes.federation.wire import Raw
from fakes.federation.witness import Way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.control import Operation
    from fakes.federation.peer import Peer
    from fakes.federation.room import Room


class EventOrders:
    """``message.send``, ``event.send``, ``event.resend``, ``edu.send``, ``transaction.send``, ``request.send``."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def operations(self) -> dict[str, Operation]:
        """Return the handlers by name."""
        return {
            "message.send": self.message,
            "event.send": self.event,
            "event.resend": self.resend,
            "edu.send": self.edu,
            "transaction.send": self.transaction,
            "request.send": self.request,
        }

    async def message(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Say a text."""
        content = {"msgtype": "m.text", "body": str(order["text"])}
        draft = Draft(self._peer.user(order["user"]).id, "m.room.message", content, previous=order.get("prev_events"))
        return await said(self._peer, self._peer.room(order["room"]), draft, order)

    async def event(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send any event; ``changes`` replaces its fields before it is hashed and signed. The sender may be anybody."""
        draft = Draft(
            sender=str(order["user"]),
            type=str(order["type"]),
            content=order.get("content", {}),
            state_key=order.get("state_key"),
            redacts=str(order.get("redacts", "")),
            previous=order.get("prev_events"),
            more=order.get("changes", {}),
        )
        return await said(self._peer, self._peer.room(order["room"]), draft, order)

    async def resend(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send an event that exists, once more or to somebody else."""
        room = self._peer.room(order["room"])
        kept = self._peer.event(room, str(order["event"]))
        return {"results": await self._peer.distribute(room, kept, order.get("to") or self._peer.others_in(room))}

    async def edu(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send an EDU to servers."""
        edu = {"edu_type": str(order["type"]), "content": order["content"]}
        results = {}
        for server in order["to"]:
            self._peer.witness.edu(Way("out", server, "send"), edu)
            results[server] = await self._peer.transact(server, [], [edu])
        return {"results": results}

    async def transaction(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send a transaction with these events and EDUs as they are; a text among them is a JSON text, good or bad."""
        pdus, edus = ([_raw(each) for each in order.get(name, [])] for name in ("pdus", "edus"))
        told = await self._peer.transact(str(order["to"]), pdus, edus, flaw=str(order.get("flaw", "")))
        return {"results": {str(order["to"]): told}}

    async def request(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask a server anything, with valid credentials or flawed ones."""
        method, uri = str(order.get("method", "GET")), str(order["path"])
        ask = self._peer.outgoing.ask
        answer = await ask(
            str(order["to"]), method, uri, _raw(order.get("body")), by="request", flaw=str(order.get("flaw", ""))
        )
        value = answer.json()
        return {"status": answer.status, "body": value if value is not None else answer.body.decode("utf-8", "replace")}


def _raw(value: Any) -> Any:
    return Raw(value) if isinstance(value, str) else value


async def said(peer: Peer, room: Room, draft: Draft, order: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make, keep and send an event.

    Of the order it reads ``flaw``: of the event; ``to``: which servers hear of it, none if it is empty, all in the
    room without it; ``follow``: whether the room's next event comes after this one (it does, unless it has a flaw).
    """
    flaw = str(order.get("flaw", ""))
    before = room.state
    event, text = peer.make(draft, room, flaw)
    kept = peer.keep(room, event, text, tip=bool(order.get("follow", not flaw)))
    to = order["to"] if "to" in order else peer.others_in(room, before)
    results = await peer.distribute(room, kept, to, flaw)
    return {"event": pdu.event_id(event, room.version), "pdu": event, "results": results}
