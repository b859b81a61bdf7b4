"""Within the superbridge nobody learns or does more than is theirs: strangers, bridges, people without a secret."""

from __future__ import annotations

import pytest

from harness.actors import question
from harness.core.attachment import picture
from harness.core.wanted import Wanted

both_bridges = pytest.mark.parametrize(("one", "other"), [("discord", "telegram"), ("telegram", "discord")])
"""Runs a test once for each bridge, with the other one beside it."""


@pytest.mark.parametrize("asked", question.OF_A_USER, ids=str)
async def test_without_an_account_nothing_is_told(asked, doorstep, matrix):
    """What alice is told, nobody is told without an account, nor with a token that is made up."""
    sent = await matrix.alice.sends(picture(seed=1))
    home, _, media = sent.file.removeprefix("mxc://").partition("/")
    await doorstep.known(matrix.alice).is_told(asked, home=home, media=media)

    await doorstep.stranger.is_refused(asked, home=home, media=media)
    await doorstep.impostor.is_refused(asked, home=home, media=media)


@pytest.mark.parametrize("asked", question.REGISTRATIONS, ids=str)
async def test_nobody_registers_by_themselves(asked, doorstep):
    """The harness makes users by a secret that it alone has; who comes without it gets no account."""
    made = await doorstep.makes_a_user("eve")

    refused = await doorstep.makes_a_user("mallory", secret=False)
    await doorstep.stranger.is_refused(asked)

    assert (made.detail["made"], refused.detail["made"]) == (True, False)


@both_bridges
async def test_bridge_speaks_for_its_own_alone(doorstep, matrix, one, other):
    """A bridge's token speaks for its bot and its ghosts; for no person, and for nobody of the other bridge."""
    bridge = doorstep.bridge(one)
    await bridge.is_told(question.WHO_AM_I, as_user=doorstep.bot(one))

    await bridge.is_refused(question.WHO_AM_I, as_user=matrix.alice.id)
    await bridge.is_refused(question.WHO_AM_I, as_user=doorstep.bot(other))


@both_bridges
async def test_bridge_makes_its_own_ghosts_alone(doorstep, scene, one, other):
    """A bridge makes accounts whose names are its own to give; no others, and none of the other bridge's."""
    bridge, canary = doorstep.bridge(one), scene.stage.scope
    await bridge.is_told(question.account_of_a_bridge(f"{doorstep.ghosts(one)}{canary}"))

    await bridge.is_refused(question.account_of_a_bridge(f"mallory-{canary}"))
    await bridge.is_refused(question.account_of_a_bridge(f"{doorstep.ghosts(other)}{canary}"))


@both_bridges
async def test_bridge_reads_no_room_of_the_other(doorstep, one, other):
    """What the operator says to one bridge's bot alone, that bridge can read, and the other can't."""
    private = doorstep.room_of_bot(one)
    await doorstep.bridge(one).is_told(question.MESSAGES, room=private, as_user=doorstep.bot(one))

    await doorstep.bridge(other).is_refused(question.MESSAGES, room=private, as_user=doorstep.bot(other))


@pytest.mark.parametrize("asked", question.PROVISIONING, ids=str)
async def test_provisioning_needs_its_secret(doorstep, asked):
    """Who has the provisioning API's secret is told of people's log-ins, and ends them; who hasn't is refused."""
    await doorstep.provisions("discord", secret=True).is_told(asked, home="superbridge.test")

    await doorstep.provisions("discord", secret=False).is_refused(asked, home="superbridge.test")


async def test_telegrams_provisioning_needs_its_secret(doorstep):
    """Who has the secret of the bridge to Telegram is told what account somebody has there; who hasn't is refused."""
    asked = question.TELEGRAM_PROVISIONING[doorstep.telegram_kind]
    told = await doorstep.provisions("telegram", secret=True).asks(asked)

    await doorstep.provisions("telegram", secret=False).is_refused(asked)
    assert told.detail["status"] == 200, told.detail


async def test_ticket_is_hidden_from_whom_discord_hides_it(erin, tickets, matrix):
    """The operator reads a ticket of a guild that is bridged in full; erin, whose account may not, isn't invited."""
    guild, mark = await tickets.guild(erin), erin.stage.journal.mark()

    await tickets.opens(guild, "may I speak in confidence?")
    await erin.catches_up_with(matrix.bob)

    erin.stage.journal.never_saw(
        Wanted(kind="member", witness=erin.key, author=erin.bot.user_id, target=erin.id), since=mark
    )


async def test_person_reads_no_room_that_they_are_not_in(doorstep, matrix):
    """What alice and bob say in a room of their own, alice can read, and carol can't."""
    alice, bob = await matrix.alice.alone_with(matrix.bob)
    await alice.says("between us")
    await bob.sees("between us", by=alice)
    await doorstep.known(alice).is_told(question.MESSAGES, room=alice.place)

    await doorstep.known(matrix.carol).is_refused(question.MESSAGES, room=alice.place)
