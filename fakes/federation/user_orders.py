"""Orders about people, and what the server knows of them."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from fakes.control import ActError, BadOrderError
from fakes.federation.people import Device, Medium, User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.control import Operation
    from fakes.federation.peer import Peer


class UserOrders:
    """``user.*``, ``device.set``, ``media.put``, ``openid.set``, ``alias.set``."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    def operations(self) -> dict[str, Operation]:
        """Return the handlers by name."""
        return {
            "user.create": self.create,
            "user.update": self.update,
            "user.invitations": self.invitations,
            "device.set": self.device,
            "media.put": self.media,
            "openid.set": self.openid,
            "alias.set": self.alias,
        }

    async def create(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let somebody live here."""
        identifier = f"@{order['name']}:{self._peer.name}"
        if identifier in self._peer.users:
            raise ActError("USER_IN_USE", f"{identifier} lives here already")
        user = User(identifier, scope=str(order.get("scope", "")))
        self._peer.users[identifier] = user
        _dress(user, order)
        return {"id": identifier}

    async def update(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change a profile, as the next to ask will see it."""
        user = self._peer.user(order["user"])
        _dress(user, order)
        return {"id": user.id, **user.profile()}

    async def invitations(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Tell a user's invites and knocks."""
        found = [each for (_, user), each in self._peer.invitations.items() if user == order["user"]]
        told = [
            {"room": each.room, "room_version": each.version, "via": each.via, "event": each.event, "state": each.state}
            for each in found
        ]
        return {"invitations": told}

    async def device(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give a user a device, with keys as a client would upload them; or cross-signing keys."""
        user = self._peer.user(order["user"])
        user.stream += 1
        user.cross_signing |= order.get("cross_signing", {})
        if "device" in order:
            one_time = dict(order.get("one_time_keys", {}))
            device = Device(str(order["device"]), str(order.get("name", "")), dict(order.get("keys", {})), one_time)
            user.devices[device.id] = device
        return {"stream_id": user.stream}

    async def media(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put a file where other servers can fetch it."""
        try:
            data = b64decode(order["data"], validate=True)
        except ValueError as error:
            raise BadOrderError(f"data is a file in base64: {error}") from None
        identifier = self._peer.token()
        mime = str(order.get("mime", "application/octet-stream"))
        self._peer.media[identifier] = Medium(data, mime, str(order.get("name", "file")))
        return {"id": identifier, "uri": f"mxc://{self._peer.name}/{identifier}"}

    async def openid(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let a token stand for a user."""
        self._peer.openid[str(order["token"])] = self._peer.user(order["user"]).id
        return {}

    async def alias(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let an alias of ours stand for a room; an empty room takes it away."""
        alias = f"#{order['name']}:{self._peer.name}"
        self._peer.aliases[alias] = str(order["room"])
        return {"alias": alias}


def _dress(user: User, order: Mapping[str, Any]) -> None:
    user.displayname = str(order.get("displayname", user.displayname))
    user.avatar_url = str(order.get("avatar_url", user.avatar_url))
