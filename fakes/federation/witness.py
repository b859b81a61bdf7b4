"""The witness stream's records: requests in and out, events and EDUs in them, and what was refused.

``detail.request`` and ``detail.pdu`` hold what was signed, in full, so that whoever reads the stream can verify it.
A request that came tells besides which names it was sent to, by TLS (``sni``) and in its header (``host``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from fakes.control import Author, Hub, Record
from fakes.federation import pdu

if TYPE_CHECKING:
    from fakes.control.record import Kind
    from fakes.federation.room import Room
    from fakes.federation.wire import Answer, Request

_NETWORK = "federation"
Direction = Literal["in", "out"]
_KINDS: Mapping[str, Kind] = {
    "m.room.message": "message",
    "m.reaction": "reaction",
    "m.room.redaction": "delete",
    "m.room.member": "member",
}
_EDUS: Mapping[str, Kind] = {"m.typing": "typing", "m.receipt": "read"}


@dataclass(frozen=True, slots=True)
class Way:
    """How something travelled: ``by`` is a request's name, as ``send_join``; ``server`` the other one."""

    direction: Direction
    server: str
    by: str

    def told(self) -> dict[str, Any]:
        """Return it as a record's detail has it."""
        return {"direction": self.direction, "server": self.server, "by": self.by}

    @property
    def cause(self) -> Literal["control", "wire"]:
        """What goes out was ordered, what comes in was sent."""
        return "control" if self.direction == "out" else "wire"


class Witness:
    """Writes records into the hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def call(self, way: Way, request: Request, answer: Answer | None, *, scope: str = "", error: str = "") -> None:
        """Record a request that was served, or one of ours; ``answer`` is None when none came."""
        detail = way.told() | {"method": way.by, "request": _request(request)}
        if answer is not None:
            detail |= {"status": answer.status, "answer": answer.json()}
            if answer.status >= 400:
                error = error or str((answer.json() or {}).get("errcode", answer.status))
        if error:
            detail["error"] = error
        self._write("call", way, detail, scope=scope)

    def refusal(self, way: Way, request: Request, name: str, why: str) -> None:
        """Record what another server did that it mustn't, or what is lacking here."""
        detail = way.told() | {"name": name, "why": "rule", "message": why, "method": way.by}
        self._write("refusal", way, detail | {"request": _request(request)})

    def event(self, way: Way, event: Mapping[str, Any], room: Room, problems: list[str], flaw: str = "") -> None:
        """Record an event that came or went; ``problems`` are the verifier's."""
        content = event.get("content", {})
        kind = _KINDS.get(str(event.get("type")), "call")
        detail = way.told() | {"pdu": event, "room_version": room.version.name, "problems": problems}
        if flaw:
            detail["flaw"] = flaw
        if kind == "call":
            detail["act"] = "pdu"
        if kind == "member":
            detail |= {"action": content.get("membership"), "members": [event.get("state_key")]}
        relation = content.get("m.relates_to") or {}
        if kind == "message" and relation.get("rel_type") == "m.replace":
            kind = "edit"
        record = Record(
            network=_NETWORK,
            kind=kind,
            cause=way.cause,
            place=room.id,
            author=_author(str(event.get("sender", ""))),
            ref=pdu.event_id(event, room.version),
            target=_target(event, relation),
            text=str(relation.get("key", "") if kind == "reaction" else content.get("body", "")),
            scope=room.scope,
            detail=detail,
        )
        self._hub.witness(record)

    def edu(self, way: Way, edu: Mapping[str, Any]) -> None:
        """Record an EDU that came or went."""
        kind = _EDUS.get(str(edu.get("edu_type")), "call")
        content = edu.get("content", {})
        place = str(content.get("room_id", "")) if isinstance(content, dict) else ""
        detail = way.told() | {"act": "edu", "edu_type": edu.get("edu_type"), "content": content}
        self._write(kind, way, detail, place=place)

    def _write(self, kind: Kind, way: Way, detail: Mapping[str, Any], *, place: str = "", scope: str = "") -> None:
        author = Author(way.server, way.server, "service") if way.direction == "in" and way.server else None
        record = Record(
            network=_NETWORK, kind=kind, cause=way.cause, place=place, author=author, scope=scope, detail=detail
        )
        self._hub.witness(record)


def _author(user: str) -> Author:
    return Author(user, user.partition(":")[0].removeprefix("@"))


def _target(event: Mapping[str, Any], relation: Mapping[str, Any]) -> str:
    redacts = event.get("redacts") or event.get("content", {}).get("redacts")
    return str(redacts or relation.get("event_id") or relation.get("m.in_reply_to", {}).get("event_id", ""))


def _request(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "uri": request.uri,
        "authorization": request.headers.get("authorization", ""),
        "host": request.headers.get("host", ""),
        "sni": request.sni,
        "body": request.body.decode("utf-8", "replace"),
    }
