"""A superbridge with everything wrong that can be: each mistake is told by name, by the very means of the suites."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import aiohttp
import pytest
import pytest_asyncio

from harness.actors import question
from harness.actors.asker import Told
from harness.actors.doorstep import Doorstep
from harness.actors.elsewhere import Elsewhere
from harness.actors.lookouts import Trespassed
from harness.actors.premises import Premises
from harness.actors.resident import Resident
from harness.actors.scene import Scene
from harness.actors.wish import ALL
from harness.core.attachment import picture
from harness.core.canary import canary
from harness.core.wanted import Wanted, contains
from harness.parts.egress import PARTS
from harness.parts.mistakes import DISCORD, ELSEWHERE, ERRANDS, TELEGRAM
from harness.runtime.ready import until
from harness.session import SESSION
from harness.stack import Stack

ADDRESS = "203.0.113.7"
DEFECT = "leaks-hidden"
# The mistake of a lab's server that one here needs: without it nobody's keys are ever asked for.
NEEDED = "federation-listener"
SOON = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Careless:
    """The superbridge, and what the suites hold of a right one."""

    premises: Premises
    resident: Resident
    scene: Scene
    doorstep: Doorstep
    elsewhere: Elsewhere

    async def is_told(self, part: str, told: str) -> None:
        """Wait until what may not be is told of a part."""

        async def look() -> None:
            assert any(told in wrong for wrong in await self.premises.lookouts.trespasses(part))

        await until(look, deadline=SOON, what=f"{part}: {told}")


@pytest_asyncio.fixture(scope="module")
async def careless(pytestconfig: pytest.Config) -> AsyncIterator[Careless]:
    """A superbridge with every mistake and a bridge that shows a hidden channel; gone when the module ends."""
    session = pytestconfig.stash[SESSION]
    mistakes = (NEEDED, *ERRANDS, *DISCORD, *TELEGRAM)
    spec = replace(session.spec, discord_bridge="stand-in", defects=(DEFECT,), mistakes=mistakes)
    start = await session.start(spec)
    stack = Stack(await start.superbridge(), spec.seed, 0)
    try:
        await stack.open()
        scene = await stack.pool.take(ALL)
        premises = stack.premises(await session.runtime())
        yield Careless(premises, await stack.resident(), scene, stack.doorstep(scene.stage), stack.elsewhere(scene))
        await scene.close()
    finally:
        await stack.close()
        await start.remove()


async def pushes(ground: Careless) -> None:
    """A push gateway's host is looked for once there is something to push."""
    host = f"{canary('a gateway')}.test"
    await ground.resident.asks(question.PUSHER, host)
    await ground.is_told("homeserver", f"homeserver asks DNS for {host}")


async def previews(ground: Careless) -> None:
    """The host of a page is looked for once somebody wants to see what is on it."""
    host = f"{canary('a page')}.test"
    await ground.resident.asks(question.PREVIEW, host)
    await ground.is_told("homeserver", f"homeserver asks DNS for {host}")


async def identity_servers(ground: Careless) -> None:
    """An identity server is asked who has a mail address."""
    host = f"{canary('an identity server')}.test"
    await ground.resident.asks(question.INVITATION_BY_MAIL, host)
    await ground.is_told("homeserver", f"homeserver asks DNS for {host}")


async def mails(ground: Careless) -> None:
    """A mail server is looked for."""
    await ground.resident.asks(question.MAIL, "mallory.test")
    await ground.is_told("homeserver", f"homeserver asks DNS for mail.{ELSEWHERE}")


async def addresses(ground: Careless) -> None:
    """Where no name is looked up, it is the address that is told."""
    await ground.resident.asks(question.INVITATION, ADDRESS)
    await ground.is_told("homeserver", f"homeserver sends to {ADDRESS}:8448 by tcp")


async def key_servers(ground: Careless) -> None:
    """A request in a stranger's name has a key server asked for the stranger's keys."""
    asker = ground.resident.asker
    origin = f'X-Matrix origin="stranger.test",destination="superbridge.test",key="ed25519:a",sig="{"A" * 86}"'
    url = f"{asker.address}/_matrix/federation/v1/query/profile"
    with suppress(TimeoutError):  # it tries for longer than anybody waits
        await asker.http.get(url, headers={"Authorization": origin}, timeout=aiohttp.ClientTimeout(total=5))
    await ground.is_told("homeserver", f"homeserver asks DNS for keys.{ELSEWHERE}")


