"""Steps: broken connections and what a client missed, shards, a token that ends."""

from __future__ import annotations

from tests.acceptance.steps import Steps
from tests.discord.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()
MANY = 200
CUT_OFF = 1006  # no close frame: the line is dead


@STEPS.step("resume after a cut, with 200 missed messages")
def cut(play: Play) -> None:
    def away() -> None:
        with play.driver.frozen():
            act("fault.set", fault="close", code=CUT_OFF, person=play.robot["id"])
            for number in range(MANY):
                play.alice_says(f"missed {number:03}")

    play.comes_back("resumed", away)
    heard = play.bot.counts(prefix="missed ", count=MANY)
    assert heard == [f"missed {number:03}" for number in range(MANY)], f"{len(heard)} came, or in another order"
    _hears_still(play, "after the cut")


@STEPS.step("come back when the gateway was down for two tries")
def outage(play: Play) -> None:
    play.comes_back("back", lambda: act("fault.set", fault="outage", host="gateway.discord.gg", times=2))
    _hears_still(play, "after the outage")


@STEPS.step("read a long history, page by page")
def long_history(play: Play) -> None:
    assert play.bot.whole_history(channel=play.general) > MANY


@STEPS.step("reconnect when asked to (op 7)")
def reconnect(play: Play) -> None:
    play.comes_back("resumed", lambda: act("fault.set", fault="reconnect", person=play.robot["id"]))
    _hears_still(play, "after op 7")


@STEPS.step("resume after a close with code 4000")
def closed(play: Play) -> None:
    play.comes_back("resumed", lambda: act("fault.set", fault="close", code=4000, person=play.robot["id"]))
    _hears_still(play, "after 4000")


@STEPS.step("identify anew when the session is invalid (op 9)")
def invalid(play: Play) -> None:
    play.comes_back("ready", lambda: act("fault.set", fault="invalid_session", person=play.robot["id"]))
    _hears_still(play, "after op 9")


@STEPS.step("leave a zombie connection")
def zombie(play: Play) -> None:
    play.comes_back("back", lambda: act("fault.set", fault="mute_heartbeats", person=play.robot["id"]))
    act("fault.clear")
    _hears_still(play, "after the zombie")


@STEPS.step("resume the session of a zombie connection")
def zombie_session(play: Play) -> None:
    play.bot.can(what="resume zombies")
    assert play.last_log_in() == "gateway resume"


@STEPS.step("hear two guilds by two shards")
def shards(play: Play) -> None:
    guilds = play.guilds_of_two_shards()
    play.twin.connect(token=play.robot["token"], shards=2)
    assert play.twin.shards_of(guilds=guilds) == [0, 1]
    for number, guild in enumerate(guilds):
        play.alice_says(f"to shard {number}", channel=play.lobbies[guild])
        assert play.twin.hears(kind="new", what=f"to shard {number}")
        assert len(play.twin.counts(prefix=f"to shard {number}", count=1)) == 1, "it came by both"
    play.twin.stop()


@STEPS.step("give up when the token is revoked (4004)")
def revoked(play: Play) -> None:
    play.bot.can(what="give up")
    waiting = play.bot.begin("stopped")
    act("token.revoke", person=play.robot["id"])
    assert play.driver.end(waiting) == "4004"


def _hears_still(play: Play, text: str) -> None:
    play.alice_says(text)
    assert play.bot.hears(kind="new", what=text)
    assert len(play.bot.counts(prefix=text, count=1)) == 1, "it came twice"
