"""Faults of the line: what is told twice or not at all, counters that jump, and a clock that is wrong."""

from __future__ import annotations

from typing import cast

import pytest

from fakes.control import BadOrderError
from fakes.telegram.control import Control
from fakes.telegram.tl import tl
from tests.telegram.scene import Scene
from tests.telegram.wire import Clock, RpcFailure

HOUR = 3600


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_update_comes_twice(scene: Scene) -> None:
    """With repeat_updates each push comes again, the same pts in a message of its own; only to whom it concerns."""
    scene.server.faults.set({"fault": "repeat_updates", "person": scene.bob.id, "times": 1})

    scene.say("hello")
    scene.say("again")

    pts = [update["pts"] for update in scene.bob_client.updates()]
    assert pts == [pts[0], pts[0], pts[0] + 1]
    assert len({message.message_id for message in scene.bob_client.received}) == len(scene.bob_client.received)
    assert len(scene.bot_client.updates()) == 2


def test_a_budget_of_calls_is_each_accounts_own(scene: Scene) -> None:
    """Two calls in ten seconds; the third waits until the first is ten seconds old; other methods and people don't."""
    clock = cast("Clock", scene.server.true_clock)
    scene.server.faults.set({"fault": "flood_budget", "method": "updates.getState", "calls": 2, "seconds": 10})
    scene.bob_client.call("updates.getState")
    clock.now += 4
    scene.bob_client.call("updates.getState")

    with pytest.raises(RpcFailure, match="420 FLOOD_WAIT_6"):
        scene.bob_client.call("updates.getState")
    scene.bot_client.call("updates.getState")
    scene.bob_client.call("help.getConfig")
    clock.now += 6
    scene.bob_client.call("updates.getState")
    with pytest.raises(RpcFailure, match="420 FLOOD_WAIT_4"):
        scene.bob_client.call("updates.getState")


async def test_an_accounts_counter_jumps(scene: Scene) -> None:
    """After pts.skip the next update is a gap, and the difference closes it though it tells of nothing missed."""
    before = scene.bob.box.pts
    skipped = await Control(scene.server).operations()["pts.skip"]({"person": str(scene.bob.id), "count": 3})
    scene.say("hello", scene.group)

    (update,) = scene.bob_client.updates()
    difference = scene.bob_client.call("updates.getDifference", pts=before, date=0, qts=0)

    assert skipped == {"pts": before + 3}
    assert (update["pts"], update["pts_count"]) == (before + 4, 1)
    assert [message["message"] for message in difference["new_messages"]] == ["hello"]
    assert difference["state"]["pts"] == before + 4


async def test_a_difference_closes_a_gap_of_nothing(scene: Scene) -> None:
    """Asked for before anything else happens, the difference is empty but for the new state."""
    before = scene.bob.box.pts
    await Control(scene.server).operations()["pts.skip"]({"person": str(scene.bob.id)})

    difference = scene.bob_client.call("updates.getDifference", pts=before, date=2**31 - 1, qts=0)

    assert (difference["new_messages"], difference["state"]["pts"]) == ([], before + 1)
    again = scene.bob_client.call("updates.getDifference", pts=before + 1, date=2**31 - 1, qts=0)
    assert again.name == "updates.differenceEmpty"


async def test_a_supergroups_counter_jumps(scene: Scene) -> None:
    """So it does for a channel; a basic group has no counter."""
    skip = Control(scene.server).operations()["pts.skip"]
    before = scene.supergroup.box.pts
    scene.say("hello")
    await skip({"chat": str(scene.supergroup.id), "count": 2})

    asked = {"channel": tl("inputChannel", **scene.channel(scene.bob)), "filter": tl("channelMessagesFilterEmpty")}
    difference = scene.bob_client.call("updates.getChannelDifference", **asked, pts=before, limit=10)

    assert difference["pts"] == before + 3
    with pytest.raises(BadOrderError, match="no pts of its own"):
        await skip({"chat": str(scene.group.id)})


def test_the_servers_clock_is_wrong(scene: Scene) -> None:
    """An hour ahead, a right client's messages are too old (16) until it follows the server; then all is well again."""
    client, clock = scene.bob_client, cast("Clock", scene.server.true_clock)
    fault = scene.server.faults.set({"fault": "wrong_clock", "seconds": 2 * HOUR})

    client.salt = bytes(8)
    ping = tl("mt_ping", ping_id=1)
    client.send(client.service.encode(ping), message_id=int(clock() * 2**32) // 4 * 4)
    salted = client.services()[-1]
    assert salted.name == "mt_bad_server_salt"
    client.salt = salted["new_server_salt"].to_bytes(8, "little", signed=True)
    client.send(client.service.encode(ping), message_id=int(clock() * 2**32) // 4 * 4 + 8)
    notice = client.services()[-1]
    assert (notice.name, notice["error_code"]) == ("mt_bad_msg_notification", 16)

    assert client.call("updates.getState")["date"] == int(clock()) + 2 * HOUR
    scene.server.faults.clear(fault)
    assert scene.server.clock() == clock()


def test_a_wrong_clock_says_by_how_much(scene: Scene) -> None:
    """Without seconds it is no order."""
    with pytest.raises(BadOrderError, match="seconds"):
        scene.server.faults.set({"fault": "wrong_clock", "seconds": "late"})
