"""Steps: what the network refuses, by its codes."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.driver import refused
from tests.acceptance.steps import Steps
from tests.discord.acceptance.play import Play

STEPS: Steps[Play] = Steps()
NOBODY = "1"
MIB = 1024 * 1024


@STEPS.step("be refused without the right to speak (50013)")
def may_not_speak(play: Play) -> None:
    refused("50013", lambda: play.bot.send(channel=play.locked, text="unheard"))


@STEPS.step("be refused a hidden channel (50001)")
def may_not_see(play: Play) -> None:
    refused("50001", lambda: play.bot.fetch_channel(channel=play.hidden))


@STEPS.step("be refused an unknown channel (10003)")
def no_channel(play: Play) -> None:
    refused("10003", lambda: play.bot.fetch_channel(channel=NOBODY))


@STEPS.step("be refused an unknown message (10008)")
def no_message(play: Play) -> None:
    refused("10008", lambda: play.bot.message(channel=play.general, number=NOBODY))


@STEPS.step("be refused a text that is too long (50035)")
def too_long(play: Play) -> None:
    refused("50035", lambda: play.bot.send(channel=play.general, text="x" * 2001), about="2000 or fewer")


@STEPS.step("be refused an empty message (50006)")
def empty(play: Play) -> None:
    refused("50006", lambda: play.bot.send(channel=play.general, text=""))


@STEPS.step("be refused another's message to edit (50005)")
def not_mine(play: Play) -> None:
    refused("50005", lambda: play.bot.edit(channel=play.general, number=play.kept["heard"], text="mine"))


@STEPS.step("be refused a file that is too large (40005)")
def too_large(play: Play) -> None:
    path = Path("/tmp/too-large.bin")
    path.write_bytes(bytes(10 * MIB + 1))
    refused("40005", lambda: play.bot.upload(channel=play.lobbies[play.plain], paths=[str(path)], text="too large"))
