"""Each setting of a closed homeserver that somebody got wrong, and the question that shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from harness.actors import question
from harness.actors.asker import Asker, Told
from harness.actors.lab_server import LabServer
from harness.actors.outsider import Leaked, Outsider
from harness.actors.question import Question
from harness.core.journal import Seen
from harness.lab import Lab
from harness.parts.mistakes import MISTAKES
from harness.session import SESSION
from harness.spec import LabSpec


@dataclass(frozen=True, slots=True)
class Ground:
    """An open server, a closed one with a mistake in it, and an outsider."""

    a: LabServer
    sealed: LabServer
    outside: Outsider

    async def tells(self, asked: Question) -> None:
        """Ask the closed server as an outsider."""
        await self.outside.is_refused(asked, by=self.sealed.sara)

    async def leaks(self, leak: Question) -> None:
        """Have sara ask for what is outside."""
        await self.outside.hears_nothing_of(leak, by=self.sealed.sara, beside=self.a.alice)

    async def looks(self) -> None:
        """Have sara invite somebody whose server nobody knows."""
        await self.outside.is_not_looked_for(by=self.sealed.sara, beside=self.a.alice)

    async def tells_strangers(self, asked: Question) -> None:
        """Ask where clients come, without an account."""
        about = {"user": self.sealed.sara.id}
        outside = self.outside
        await Asker("a stranger", outside.http, outside.stage, self.sealed.url, about).is_refused(asked)


def named(name: str, among: tuple[Question, ...]) -> Question:
    return next(each for each in among if each.name == name)


SEEN_BY: dict[str, Callable[[Ground], Awaitable[None]]] = {
    "federation-listener": lambda ground: ground.tells(named("its version", question.OF_A_SERVER)),
    "keys-listener": lambda ground: ground.tells(named("its keys", question.OF_A_SERVER)),
    "no-whitelist": lambda ground: ground.leaks(named("a profile", question.LEAKS)),
    "not-sending-alone": lambda ground: ground.leaks(named("an invitation", question.LEAKS)),
    "whom-not-to-ask": lambda ground: ground.looks(),
    "profiles-for-all": lambda ground: ground.tells_strangers(named("a profile", question.OF_A_USER)),
    "rooms-for-all": lambda ground: ground.tells_strangers(named("the public rooms", question.OF_A_USER)),
    "registration-for-all": lambda ground: ground.tells_strangers(named("an account", question.REGISTRATIONS)),
    "guests": lambda ground: ground.tells_strangers(named("a guest's account", question.REGISTRATIONS)),
}


@asynccontextmanager
async def running(config: pytest.Config, *mistakes: str) -> AsyncIterator[Ground]:
    """Start an open server and a closed one with these mistakes; both are gone when the block ends."""
    session = config.stash[SESSION]
    spec = LabSpec(session.spec.seed, hosts=("a.test",), mistakes=mistakes)
    start = await session.lab_start(spec)
    lab = Lab(await start.lab(), start.runtime, f"{spec.seed}.{'-'.join(mistakes) or 'right'}")
    try:
        await lab.open()
        async with lab.scene(frozenset({"a", "sealed"})) as scene:
            forger = await lab.forger(scene)
            yield Ground(scene.servers["a"], scene.sealed, await Outsider.arrives(forger, scene.stage, scene.http))
    finally:
        await lab.close()
        await start.remove()


def test_every_mistake_has_a_question_that_shows_it() -> None:
    """No mistake is left out."""
    assert set(SEEN_BY) == set(MISTAKES)


async def test_nothing_is_reported_of_right_settings(pytestconfig):
    """The very questions that show mistakes are refused where there is none."""
    async with running(pytestconfig) as ground:
        for asks in SEEN_BY.values():
            await asks(ground)


@pytest.mark.parametrize("mistake", SEEN_BY)
async def test_mistake_is_shown(pytestconfig, mistake):
    """A closed homeserver with one wrong setting tells somebody what it must not, or lets something out."""
    async with running(pytestconfig, mistake) as ground:
        with pytest.raises((Told, Leaked, Seen)):
            await SEEN_BY[mistake](ground)
