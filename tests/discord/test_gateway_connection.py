"""How a gateway connection begins, is cut, goes on and ends, with frames alone."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.closing import UNKNOWN_ERROR
from fakes.discord.connection import COMMANDS_A_MINUTE
from fakes.discord.events import Intent
from fakes.discord.gateway import HEARTBEAT_MS, RESUME_SECONDS
from fakes.discord.people import IDENTIFIES_A_DAY
from tests.discord.scene import Scene


def test_a_socket_begins_with_hello() -> None:
    """The first frame is op 10 with the heartbeat interval, and heartbeats of both kinds are acknowledged."""
    client = Scene().connect()

    (hello,) = client.received()
    client.send(1, None)
    client.send(40, {"seq": None, "qos": {}})

    assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, HEARTBEAT_MS)
    assert client.ops() == [11, 11]


def test_resume_replays_what_was_missed_in_order() -> None:
    """After a cut, a resume gives 200 missed messages in order and numbered on, then RESUMED."""
    scene = Scene()
    first = scene.log_in(scene.bot)
    session_id, seq = first.session_id(), 2
    first.drop()
    for number in range(200):
        scene.says(scene.alice, str(number))

    again = scene.connect()
    again.received()
    again.send(6, {"token": scene.bot.token, "session_id": session_id, "seq": seq})

    *missed, last = again.received()
    assert [frame["d"]["content"] for frame in missed] == [str(number) for number in range(200)]
    assert [frame["s"] for frame in [*missed, last]] == list(range(3, 204))
    assert last["t"] == "RESUMED"


def test_a_resumed_session_goes_on() -> None:
    """After a resume new events come to the new socket, and the old one is silent."""
    scene = Scene()
    old = scene.log_in(scene.bot)
    session_id = old.session_id()
    new = scene.connect()
    new.send(6, {"token": scene.bot.token, "session_id": session_id, "seq": 2})
    new.received()

    scene.says(scene.alice, "hi")

    assert (new.names(), old.closed_with()) == (["MESSAGE_CREATE"], 4000)


@pytest.mark.parametrize(("away", "op"), [(RESUME_SECONDS, 0), (RESUME_SECONDS + 1, 9)])
def test_a_session_waits_for_a_while(away: float, op: int) -> None:
    """A session that was left can be resumed for ten minutes; a second later it is gone."""
    scene = Scene()
    first = scene.log_in(scene.bot)
    session_id = first.session_id()
    first.drop()
    scene.clock.now += away

    again = scene.connect()
    again.send(6, {"token": scene.bot.token, "session_id": session_id, "seq": 2})

    assert again.ops() == [10, op]


@pytest.mark.parametrize("change", [{"session_id": "nonsense"}, {"seq": 99}])
def test_what_cant_be_resumed_gets_op_9(change: dict[str, Any]) -> None:
    """An unknown session, or a sequence from the future, is op 9 false; the socket stays open for an identify."""
    scene = Scene()
    resume = {"token": scene.bot.token, "session_id": scene.log_in(scene.bot).session_id(), "seq": 1}
    client = scene.connect()
    client.received()

    client.send(6, resume | change)
    client.send(2, {"token": scene.bot.token, "intents": 1, "properties": {}})

    invalid, ready, *_ = client.received()
    assert (invalid["op"], invalid["d"], ready["t"]) == (9, False, "READY")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("not json", 4002),
        ("[]", 4002),
        ('{"op": true}', 4002),
        ('{"op": 99}', 4001),
        ('{"op": 8, "d": {}}', 4003),
        ('{"op": 2, "d": {"token": "wrong", "intents": 1}}', 4004),
        ('{"op": 2, "d": {"intents": 1}}', 4002),
        ('{"op": 2, "d": {"token": "wrong", "intents": -1}}', 4013),
        ('{"op": 2, "d": {"token": "wrong", "shard": [2, 2]}}', 4010),
        ('{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}', 4004),
        ('{"op": 3, "d": "' + "x" * 4096 + '"}', 4002),
        ("[" * 4000, 4002),
    ],
)
def test_a_wrong_frame_closes_with_its_code(frame: str, code: int) -> None:
    """Each mistake closes with its documented code; a heartbeat before it is answered."""
    client = Scene().connect()
    client.send(1, None)
    assert client.ops() == [10, 11]

    client.connection.receive(frame)

    assert client.closed_with() == code


def test_a_sequence_below_zero_closes() -> None:
    """A resume from before the beginning is 4007; from the beginning it replays all."""
    scene = Scene()
    resume = {"token": scene.bot.token, "session_id": scene.log_in(scene.bot).session_id()}
    wrong, right = scene.connect(), scene.connect()

    wrong.send(6, resume | {"seq": -1})
    right.send(6, resume | {"seq": 0})

    assert wrong.closed_with() == 4007
    assert right.names() == ["READY", "GUILD_CREATE", "RESUMED"]


def test_too_many_guilds_need_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """More guilds than a shard may have are 4011, and one shard of two with as many as it may is served."""
    monkeypatch.setattr("fakes.discord.connection.GUILDS_A_SHARD", 2)
    scene = Scene()
    for _ in range(3):
        scene.clock.now += 0.001
        scene.world.guilds.create("g", scene.alice, [scene.bot], "")

    alone = scene.log_in(scene.bot)
    shards = [scene.log_in(scene.bot, shard=[number, 2]) for number in (0, 1)]

    assert alone.closed_with() == 4011
    assert [shard.closed_with() for shard in shards] == [None, None]


def test_privileged_intents_must_be_allowed() -> None:
    """An application without leave gets 4014 for the intent of content, and READY for others."""
    scene = Scene()
    scene.bot.privileged = False

    assert scene.log_in(scene.bot, Intent.GUILDS | Intent.MESSAGE_CONTENT).closed_with() == 4014
    assert "READY" in scene.log_in(scene.bot, Intent.GUILDS | Intent.GUILD_MESSAGES).names()


def test_identifying_too_fast_is_invalid() -> None:
    """Where limits are real, a second identify within five seconds is op 9, costs nothing and can be made again."""
    scene = Scene(paced=True)
    assert "READY" in scene.log_in(scene.bot).names()
    hasty = scene.log_in(scene.bot)
    assert hasty.ops() == [10, 9]
    assert len(scene.bot.identifies) == 1

    scene.clock.now += 5
    hasty.send(2, {"token": scene.bot.token, "intents": 1, "properties": {}})

    assert "READY" in hasty.names()


def test_people_identify_as_fast_as_they_like() -> None:
    """The pace holds bots alone."""
    scene = Scene(paced=True)

    assert all("READY" in scene.log_in(scene.bob).names() for _ in range(3))


def test_identifying_twice_closes() -> None:
    """A second identify on one socket is 4005."""
    scene = Scene()
    client = scene.log_in(scene.bot)

    client.send(2, {"token": scene.bot.token, "intents": 1, "properties": {}})

    assert client.closed_with() == 4005


def test_too_many_commands_close() -> None:
    """120 commands a minute are heard; one more is 4008."""
    scene = Scene()
    client = scene.log_in(scene.bot)
    for _ in range(COMMANDS_A_MINUTE - 1):
        client.send(14, {})
    assert client.closed_with() is None

    client.send(14, {})

    assert client.closed_with() == 4008


def test_commands_are_counted_by_the_minute() -> None:
    """Heartbeats spread over hours never meet the limit."""
    scene = Scene()
    client = scene.log_in(scene.bot)

    for _ in range(3 * COMMANDS_A_MINUTE):
        scene.clock.now += 40
        client.send(1, 2)

    assert client.closed_with() is None


@pytest.mark.parametrize(("code", "op"), [(1000, 9), (1001, 9), (4000, 0), (1006, 0), (None, 0)])
def test_a_client_that_says_good_bye_ends_its_session(code: int | None, op: int) -> None:
    """A socket that its client closes with 1000 or 1001 leaves nothing to resume; any other end leaves a session."""
    scene = Scene()
    first = scene.log_in(scene.bot)
    session_id = first.session_id()
    first.connection.left(code)

    again = scene.connect()
    again.received()
    again.send(6, {"token": scene.bot.token, "session_id": session_id, "seq": 2})

    assert again.ops() == [op]


def test_who_answers_the_servers_close_keeps_its_session() -> None:
    """When the server closed first, the client's 1000 in answer ends nothing."""
    scene = Scene()
    first = scene.log_in(scene.bot)
    session_id = first.session_id()
    first.connection.close(UNKNOWN_ERROR)
    first.connection.left(1000)

    again = scene.connect()
    again.received()
    again.send(6, {"token": scene.bot.token, "session_id": session_id, "seq": 2})

    assert again.names() == ["RESUMED"]