async def status_elsewhere(ground: Careless) -> None:
    """A bridge tells a monitor outside what became of a message."""
    await ground.scene.matrix.bob.says("is this watched?")
    await ground.is_told("telegram-bridge", f"telegram-bridge asks DNS for status.{ELSEWHERE}")


async def metrics(ground: Careless) -> None:
    """One more port is open."""
    await ground.is_told("homeserver", "homeserver listens on tcp 0.0.0.0:9000")


async def replication(ground: Careless) -> None:
    """One more port is open."""
    await ground.is_told("homeserver", "homeserver listens on tcp 0.0.0.0:9001")


async def open_media(ground: Careless) -> None:
    """A file is given to who has no token."""
    sent = await ground.scene.matrix.alice.sends(picture(seed=1))
    home, _, media = sent.file.removeprefix("mxc://").partition("/")
    with pytest.raises(Told, match="a file by its old address"):
        await ground.doorstep.stranger.is_refused(question.OPEN_MEDIA[0], home=home, media=media)


async def guesses(ground: Careless) -> None:
    """Guess after guess is looked at."""
    answers = [await ground.doorstep.logs_in(ground.scene.matrix.carol, f"guess {number}") for number in range(6)]
    assert {answer.detail["status"] for answer in answers} == {403}


async def avatar_elsewhere(ground: Careless) -> None:
    """A bot's profile names a picture on a server that isn't ours."""
    alice = ground.doorstep.known(ground.scene.matrix.alice)
    shown = await alice.is_told(question.PROFILE, user=ground.doorstep.bot("telegram"))
    assert f"mxc://{ELSEWHERE}/portrait" in shown.detail["answer"]


async def strangers_order_discord(ground: Careless) -> None:
    """A command of alice's is answered."""
    alice = ground.scene.matrix.alice
    room = await ground.doorstep.orders(alice, "discord", "ping")
    answered = Wanted(place=room, author=ground.doorstep.bot("discord"), text=contains("logged in"))
    await alice.stage.journal.sees(answered, within=SOON)


async def leaks_hidden(ground: Careless) -> None:
    """What is said where nobody bridged is in the homeserver's database."""
    word = canary("beside")
    await ground.elsewhere.says(word, where="channel")

    async def look() -> None:
        assert "homeserver's database" in await ground.premises.places_of(word) - ground.elsewhere.own("channel")

    await until(look, deadline=SOON, what="the word, where it must not be")


SEEN_BY: dict[str, Callable[[Careless], Awaitable[None]]] = {
    "pushes": pushes,
    "previews": previews,
    "identity-servers": identity_servers,
    "mails": mails,
    "addresses": addresses,
    "key-servers": key_servers,
    "status-elsewhere": status_elsewhere,
    "metrics": metrics,
    "replication": replication,
    "open-media": open_media,
    "guesses": guesses,
    "avatar-elsewhere": avatar_elsewhere,
    "strangers-order-discord": strangers_order_discord,
    DEFECT: leaks_hidden,
}


def test_every_mistake_has_something_that_shows_it() -> None:
    """No mistake is left out."""
    assert set(SEEN_BY) == {*ERRANDS, *DISCORD, *TELEGRAM, DEFECT}


@pytest.mark.parametrize("mistake", SEEN_BY)
async def test_mistake_is_shown(careless, mistake):
    """What the suites hold of a right superbridge fails on a careless one, and names what is wrong."""
    await SEEN_BY[mistake](careless)


async def test_run_would_fail(careless):
    """The sentences that fail a run name each part, where it went, and the line of its log."""
    with pytest.raises(Trespassed, match=r"homeserver listens on tcp 0\.0\.0\.0:9000, where nobody may come to it"):
        await careless.premises.lookouts.sees_only_what_may_be("homeserver", f"{canary('all')}.lookout.test")
    quiet = [part for part in PARTS if not await careless.premises.lookouts.trespasses(part)]
    assert quiet == ["database", "discord-bridge"]
