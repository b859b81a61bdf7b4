"""Words that nobody else has, put into everything that can hold one, and looked for everywhere afterwards."""

from __future__ import annotations

import pytest

from harness.actors.vessels import VESSELS
from harness.core.canary import canary
from harness.core.verdict import control

AT_HOME = {
    "homeserver's database",
    "homeserver's files",
    "homeserver's log",
    "packets from homeserver, answering at 8008",
}
WIRES = {"discord's wire", "telegram's wire"}
BRIDGES = {f"{part}'s {store}" for part in ("discord-bridge", "telegram-bridge") for store in ("database", "log")} | {
    "packets from homeserver to discord-bridge:29334",
    "packets from homeserver to telegram-bridge:29317",
    "packets from discord-bridge to homeserver:8008",
    "packets from telegram-bridge to homeserver:8008",
    "discord-fake's log",
    "telegram-fake's log",
}


@pytest.mark.parametrize("vessel", VESSELS)
async def test_what_is_kept_between_two_stays_on_the_homeserver(vessel, resident, premises):
    """What dora says in a room without bridges, calls it, or puts there, is kept at home and found nowhere else."""
    word = canary(f"{resident.person.stage.scope} {vessel}")
    await VESSELS[vessel](resident.person, word)
    await resident.settles(premises.lookouts)

    places = await premises.places_of(word)

    with control("the homeserver keeps it"):
        assert places & {"homeserver's database", "homeserver's files"}
    assert places - AT_HOME == set()


@pytest.mark.parametrize("network", ["discord", "matrix", "telegram"])
async def test_what_is_said_to_all_comes_to_all_and_no_further(network, scene, premises):
    """A word in a bridged room is on both services' wires and at home; no part looks for it or carries it elsewhere."""
    word = canary(f"{scene.stage.scope} {network}")
    await scene.has_everywhere(await scene.on(network).alice.says(f"for all: {word}"))

    places = await premises.places_of(word)

    with control("it is everywhere where it belongs"):
        assert {*WIRES, "homeserver's database", "packets from homeserver to telegram-bridge:29317"} <= places
    assert places - AT_HOME - WIRES - BRIDGES == set()


@pytest.mark.parametrize("place", ["channel", "hidden-channel", "group", "private-chat"])
async def test_what_nobody_bridged_is_not_kept_at_home(place, scene, elsewhere, premises):
    """What is said beside the bridged places, though the bridge's account is there, is on no other network."""
    known, word = canary(f"{scene.stage.scope} known"), canary(f"{scene.stage.scope} {place}")
    await elsewhere.says(word, where=place)
    await scene.has_everywhere(await elsewhere.speaker(place).says(f"for all: {known}"))

    with control("what is said in the bridged place comes home"):
        assert "homeserver's database" in await premises.places_of(known)
    assert await premises.places_of(word) - elsewhere.own(place) == set()
