"""What somebody on a scripted server says out of order: unheard, again, elsewhere in history, or by another's leave."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from fakes.federation import verify
from harness.actors.control import Control
from harness.actors.forger_notices import ForgerNotices
from harness.actors.person import Stage
from harness.core.fact import Fact


class Contriver(ABC):
    """Somebody whose events can be told to nobody at first, and made to say what they follow and what allows them."""

    id: str
    stage: Stage
    _control: Control

    @property
    @abstractmethod
    def place(self) -> str:
        """The test's room."""

    @abstractmethod
    async def says(self, text: str, *, flaw: str = "", **order: Any) -> Fact:
        """Say something."""

    @abstractmethod
    async def sends(self, kind: str, content: Mapping[str, Any], **order: Any) -> Fact:
        """Send any event."""

    async def says_unheard(self, *texts: str) -> list[Fact]:
        """Say one thing after another and tell nobody; what is said next follows them."""
        return [await self.says(text, to=[], follow=True) for text in texts]

    async def repeats(self, said: Fact) -> None:
        """Tell everybody in the room what was said before."""
        await self._control.act("event.resend", room=self.place, event=said.ref)

    async def says_after(self, other: Fact, text: str) -> Fact:
        """Say that something follows an event, of whichever room, and nothing else; tell nobody."""
        return await self._says_changed(text, {"prev_events": [other.ref]}, to=[], follow=True)

    async def leave(self) -> list[str]:
        """Return the ids of the events that allow this person to speak in the room."""
        pdu = (await self.says("by whose leave?", to=[], follow=False)).detail["pdu"]
        return [str(each) for each in pdu["auth_events"]]

    async def leave_with(self, kind: str, *others: Fact) -> list[str]:
        """Return the same with others in the place of the room's state of one type."""
        held = await self._control.act("room.state", room=self.place)
        replaced = {each["event"] for each in held["state"] if each["type"] == kind}
        return [*(each for each in await self.leave() if each not in replaced), *(other.ref for other in others)]

    async def says_by_leave_of(self, *events: str) -> Fact:
        """Say something that names these events as what allows it."""
        return await self._says_changed("I may say this", {"auth_events": [*events]}, follow=False)

    async def renamed(self, name: str, *leave: str) -> Fact:
        """Take another name by leave of these events, or of the room's state; tell nobody, and let nothing follow."""
        changes = {"auth_events": [*leave]} if leave else {}
        content = {"membership": "join", "displayname": name}
        return await self.sends("m.room.member", content, state_key=self.id, changes=changes, to=[], follow=False)

    async def creation(self) -> str:
        """Return the id of the room's creation, as their server has it."""
        held = await self._control.act("room.state", room=self.place)
        return next(str(each["event"]) for each in held["state"] if each["type"] == "m.room.create")

    async def creation_shown_outside(self) -> str:
        """Return the id of the creation that came with an invitation or a knock; raise where it isn't whole."""
        waiting = (await self._control.act("user.invitations", user=self.id))["invitations"]
        shown = next(each for each in waiting if each["room"] == self.place)
        creation = next(event for event in shown["state"] if event["type"] == "m.room.create")
        return verify.pdu_id(creation, shown["room_version"])

    async def gets_device(self, name: str, *, told: str = "") -> None:
        """Get a device with keys, and tell one server of it, or none."""
        keys = {"user_id": self.id, "device_id": name, "algorithms": [], "keys": {}, "signatures": {}}
        change = (await self._control.act("device.set", user=self.id, device=name, name=name, keys=keys))["stream_id"]
        if told:
            await ForgerNotices(self._control, told, self.place).device(self.id, name, change=change)

    async def takes_back(self, said: Fact, **order: Any) -> Fact:
        """Redact an event, of whichever room."""
        return await self.sends("m.room.redaction", {}, redacts=said.ref, **order)

    async def _says_changed(self, text: str, changes: Mapping[str, Any], **order: Any) -> Fact:
        return await self.sends("m.room.message", {"msgtype": "m.text", "body": text}, changes=changes, **order)
