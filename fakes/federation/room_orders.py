"""Orders about rooms and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.control import ActError, BadOrderError
from fakes.federation import pdu
from fakes.federation.event_orders import said
from fakes.federation.fetching import fetch
from fakes.federation.founding import Wanted, found
from fakes.federation.making import Draft
from fakes.federation.versions import UnknownVersionError, room_version
from fakes.federation.visiting import Visiting, via_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.control import Operation
    from fakes.federation.peer import Peer
    from fakes.federation.room import Room


class RoomOrders:
    """``room.*`` and ``member.*``."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._visiting = Visiting(peer)

    def operations(self) -> dict[str, Operation]:
        """Return the handlers by name."""
        return {
            "room.create": self.create,
            "room.join": self.join,
            "room.knock": self.knock,
            "room.leave": self.leave,
            "room.invite": self.invite,
            "room.state": self.state,
            "room.events": self.events,
            "room.fetch": self.fetch,
            "room.forget": self.forget,
            "member.set": self.member,
        }

    async def create(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Make a room."""
        try:
            version = room_version(str(order.get("version", "11")))
        except UnknownVersionError as error:
            raise ActError("UNKNOWN_VERSION", str(error)) from None
        alias = f"#{order['alias']}:{self._peer.name}" if order.get("alias") else ""
        wanted = Wanted(
            version=version,
            join_rule=str(order.get("join_rule", "public")),
            name=str(order.get("name", "")),
            alias=alias,
            history=str(order.get("history_visibility", "shared")),
            allow=tuple(order.get("allow", ())),
            levels=order.get("power_levels", {}),
            create=order.get("create", {}),
        )
        room = found(self._peer, self._peer.user(order["creator"]), wanted)
        return {"room": room.id, "version": version.name, "alias": alias}

    async def join(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Join by id or alias by way of another server; the rooms that we are in by an event of ours."""
        user, room_id, via = self._peer.user(order["user"]), str(order.get("room", "")), str(order.get("via", ""))
        if alias := str(order.get("alias", "")):
            room_id, servers = await self._visiting.find(alias)
            via = via or next((each for each in servers if each != self._peer.name), "")
        if self._is_in(room_id) and not via:
            content = {"membership": "join", **user.profile()}
            return await said(self._peer, self._peer.room(room_id), self._draft(user.id, user.id, content), order)
        way = via_of(self._peer, room_id, user.id, via)
        flaw, api = str(order.get("flaw", "")), _api(order)
        room, identifier = await self._visiting.join(user.id, room_id, way, flaw, api)
        return {"room": room.id, "version": room.version.name, "event": identifier}

    async def knock(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Knock by way of another server."""
        user, room_id = self._peer.user(order["user"]), str(order["room"])
        way = via_of(self._peer, room_id, user.id, str(order.get("via", "")))
        return {"event": await self._visiting.knock(user.id, room_id, way, str(order.get("flaw", "")))}

    async def leave(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Leave; decline an invite and take a knock back by way of another server."""
        user, room_id = self._peer.user(order["user"]), str(order["room"])
        if self._is_in(room_id) and not order.get("via"):
            room = self._peer.room(room_id)
            return await said(self._peer, room, self._draft(user.id, user.id, {"membership": "leave"}), order)
        way = via_of(self._peer, room_id, user.id, str(order.get("via", "")))
        return {"event": await self._visiting.leave(user.id, room_id, way, str(order.get("flaw", "")))}

    async def invite(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Invite somebody: another server's user through that server, ours by an event alone."""
        sender, user, room = self._peer.user(order["user"]), str(order["target"]), self._peer.room(order["room"])
        if self._peer.is_ours(user):
            return await said(self._peer, room, self._draft(sender.id, user, {"membership": "invite"}), order)
        flaw, api = str(order.get("flaw", "")), _api(order)
        identifier, results = await self._visiting.invite(sender.id, room, user, flaw, api)
        return {"event": identifier, "results": results}

    async def member(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Set a membership: a kick is ``leave`` of somebody else, a pardon ``leave`` of somebody banned."""
        sender, user, room = self._peer.user(order["user"]), str(order["target"]), self._peer.room(order["room"])
        content = {"membership": str(order["membership"])}
        if order.get("reason"):
            content["reason"] = str(order["reason"])
        return await said(self._peer, room, self._draft(sender.id, user, content), order)

    async def state(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Tell the state now, or before an event."""
        room = self._peer.room(order["room"])
        state = self._peer.event(room, str(order["event"])).before if order.get("event") else room.state
        kept = [each for each in map(room.find, state.values()) if each is not None]
        told = [{"event": each.id, "type": each.event["type"], "pdu": each.event} for each in kept]
        return {"version": room.version.name, "tips": list(room.tips), "state": told}

    async def events(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Tell every event whose place in history is known, in the order of their coming."""
        room = self._peer.room(order["room"])
        return {
            "version": room.version.name,
            "tips": list(room.tips),
            "events": [{"event": each.id, "pdu": each.event} for each in room.events.values()],
        }

    async def fetch(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask another server for events of a room, as by backfill."""
        room = self._peer.room(order["room"])
        return {"events": await fetch(self._peer, room, str(order["via"]), order)}

    async def forget(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Forget a room, as if nobody had been there: a server that lost its data."""
        self._peer.rooms.pop(self._peer.room(order["room"]).id)
        return {}

    def _is_in(self, room_id: str) -> bool:
        room: Room | None = self._peer.rooms.get(room_id)
        return room is not None and self._peer.name in {pdu.server_of(user) for user in room.members()}

    def _draft(self, sender: str, target: str, content: Mapping[str, Any]) -> Draft:
        return Draft(sender, "m.room.member", content, target)


def _api(order: Mapping[str, Any]) -> str:
    api = str(order.get("api", "v2"))
    if api not in ("v1", "v2"):
        raise BadOrderError(f"api is v1 or v2, not {api!r}")
    return api
