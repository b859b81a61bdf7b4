"""A short conversation on all three networks, in which every defect finds something to strike at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from harness.actors.cast import Cast
from harness.actors.person import Person
from harness.actors.scene import Scene
from harness.core.attachment import picture
from harness.core.fact import Fact
from harness.core.journal import NeverSeen
from harness.core.wanted import Wanted, contains


async def talks(scene: Scene) -> None:
    """Have the people of each network talk at once; whatever a defect makes of it is awaited, and never asked for."""
    casts: list[Cast[Person]] = [scene.discord, scene.matrix, scene.telegram]  # type: ignore[list-item]
    said = await asyncio.gather(*(_says_its_part(cast) for cast in casts))
    await _reaches_all(scene, [fact for mistake, regret in said for fact in (mistake, regret)])
    await _react_to(scene, said[0][0])
    for cast, (mistake, regret) in zip(casts, said, strict=True):
        await cast.carol.sends(picture(seed=1))
        await cast.bob.edits(mistake, f"{cast.bob.key} comes at six")
        await cast.bob.deletes(regret)


async def _react_to(scene: Scene, said: Fact) -> None:
    """Have alice leave one reaction and take another back, both on Discord."""
    alice = scene.discord.alice
    await alice.reacts(said, "👍")
    regretted = await alice.reacts(said, "🎉")
    with suppress(NeverSeen):
        await scene.settles()
    await alice.takes_back(regretted)


async def _says_its_part(cast: Cast[Person]) -> tuple[Fact, Fact]:
    # Three in a row by one author, for order holds within these; each line is found nowhere else.
    for words in ("good morning", "did you hear", "the bridge stands"):
        await cast.alice.says(f"{words}, {cast.alice.key}")
    return await cast.bob.says(f"{cast.bob.key} comes at five"), await cast.bob.says(f"{cast.bob.key} was never here")


async def _reaches_all(scene: Scene, said: Iterable[Fact]) -> None:
    """Wait until each message shows on the other networks, by whomever and however it ends, or won't any more."""
    copies = [
        Wanted(kind="message", cause="wire", network=network, place=place, text=contains(fact.text[:-2]))
        for fact in said
        for network, place in scene.stage.places.items()
        if network != fact.network
    ]
    with suppress(NeverSeen):
        await asyncio.gather(*(scene.stage.sees(copy) for copy in copies))
