"""Steps: rate limits, and a server that stumbles."""

from __future__ import annotations

from tests.acceptance.steps import Steps
from tests.discord.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()
STORM = 12
PATIENCE = 2  # seconds that a client is told to wait
TOO_MANY = 429
POST = "POST /channels/{channel}/messages"


@STEPS.step("keep to the limits in a storm of one's own")
def storm(play: Play) -> None:
    channel = play.channel("storm")
    assert play.bot.storm(channel=channel, texts=["storm"] * STORM) == STORM
    statuses = [call["status"] for call in play.calls(POST, channel)]
    assert statuses == [200] * STORM, f"{statuses.count(TOO_MANY)} of {len(statuses)} came too soon"


@STEPS.step("wait as long as a 429 says")
def told_to_wait(play: Play) -> None:
    channel = play.channel("patience")
    act("fault.set", fault="rate_limit", route=POST, place=channel, seconds=PATIENCE, times=1)
    play.bot.send(channel=channel, text="patient")
    first, second = play.calls(POST, channel)
    assert (first["status"], second["status"]) == (TOO_MANY, 200)
    assert second["at"] - first["at"] >= PATIENCE, f"{second['at'] - first['at']:.2f} s are too short"


@STEPS.step("hold everything while a global 429 lasts")
def told_to_hold(play: Play) -> None:
    one, other = play.channel("one"), play.channel("other")
    act("fault.set", fault="rate_limit", route=POST, place=one, seconds=PATIENCE, times=1, **{"global": True})
    late = play.bot.begin("send", channel=one, text="on hold")
    play.until(lambda: bool(play.calls(POST, one)), "a 429")
    play.bot.send(channel=other, text="on hold")
    play.driver.end(late)
    play.bot.can(what="hold everything")
    stopped, held = play.calls(POST, one)[0], play.calls(POST, other)[0]
    assert held["at"] - stopped["at"] >= PATIENCE, f"{held['at'] - stopped['at']:.2f} s are too short"


@STEPS.step("try again after a 502")
def stumble(play: Play) -> None:
    channel = play.channel("stumble")
    act("fault.set", fault="status", status=502, route=POST, place=channel, times=1)
    play.bot.send(channel=channel, text="twice tried")
    assert [call["status"] for call in play.calls(POST, channel)] == [502, 200]
