"""Scenes that are made ahead: whoever wishes for one gets it, and nobody gets another's."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from harness.actors.pool import Pool
from harness.actors.scene import Scene
from harness.actors.wish import ALL, Wish

ON_DISCORD = Wish(networks=frozenset({"discord"}))


class Workshop:
    """Makes scenes that know what they were wished to be; ``fails`` lets it make none."""

    def __init__(self) -> None:
        self.made: list[Wish] = []
        self.closed: list[Wish] = []
        self.fails = False

    async def make(self, wish: Wish) -> Scene:
        await asyncio.sleep(0)
        if self.fails:
            raise RuntimeError("no answer from the bridge")
        self.made.append(wish)
        return Made(wish, self.closed)


class Made(Scene):
    """A scene that has nothing but its wish."""

    def __init__(self, wish: Wish, closed: list[Wish]) -> None:
        self.wish = wish
        self._closed = closed

    async def close(self) -> None:
        self._closed.append(self.wish)


def wish(scene: Scene) -> Wish:
    return cast("Any", scene).wish  # type: ignore[no-any-return]


async def test_scene_that_was_begun_is_taken_once() -> None:
    """What was begun ahead goes to whoever wishes for such a scene, and the next is made anew."""
    workshop = Workshop()
    pool = Pool(workshop.make)
    pool.begin(ON_DISCORD)
    await pool.filled()

    other, taken, third = await pool.take(ALL), await pool.take(ON_DISCORD), await pool.take(ON_DISCORD)

    assert [wish(scene) for scene in (other, taken, third)] == [ALL, ON_DISCORD, ON_DISCORD]
    assert len({id(scene) for scene in (other, taken, third)}) == 3
    assert workshop.made == [ON_DISCORD, ALL, ON_DISCORD]


async def test_what_is_begun_already_is_not_begun_again() -> None:
    """A scene that somebody else took no interest in does for the next who wishes for such a one."""
    workshop = Workshop()
    pool = Pool(workshop.make)

    pool.begin(ON_DISCORD, ALL)
    pool.begin(ON_DISCORD, ALL, ON_DISCORD)
    await pool.filled()

    assert sorted(workshop.made, key=str) == sorted([ON_DISCORD, ON_DISCORD, ALL], key=str)


async def test_whoever_takes_a_scene_hears_why_there_is_none() -> None:
    """What fails in the background is raised where the scene is taken; the next is made all the same."""
    workshop = Workshop()
    pool = Pool(workshop.make)
    workshop.fails = True
    pool.begin(ALL)

    with pytest.raises(RuntimeError, match="no answer"):
        await pool.take(ALL)
    workshop.fails = False

    assert wish(await pool.take(ALL)) == ALL


async def test_nothing_is_left_of_scenes_that_nobody_took() -> None:
    """Closing the pool closes what was made and stops what is being made."""
    workshop = Workshop()
    pool = Pool(workshop.make)
    pool.begin(ON_DISCORD)
    await pool.filled()
    pool.begin(ALL)

    await pool.close()

    assert workshop.made == workshop.closed == [ON_DISCORD]
