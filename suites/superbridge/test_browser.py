"""A real Matrix web client in a real browser: people use it on a superbridge as they use any homeserver."""

from __future__ import annotations

import pytest

from harness.core.attachment import picture

pytestmark = pytest.mark.browser

PICTURE = picture(seed=8, width=240, height=160)

each_host = pytest.mark.parametrize("host", ["name", "address"])
"""Runs a test once with the superbridge's name, and once with its bare IP address."""

each_network = pytest.mark.parametrize("there", ["discord", "telegram"])


@each_host
async def test_person_logs_in_over_self_signed_tls(desk, matrix, host):
    """In a browser that trusts the run's own authority, alice logs in and finds her room; all of it goes by TLS."""
    alice = await desk.opens(matrix.alice)

    await alice.comes_in(host)

    alice.asked_nobody_but(host)


@each_host
async def test_browser_without_trust_is_refused(desk, matrix, host):
    """A browser that doesn't trust the run's authority refuses the superbridge, which one that does shows."""
    alice, stranger = await desk.opens(matrix.alice), await desk.opens(matrix.bob, trusting=False)
    await alice.reaches(host)

    await stranger.is_refused(host)


@each_host
async def test_log_in_without_trust_is_refused(desk, matrix, host):
    """By the same steps alice logs in where the run's authority is trusted, and bob is refused where it isn't."""
    alice, bob = await desk.opens(matrix.alice), await desk.opens(matrix.bob, trusting=False)
    await alice.comes_in_from_here(host)

    await bob.is_kept_out(host)


async def test_browser_without_trust_refuses_the_web_client(desk, matrix):
    """Nor does it open the web client, with which alice logs in."""
    alice, stranger = await desk.opens(matrix.alice), await desk.opens(matrix.bob, trusting=False)
    await alice.visits_client()

    await stranger.is_refused_client()


@pytest.mark.parametrize(("part", "host"), [("browser", "address"), ("browser", "name"), ("front", "name")])
async def test_browser_talks_to_whom_it_must_alone(desk, matrix, lookouts, part, host):
    """While alice is at her browser, neither that nor what stands before the homeserver talks to anybody else."""
    alice = await desk.opens(matrix.alice)
    await alice.comes_in(host)

    await lookouts.sees_only_what_may_be(part, control=f"{part}-{desk.stage.scope}.lookout.test")


@each_network
async def test_message_is_read(desk, scene, matrix, there):
    """What bob says on Discord or on Telegram, alice reads in her browser, by his name."""
    bob, alice = scene.on(there).bob, await desk.sits_down(matrix.alice)

    await bob.says("hello, you with the browser")

    await alice.sees("hello, you with the browser", by=bob)


async def test_answer_arrives_on_both(desk, discord, telegram, matrix):
    """Alice reads what is said on Discord, types an answer, and it arrives there and on Telegram, by her name."""
    alice = await desk.sits_down(matrix.alice)
    await discord.bob.says("who is at a browser?")
    await alice.sees("who is at a browser?", by=discord.bob)

    await alice.says("I am")

    await discord.bob.sees("I am", by=matrix.alice)
    await telegram.bob.sees("I am", by=matrix.alice)


@each_network
async def test_picture_is_seen(desk, scene, matrix, there):
    """A picture that bob sends on Discord or on Telegram shows in alice's browser: every byte of it, by his name."""
    bob, alice = scene.on(there).bob, await desk.sits_down(matrix.alice)

    await bob.sends(PICTURE)

    await alice.sees_file(PICTURE, by=bob)


async def test_picture_arrives_on_both(desk, discord, telegram, matrix):
    """A picture that alice picks in her browser arrives on Discord and on Telegram: every byte of it, by her name."""
    alice = await desk.sits_down(matrix.alice)

    await alice.sends(PICTURE)

    await discord.bob.sees_file(PICTURE, by=matrix.alice)
    await telegram.bob.sees_file(PICTURE, by=matrix.alice)
