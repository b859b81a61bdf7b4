"""Faults that hold: calls that wait, and chats of which nobody is told, until the fault is cleared."""

from __future__ import annotations

import pytest

from fakes.control import BadOrderError
from fakes.telegram.tl import tl
from tests.telegram.scene import Scene


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_held_call_is_carried_out_when_it_may_go_on(scene: Scene) -> None:
    """It comes, and is answered with what is so when the fault is cleared; others' and other calls don't wait."""
    fault = scene.server.faults.set({"fault": "hold", "method": "updates.getState", "person": scene.bob.id})
    client, before = scene.bob_client, scene.bob.box.pts

    asked = client.send(client.api.encode(tl("updates.getState")))
    with pytest.raises(AssertionError, match="no answer"):
        client.result(asked)
    assert scene.last().detail["held"] is True
    scene.bot_client.call("updates.getState")
    client.call("help.getConfig")
    scene.say("hello", scene.group)
    scene.server.faults.clear(fault)

    assert client.result(asked)["pts"] == before + 1
    assert "held" not in scene.last().detail
    client.call("updates.getState")


def test_nobody_is_told_of_a_chat_until_they_may_be(scene: Scene) -> None:
    """What happens in it comes afterwards, in its order; of other chats everybody is told at once."""
    fault = scene.server.faults.set({"fault": "hold_updates", "chat": str(scene.group.id)})

    scene.say("first", scene.group)
    scene.say("second", scene.group)
    scene.say("elsewhere")
    at_once = [update["message"]["message"] for update in scene.bob_client.updates()]
    scene.server.faults.clear(fault)

    assert at_once == ["elsewhere"]
    assert [update["message"]["message"] for update in scene.bob_client.updates()][-2:] == ["first", "second"]


def test_a_hold_lets_all_go_that_waits(scene: Scene) -> None:
    """Clearing all faults frees what they hold, and a hold isn't counted."""
    scene.server.faults.set({"fault": "hold", "method": "updates.getState"})
    asked = scene.bob_client.send(scene.bob_client.api.encode(tl("updates.getState")))

    scene.server.faults.clear()

    assert scene.bob_client.result(asked).name == "updates.state"
    with pytest.raises(BadOrderError, match="holds until it is cleared"):
        scene.server.faults.set({"fault": "hold", "method": "updates.getState", "times": 1})
