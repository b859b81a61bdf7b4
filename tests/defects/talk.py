"""A short conversation on all three networks, in which every defect finds something to strike at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from harness.actors.cast import Cast
from harness.actors.person import Person
from harness.actors.scene import Scene
from harness.core.fact import Fact
from harness.core.journal import NeverSeen
from harness.core.wanted import Wanted, contains


async def talks(scene: Scene) -> None:
    """Have the people of each network talk at once; whatever a defect makes of it is awaited, and never asked for."""
    casts: list[Cast[Person]] = [scene.discord, scene.matrix, scene.telegram]  # type: ignore[list-item]
    said = await asyncio.gather(*(_says_its_part(cast) for cast in casts))
    await _reaches_all(scene, [fact for mistake, regret in said for fact in (mistake, regret)])
    for cast, (mistake, regret) in zip(casts, said, strict=True):
        await cast.bob.edits(mistake, f"{cast.bob.key} comes at six")
        await cast.bob.deletes(regret)


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
