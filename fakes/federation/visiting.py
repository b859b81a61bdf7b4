"""Our users in other servers' rooms: join, knock, leave by way of a resident server; invite others' users to ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.control import ActError
from fakes.federation import event_flaws, pdu
from fakes.federation.making import Draft
from fakes.federation.outgoing import path
from fakes.federation.people import Invitation
from fakes.federation.receiving import add_outliers
from fakes.federation.room import Room
from fakes.federation.services.joins import stripped_state
from fakes.federation.versions import EXPERIMENTAL, VERSIONS, RoomVersion, UnknownVersionError, room_version
from fakes.federation.wire import Raw
from fakes.federation.witness import Way

if TYPE_CHECKING:
    from fakes.federation.pdu import Event
    from fakes.federation.peer import Peer


class Visiting:
    """Handshakes with servers whose rooms these are. Their refusals are ``MatrixError``."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def find(self, alias: str) -> tuple[str, list[str]]:
        """Ask an alias's server for its room and who is in it."""
        uri = path("v1", "query", "directory", query={"room_alias": alias})
        told = await self._peer.outgoing.need(pdu.server_of(alias), "GET", uri, by="directory")
        return str(told["room_id"]), [str(server) for server in told.get("servers", [])]

    async def join(self, user: str, room_id: str, via: str, flaw: str = "", api: str = "v2") -> tuple[Room, str]:
        """Join by way of server ``via``; return the room and the join's id. ``api`` is the form of send_join."""
        event, version = await self._template("join", user, room_id, via)
        signed, text = self._finished(event, version, flaw)
        identifier = pdu.event_id(signed, version)
        room = Room(room_id, version, self._peer.user(user).scope)
        self._peer.witness.event(Way("out", via, "send_join"), signed, room, [], flaw)
        told = await self._put(
            via, path(api, "send_join", room_id, identifier), Raw(text) if text else signed, "send_join"
        )
        kept = await add_outliers(self._peer, room, Way("in", via, "send_join"), told)
        before = {each.key: each.id for each in kept if each.key is not None}
        known = self._peer.take_room(room_id, version, room.scope)
        known.outliers |= room.outliers
        known.add(told.get("event") or signed, before=before, text=text)
        self._peer.invitations.pop((room_id, user), None)
        return known, identifier

    async def knock(self, user: str, room_id: str, via: str, flaw: str = "") -> str:
        """Knock by way of server ``via``; return the knock's id."""
        event, version = await self._template("knock", user, room_id, via)
        signed, told = await self._send("v1", "send_knock", event, version, via, flaw)
        state = told.get("knock_room_state", [])
        self._peer.invitations[room_id, user] = Invitation(room_id, version.name, signed, state, via)
        return pdu.event_id(signed, version)

    async def leave(self, user: str, room_id: str, via: str, flaw: str = "") -> str:
        """Decline an invite, or take a knock back, by way of server ``via``; return the leave's id."""
        event, version = await self._template("leave", user, room_id, via)
        signed, _ = await self._send("v2", "send_leave", event, version, via, flaw)
        self._peer.invitations.pop((room_id, user), None)
        return pdu.event_id(signed, version)

    async def invite(
        self, sender: str, room: Room, user: str, flaw: str = "", api: str = "v2"
    ) -> tuple[str, dict[str, Any]]:
        """Invite another server's user; return the invite's id, and what became of it on the other servers."""
        peer, server = self._peer, pdu.server_of(user)
        draft = Draft(sender, "m.room.member", {"membership": "invite"}, user)
        event, text = peer.make(draft, room, flaw)
        identifier = pdu.event_id(event, room.version)
        peer.witness.event(Way("out", server, "invite"), event, room, [], flaw)
        told = await self._put(
            server, path(api, "invite", room.id, identifier), _invite_body(room, event, text, api), "invite"
        )
        others = peer.others_in(room)
        kept = peer.keep(room, told["event"])
        return identifier, await peer.distribute(room, kept, [each for each in others if each != server])

    async def _template(self, membership: str, user: str, room_id: str, via: str) -> tuple[Event, RoomVersion]:
        versions = {} if membership == "leave" else {"ver": [*VERSIONS, *EXPERIMENTAL]}
        name = f"make_{membership}"
        told = await self._peer.outgoing.need(via, "GET", path("v1", name, room_id, user, query=versions), by=name)
        try:
            return told["event"], room_version(str(told.get("room_version", "1")))
        except UnknownVersionError as error:
            raise ActError("UNKNOWN_VERSION", str(error)) from None

    def _finished(self, template: Event, version: RoomVersion, flaw: str) -> tuple[Event, str]:
        peer = self._peer
        event = {name: part for name, part in template.items() if name not in ("event_id", "hashes", "signatures")}
        event = peer.maker.with_id({**event, "origin_server_ts": peer.now()}, version)
        if "origin" in event:
            event["origin"] = peer.name
        if flaw:
            return event_flaws.forged(flaw, event, version, peer.keys)
        return peer.maker.finished(event, version), ""

    async def _send(
        self, api: str, name: str, template: Event, version: RoomVersion, via: str, flaw: str
    ) -> tuple[Event, dict[str, Any]]:
        signed, text = self._finished(template, version, flaw)
        room = Room(str(signed["room_id"]), version, self._peer.user(str(signed["sender"])).scope)
        self._peer.witness.event(Way("out", via, name), signed, room, [], flaw)
        uri = path(api, name, room.id, pdu.event_id(signed, version))
        return signed, await self._put(via, uri, Raw(text) if text else signed, name)

    async def _put(self, via: str, uri: str, body: Any, by: str) -> dict[str, Any]:
        """Ask, and return the object of the answer, which version 1's form puts second in a list."""
        told = await self._peer.outgoing.need(via, "PUT", uri, body, by=by)
        if isinstance(told, list) and len(told) == 2:
            told = told[1]
        return told if isinstance(told, dict) else {}


def _invite_body(room: Room, event: Event, text: str, api: str) -> Any:
    """Return an invite as the form wants it: alone with the room's state under ``unsigned``, or beside that."""
    if api == "v1":
        return {**event, "unsigned": {"invite_room_state": stripped_state(room)}}
    told: Event | Raw = Raw(text) if text else event
    return {"room_version": room.version.name, "event": told, "invite_room_state": stripped_state(room)}


def via_of(peer: Peer, room_id: str, user: str, given: str) -> str:
    """Return the server to go by: the one given, the one that invited, or the room id's own."""
    invitation = peer.invitations.get((room_id, user))
    found = given or (invitation.via if invitation is not None else "") or pdu.server_of(room_id)
    if not found:
        raise ActError("NO_SERVER", f"{room_id} doesn't say whose it is: give `via`")
    return found
