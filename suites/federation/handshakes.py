"""The handshakes by which people enter and leave rooms of other servers, and what may be wrong with their events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from harness.actors.forger import Forger
from harness.actors.forger_person import ForgerPerson
from harness.actors.lab_person import members_of
from harness.actors.lab_server import LabServer
from harness.core.fact import Fact


@dataclass(frozen=True, slots=True)
class Handshake:
    """One way in or out, in one of its forms. ``rule`` is the join rule of rooms where it is allowed.

    With ``club`` members of another room get in, too.
    """

    membership: str
    api: str
    rule: str = "public"
    club: bool = False

    def __str__(self) -> str:
        return f"{self.membership}-{self.api}" + ("-or-member" if self.club else "")

    async def begins(self, a: LabServer, forger: Forger) -> tuple[ForgerPerson, ForgerPerson]:
        """Have alice of A make a room with mallory in it; return her and trent, for whom the handshake is allowed."""
        mallory, trent = await forger.person("mallory"), await forger.person("trent")
        rule = members_of(await a.alice.makes_room(), knocking=True) if self.club else self.rule
        await a.alice.makes_room(rule=rule)
        if self.rule != "public":
            await a.alice.invites(mallory)
        await mallory.joins(via=a.name)
        if self.membership == "leave":
            await trent.joins(via=a.name)
        return mallory, trent

    async def right(self, mallory: ForgerPerson, trent: ForgerPerson) -> Fact:
        """Return the event that the handshake is for, known to nobody yet."""
        return await self.changed(mallory, trent, {})

    async def changed(self, mallory: ForgerPerson, trent: ForgerPerson, changes: dict[str, Any]) -> Fact:
        """Return that event with changes, signed and hashed with them; a state key of None takes it away."""
        given = {"state_key": trent.id, "sender": trent.id, "to": [], "follow": False, **changes}
        kind = given.pop("type", "m.room.member")
        content = given.pop("content", {"membership": self.membership})
        return await mallory.sends(kind, content, **given)


HANDSHAKES = (
    Handshake("join", "v1"),
    Handshake("join", "v2"),
    Handshake("leave", "v1"),
    Handshake("leave", "v2"),
    Handshake("knock", "v1", "knock"),
    Handshake("knock", "v1", "knock", club=True),
)

WRONG: dict[str, dict[str, Any]] = {
    "message": {"type": "m.room.message", "content": {"msgtype": "m.text", "body": "hello"}, "state_key": None},
    "no-state": {"state_key": None},
    "other-membership": {"content": {"membership": "ban"}},
    "other-member": {"state_key": "@somebody:elsewhere.test"},
}

each_handshake = pytest.mark.parametrize("handshake", HANDSHAKES, ids=str)
"""Runs a test once for each handshake in each of its forms."""

each_wrong = pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
"""Runs a test once for each event that a handshake isn't for."""
