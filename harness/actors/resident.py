"""Somebody inside who asks their homeserver for what is outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from harness.actors.asker import Asker
from harness.actors.doorstep import Doorstep
from harness.actors.lookouts import Lookouts
from harness.actors.matrix import MatrixPerson
from harness.actors.question import Question
from harness.core.canary import canary
from harness.core.fact import Fact


@dataclass(frozen=True, slots=True)
class Resident:
    """A person who asks with their token, in a room that no bridge is in; a neighbour of theirs is there, too."""

    person: MatrixPerson
    neighbour: MatrixPerson
    asker: Asker

    @classmethod
    async def moves_in(
        cls, person: MatrixPerson, neighbour: MatrixPerson, doorstep: Callable[[], Doorstep]
    ) -> Resident:
        """Have a person open a room and a neighbour join; ``doorstep`` is asked for once there is a room."""
        one, other = await person.alone_with(neighbour)
        person.stage.places["matrix"] = one.place
        return cls(one, other, doorstep().known(one))

    async def asks_outside(
        self, question: Question, lookouts: Lookouts, *, host: str = "", under: str = "test"
    ) -> None:
        """Ask for something of ``host``, or of a server ``under`` a name; raise where any part looked or went there.

        The homeserver's look-out does so itself behind it, and must be seen: ``Unknown`` else.
        """
        mark = self.person.stage.journal.mark()
        host = host or f"{canary(f'{self.person.stage.scope} {question}')}.{under}"
        await self.asks(question, host)
        await self.settles(lookouts)
        lookouts.never_saw(host, since=mark)

    async def asks(self, question: Question, host: str) -> Fact:
        """Ask for something of ``host``; the neighbour says something afterwards, which may be worth a push."""
        about = {"home": host, "user": f"@mallory:{host}", "room": f"!there:{host}", "alias": f"#there:{host}"}
        answer = await self.asker.asks(question, **about, media="there", nonce="there", own_room=self.person.place)
        await self.person.catches_up_with(self.neighbour)
        return answer

    async def settles(self, lookouts: Lookouts) -> None:
        """Wait until the homeserver has done what it was asked to, and its look-out has seen the like of a leak."""
        await self.person.catches_up_with(self.neighbour)
        stage = self.person.stage
        await lookouts.sees_control("homeserver", f"{canary(f'{stage.scope} {stage.fences}')}.lookout.test")
