"""What the forger tells another server beside events (server-server API, "EDUs"), in whosever name a test wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.actors.control import Control
from harness.core.fact import Fact


class ForgerNotices:
    """EDUs to one server, about the room ``place`` where they are about one."""

    def __init__(self, control: Control, to: str, place: str) -> None:
        self._control = control
        self._to = to
        self._place = place

    async def typing(self, user: str) -> None:
        """Tell that a user types."""
        await self.tells("m.typing", {"room_id": self._place, "user_id": user, "typing": True})

    async def receipt(self, user: str, event: Fact) -> None:
        """Tell that a user has read up to an event."""
        read = {"data": {"ts": int(event.at * 1000)}, "event_ids": [event.ref]}
        await self.tells("m.receipt", {self._place: {"m.read": {user: read}}})

    async def presence(self, user: str, presence: str) -> None:
        """Tell that a user is ``online``, ``unavailable`` or ``offline``."""
        told = {"user_id": user, "presence": presence, "last_active_ago": 1, "currently_active": True}
        await self.tells("m.presence", {"push": [told]})

    async def tells_of(self, notice: str, user: str, event: Fact) -> None:
        """Tell ``typing``, a ``receipt`` for an event, or ``presence`` of a user."""
        if notice == "typing":
            await self.typing(user)
        elif notice == "receipt":
            await self.receipt(user, event)
        else:
            await self.presence(user, "online")

    async def device(self, user: str, device: str, *, change: int) -> None:
        """Tell that a user has a device, which is the change of that number of the user's devices, from 1 on."""
        told = {"user_id": user, "device_id": device, "device_display_name": device, "deleted": False}
        before = [change - 1] if change > 1 else []
        await self.tells("m.device_list_update", {**told, "stream_id": change, "prev_id": before})

    async def tells(self, kind: str, content: Mapping[str, Any]) -> None:
        """Send any EDU."""
        await self._control.act("edu.send", type=kind, content=content, to=[self._to])
