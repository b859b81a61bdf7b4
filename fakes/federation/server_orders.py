"""Orders about the server itself: its keys, its lies, its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError, seconds, whole
from fakes.federation import key_flaws, keys, services
from fakes.federation.event_flaws import EVENT_FLAWS
from fakes.federation.flaws import named
from fakes.federation.hooks import Hook
from fakes.federation.key_flaws import KEY_FLAWS
from fakes.federation.request_flaws import REQUEST_FLAWS
from fakes.federation.rule_flaws import RULE_FLAWS
from fakes.federation.versions import EXPERIMENTAL, VERSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.control import Operation
    from fakes.federation.peer import Peer


class ServerOrders:
    """``server.*``, ``flaw.list``, ``keys.*``, ``answer.*``."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def operations(self) -> dict[str, Operation]:
        """Return the handlers by name."""
        return {
            "server.describe": self.describe,
            "server.set": self.set,
            "flaw.list": self.flaws,
            "keys.rotate": self.rotate,
            "keys.lie": self.lie,
            "keys.fetch": self.fetch,
            "answer.set": self.hook,
            "answer.clear": self.unhook,
        }

    async def describe(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        """Tell who this is."""
        peer = self._peer
        return {
            "name": peer.name,
            "address": peer.address,
            "key": keys.key_id(peer.keys.key),
            "public": keys.public_part(peer.keys.key),
            "document": key_flaws.document("", peer.keys, peer.now()),
            "versions": [*VERSIONS, *EXPERIMENTAL],
            "routes": sorted({route.name for route in services.ROUTES}),
            "users": sorted(peer.users),
            "rooms": sorted(peer.rooms),
        }

    async def set(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Choose whether joins are answered without members, to servers that can do with that."""
        self._peer.omits_members = bool(order["omit_members"])
        return {}

    async def flaws(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        """Tell the table of flaws, with the effect of each in every room version."""
        told = []
        for flaw in EVENT_FLAWS.values():
            effects = {name: flaw.effect_in(version).value for name, version in VERSIONS.items()}
            told.append(flaw.told() | {"effects": effects})
        rest = {"rules": RULE_FLAWS, "requests": REQUEST_FLAWS, "keys": KEY_FLAWS}
        return {"events": told} | {name: [flaw.told() for flaw in table.values()] for name, table in rest.items()}

    async def rotate(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        """Retire the keys and sign with a new one."""
        key = self._peer.keys.rotate(self._peer.now())
        return {"key": keys.key_id(key), "public": keys.public_part(key)}

    async def lie(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Publish flawed key documents until an empty flaw ends it; lie as a notary; set how long keys are valid."""
        if flaw := str(order.get("flaw", "")):
            named(flaw, KEY_FLAWS, "key documents")
        self._peer.key_flaw = flaw
        self._peer.notary_lies = bool(order.get("as_notary", False))
        if "valid_for" in order:
            self._peer.keys.valid_for = int(seconds(order["valid_for"], "valid_for") * 1000)
        return {}

    async def fetch(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Fetch another server's keys; tell every document of it that is known."""
        await self._peer.known.refresh(str(order["server"]))
        return {"documents": self._peer.known.documents.get(str(order["server"]), [])}

    async def hook(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Order an answer."""
        route = str(order["route"])
        known = sorted({each.name for each in services.ROUTES})
        if route not in known:
            raise BadOrderError(f"there is no route {route!r}; there are: {', '.join(known)}")
        hook = Hook(
            id=self._peer.token(4),
            route=route,
            origin=str(order.get("origin", "")),
            status=whole(order["status"], "status") if "status" in order else None,
            body=order.get("body"),
            merge=order.get("merge"),
            delay=seconds(order.get("delay", 0), "delay"),
            cut=bool(order.get("cut", False)),
            times=whole(order["times"], "times") if "times" in order else None,
            headers={str(name): str(value) for name, value in order.get("headers", {}).items()},
        )
        self._peer.hooks.set(hook)
        return {"id": hook.id}

    async def unhook(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Take one ordered answer away, or all."""
        self._peer.hooks.clear(order.get("id"))
        return {}
