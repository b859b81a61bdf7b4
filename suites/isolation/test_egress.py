"""What leaves the superbridge's parts: look-outs in them see every name asked for and every address sent to."""

from __future__ import annotations

import pytest

from harness.actors import question
from harness.parts.egress import IDENTITY_SERVERS, PARTS


@pytest.mark.parametrize("part", PARTS)
async def test_part_talks_to_whom_it_must_alone(part, scene, lookouts, discord, matrix, telegram):
    """While people talk on all networks, a part talks to whom it must; where it does more, its look-out would see."""
    said = await discord.alice.says("hello"), await matrix.bob.says("hi"), await telegram.carol.says("good day")
    await matrix.alice.sees_in_order(said)

    await lookouts.sees_only_what_may_be(part, control=f"{part}-{scene.stage.scope}.lookout.test")


@pytest.mark.parametrize("asked", [*question.LEAKS, *question.ERRANDS], ids=str)
async def test_nothing_goes_out_for_who_asks(asked, resident, lookouts):
    """What dora asks for on a server that nobody knows, no part goes for; its name isn't even looked up."""
    await resident.asks_outside(asked, lookouts)


BY_ADDRESS = (question.INVITATION, question.PREVIEW, question.PUSHER, *question.AT_IDENTITY_SERVERS)


@pytest.mark.parametrize("asked", BY_ADDRESS, ids=str)
async def test_nothing_goes_out_by_address(asked, resident, lookouts):
    """Nor is anything sent where no name needs to be looked up: to an address of the world."""
    await resident.asks_outside(asked, lookouts, host="203.0.113.7")


@pytest.mark.not_claimed(reference="matrix-org/synapse#5875 took the setting for it away")
@pytest.mark.parametrize("asked", question.AT_IDENTITY_SERVERS, ids=str)
async def test_no_identity_server_is_looked_for(asked, resident, lookouts):
    """Whatever identity server dora names, nobody looks for it: Synapse does, though it then sends nothing."""
    await resident.asks_outside(asked, lookouts, under=IDENTITY_SERVERS)
