"""Steps: log-ins, and what there is."""

from __future__ import annotations

from tests.acceptance.driver import refused
from tests.acceptance.steps import Steps
from tests.discord.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()


@STEPS.step("be refused with a wrong token")
def wrong_token(play: Play) -> None:
    refused("401", lambda: play.stray.connect(token=play.robot["token"][:-2] + "xx"))


@STEPS.step("log in by a bot's token")
def by_token(play: Play) -> None:
    play.bot.connect(token=play.robot["token"])


@STEPS.step("know oneself")
def know(play: Play) -> None:
    assert play.bot.me() == {"id": play.robot["id"], "name": "robot", "bot": True}


@STEPS.step("see the guild, its channels and roles")
def guild(play: Play) -> None:
    seen = play.bot.guild(guild=play.guild)
    # An application is told of a hidden channel, though not what is said there.
    assert seen["channels"] == ["forum", "general", "hidden", "locked", "talk"], seen
    assert (seen["name"], seen["roles"], seen["members"]) == ("guild", ["@everyone", "robot"], 4), seen


@STEPS.step("ask the gateway for all members")
def members(play: Play) -> None:
    assert play.bot.members(guild=play.guild) == ["alice", "bob", "carol", "robot"]


@STEPS.step("ask the gateway for members by the beginning of a name")
def search(play: Play) -> None:
    assert play.bot.search_members(guild=play.guild, query="ca") == ["carol"]


@STEPS.step("hear of somebody who joins and leaves")
def join(play: Play) -> None:
    dora = act("person.create", name="dora", scope="play")["id"]
    act("guild.join", guild=play.guild, person=dora)
    assert play.bot.hears(kind="join", what="dora")
    act("guild.leave", guild=play.guild, person=dora)
    assert play.bot.hears(kind="leave", what="dora")


@STEPS.step("show a presence")
def presence(play: Play) -> None:
    play.bot.presence(status="idle", playing="chess")
    play.until(lambda: play.presence() == ("idle", ["chess"]), "the presence")


@STEPS.step("see a presence")
def see_a_presence(play: Play) -> None:
    act("person.presence", person=play.alice["id"], status="dnd", playing="go")
    assert play.bot.hears(kind="presence", what="alice dnd")
