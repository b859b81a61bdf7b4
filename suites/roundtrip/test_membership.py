"""Who is in a conversation, and what they may do there: joining, leaving, kicks, bans, rights."""

from __future__ import annotations

import pytest

SOON = 2.0  # seconds in which it would have shown where nobody claims that it does


@pytest.mark.capability("membership")
@pytest.mark.parametrize(("here", "within"), [("telegram", None), ("discord", SOON)], ids=["telegram", "discord"])
async def test_joining_shows_on_matrix(newcomer, matrix, here, within):
    """Who joins here comes into the room before they have said a word."""
    await newcomer.enters()

    await matrix.bob.sees_here(newcomer, within=within)


@pytest.mark.capability("membership")
@pytest.mark.parametrize(("here", "within"), [("telegram", None), ("discord", SOON)], ids=["telegram", "discord"])
async def test_leaving_shows_on_matrix(scene, newcomer, matrix, here, within):
    """Who leaves here leaves the room."""
    await newcomer.enters()
    said = await newcomer.says("only passing by")
    await scene.has_everywhere(said)
    await matrix.bob.sees_here(newcomer)

    await newcomer.leaves()

    await matrix.bob.sees_gone(newcomer, within=within)


@pytest.mark.capability("membership")
@pytest.mark.parametrize("deed", ["expels", "banishes"])
@pytest.mark.parametrize("here", ["telegram"])
async def test_being_put_out_shows_on_matrix(newcomer, matrix, telegram, here, deed):
    """Whom alice puts out here, for now or for good, is in the room no more."""
    await newcomer.enters()
    await matrix.bob.sees_here(newcomer)

    await getattr(telegram.alice, deed)(newcomer)

    await matrix.bob.sees_gone(newcomer)


@pytest.mark.capability("membership", way="matrix-to-telegram")
@pytest.mark.parametrize("here", ["telegram"])
async def test_invitation_takes_in_on_telegram(newcomer, dave, matrix, telegram, here):
    """Whom dave invites on Matrix by who they are there, he takes into the chat as well."""
    await newcomer.enters()
    await matrix.bob.sees_here(newcomer)
    await newcomer.leaves()
    await matrix.bob.sees_gone(newcomer)

    await dave.takes_in(newcomer)

    await telegram.bob.sees_taken_in(newcomer, by=dave)


@pytest.mark.capability("membership", way="matrix-to-telegram")
@pytest.mark.parametrize("deed", ["expels", "banishes"])
@pytest.mark.parametrize("here", ["telegram"])
async def test_being_put_out_shows_on_telegram(host, newcomer, dave, matrix, telegram, here, deed):
    """Whom dave, who governs the chat too, puts out of the room, for now or for good, is out of the chat."""
    await host.lets_govern(dave)
    await telegram.alice.appoints(dave.account)
    await newcomer.enters()
    await matrix.bob.sees_here(newcomer)

    await getattr(dave, deed)(newcomer)

    await telegram.bob.sees_gone(newcomer, by=dave)


@pytest.mark.capability("membership", way="matrix-to-telegram")
async def test_leaving_shows_on_telegram(dave, telegram):
    """Who has logged in to Telegram and leaves the room leaves the chat."""
    await dave.leaves()

    await telegram.bob.sees_gone(dave, by=dave)


@pytest.mark.capability("membership", way="matrix-to-discord")
async def test_being_put_out_shows_on_discord(host, scene, erin, discord):
    """Whom erin, who governs the guild too, puts out of the room is out of the guild."""
    await host.lets_govern(erin)
    await discord.alice.appoints(erin.account)
    said = await discord.alice.says("what have I done?")
    await scene.has_everywhere(said)

    await erin.expels(discord.alice)

    await discord.bob.sees_put_out(by=erin, within=SOON)


@pytest.mark.capability("rights", way="telegram-to-matrix")
@pytest.mark.basic_group
async def test_rights_show_on_matrix(dave, matrix, telegram):
    """Whom alice makes an administrator of the group is a moderator of the room."""
    await telegram.bob.says("what may I do?")
    await matrix.bob.sees_here(telegram.bob)

    await telegram.alice.appoints(telegram.bob)

    await matrix.bob.sees_appointed(telegram.bob)


@pytest.mark.capability("rights", way="matrix-to-telegram")
async def test_rights_show_on_telegram(host, dave, matrix, telegram):
    """Whom dave, who may name administrators, makes a moderator of the room is one of the chat."""
    await host.lets_govern(dave)
    await telegram.alice.lets_appoint(dave.account)
    await telegram.bob.says("what may I do?")
    await dave.sees("what may I do?", by=telegram.bob)

    await dave.appoints(telegram.bob)

    await telegram.carol.sees_appointed(telegram.bob, by=dave)