def test_the_fake_chooses_how_often_hearts_beat() -> None:
    """The interval that a gateway was made with is what hello tells."""
    scene = Scene()
    scene.gateway.heartbeat_ms = 2000

    assert scene.connect().received()[0]["d"]["heartbeat_interval"] == 2000


def test_a_silent_client_is_cut_off() -> None:
    """A client without heartbeats is closed with 4009, and one that sends them isn't."""
    scene = Scene()
    silent, lively = scene.log_in(scene.bot), scene.log_in(scene.bob)
    for _ in range(3):
        scene.clock.now += HEARTBEAT_MS / 1000
        lively.send(1, 1)

    for client in (silent, lively):
        client.connection.tick()

    assert (silent.closed_with(), lively.closed_with()) == (4009, None)


@pytest.mark.parametrize(
    ("query", "code"), [({"v": "8"}, 4012), ({"encoding": "etf"}, 4002), ({"compress": "lzma"}, 4002)]
)
def test_unserved_dialects_are_refused_by_name(query: dict[str, str], code: int) -> None:
    """A version, encoding or compression that isn't served closes at once and is witnessed as a refusal."""
    scene = Scene()

    client = scene.connect(**query)

    assert client.closed_with() == code
    assert [fact.detail["why"] for fact in scene.facts if fact.kind == "refusal"] == ["unknown"]


@pytest.mark.parametrize("version", ["9", "10"])
def test_both_versions_are_served(version: str) -> None:
    """Versions 9 and 10 begin alike."""
    assert Scene().connect(v=version, encoding="json").ops() == [10]


def test_an_unknown_op_is_a_refusal() -> None:
    """An op that the fake doesn't know is witnessed by its name."""
    scene = Scene()
    client = scene.log_in(scene.alice)

    client.send(77, {})

    (refusal,) = [fact for fact in scene.facts if fact.kind == "refusal"]
    assert (refusal.detail["name"], refusal.scope) == ("gateway op 77", "scene")


def test_the_identify_budget_ends_in_a_new_token() -> None:
    """The thousandth identify of a day is served; the next is 4004 and resets the token."""
    scene = Scene()
    scene.bot.identifies = [scene.clock.now] * (IDENTIFIES_A_DAY - 1)
    token = scene.bot.token

    assert "READY" in scene.log_in(scene.bot).names()
    assert scene.log_in(scene.bot).closed_with() == 4004
    assert scene.bot.token != token


def test_the_identify_budget_comes_back_after_a_day() -> None:
    """A day later the spent budget is whole again."""
    scene = Scene()
    scene.bot.identifies = [scene.clock.now] * IDENTIFIES_A_DAY

    scene.clock.now += 86_401

    assert "READY" in scene.log_in(scene.bot).names()
