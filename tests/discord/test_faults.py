"""Faults of events, files and heartbeats, without a socket; and that each strikes only what it was set for."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.cdn import Cdn
from fakes.discord.faults import Fault
from tests.discord.scene import Client, Scene

FILE = "/attachments/1/2/x.png"


def listeners(scene: Scene) -> tuple[Client, Client]:
    """Log bob and the bot in; forget what they have heard so far."""
    clients = scene.log_in(scene.bob), scene.log_in(scene.bot)
    for client in clients:
        client.received()
    return clients


def heard(client: Client) -> list[str]:
    """Return the texts of the messages that a client has got since the last look."""
    return [data["content"] for name, data in client.dispatches() if name == "MESSAGE_CREATE"]


def break_it(scene: Scene, kind: str, **settings: Any) -> str:
    """Set a fault."""
    return scene.world.ground.faults.set(Fault(kind, **settings))


def test_a_dropped_event_never_comes() -> None:
    """The one who is struck misses a message, numbers leave no gap, others hear it, and the next one comes to all."""
    scene = Scene()
    bob, bot = listeners(scene)
    before = next(one.seq for one in scene.gateway.sessions.values() if one.person is scene.bob)
    break_it(scene, "drop_event", event="MESSAGE_CREATE", person=scene.bob.id, times=1)

    scene.says(scene.alice, "lost")
    scene.says(scene.alice, "here")

    assert [frame["s"] for frame in bob.received()] == [before + 1]
    assert heard(bot) == ["lost", "here"]


def test_a_repeated_event_comes_twice() -> None:
    """The struck session gets the same event under two numbers, the other one once."""
    scene = Scene()
    bob, bot = listeners(scene)
    break_it(scene, "repeat_event", event="MESSAGE_CREATE", person=scene.bob.id)

    scene.says(scene.alice, "again")

    first, second = bob.received()
    assert (first["d"], first["s"] + 1) == (second["d"], second["s"])
    assert heard(bot) == ["again"]


def test_a_late_event_is_overtaken() -> None:
    """A delayed message comes after its seconds, behind one that was said later."""
    scene = Scene()
    bob, _ = listeners(scene)
    break_it(scene, "delay_event", event="MESSAGE_CREATE", person=scene.bob.id, seconds=3, times=1)
    scene.says(scene.alice, "late")
    scene.says(scene.alice, "soon")
    scene.clock.now += 2.9
    scene.world.ground.timers.run()
    assert heard(bob) == ["soon"]

    scene.clock.now += 0.1
    scene.world.ground.timers.run()

    assert heard(bob) == ["late"]


@pytest.mark.parametrize("aim", ["event", "place", "person", "scope"])
def test_an_event_fault_strikes_only_its_aim(aim: str) -> None:
    """An event of another name, place, person or scope comes although the fault stands."""
    scene = Scene()
    bob, _ = listeners(scene)
    right = {"event": "MESSAGE_CREATE", "place": scene.channel.id, "person": scene.bob.id, "scope": "scene"}
    wrong = {"event": "TYPING_START", "place": scene.bob.id, "person": scene.bot.id, "scope": "other"}
    break_it(scene, "drop_event", **{aim: wrong[aim]})
    scene.says(scene.alice, "comes")
    break_it(scene, "drop_event", **{aim: right[aim]})
    scene.says(scene.alice, "goes")

    assert heard(bob) == ["comes"]


def test_a_guild_is_a_place_too() -> None:
    """A fault of a guild strikes the events of its channels; cleared, it strikes no more."""
    scene = Scene()
    bob, _ = listeners(scene)
    number = break_it(scene, "drop_event", place=scene.guild.id)
    scene.says(scene.alice, "goes")

    scene.world.ground.faults.clear(number)
    scene.says(scene.alice, "comes")

    assert heard(bob) == ["comes"]


def test_clearing_a_scope_leaves_other_faults() -> None:
    """Faults of one scope go together, and those of another stay."""
    scene = Scene()
    bob, _ = listeners(scene)
    break_it(scene, "drop_event", scope="scene")
    break_it(scene, "repeat_event", scope="elsewhere")
    break_it(scene, "repeat_event", person=scene.bob.id)

    scene.world.ground.faults.clear(scope="scene")
    scene.says(scene.alice, "twice")

    assert heard(bob) == ["twice", "twice"]


def test_one_persons_heartbeats_stay_unanswered() -> None:
    """A muted client hears nothing back, as often as was ordered; another's heartbeats are acknowledged meanwhile."""
    scene = Scene()
    bob, bot = listeners(scene)
    break_it(scene, "mute_heartbeats", person=scene.bob.id, times=1)

    for client in (bob, bot):
        client.send(1, None)
    assert (bob.ops(), bot.ops()) == ([], [11])

    bob.send(1, None)
    assert bob.ops() == [11]


def test_a_slow_cdn_says_how_slow() -> None:
    """Files of the struck host come slowly, as often as was ordered; the media proxy's come as ever."""
    scene = Scene()
    break_it(scene, "slow_cdn", host="cdn.discordapp.com", bytes_per_second=10, times=1)
    served = [
        Cdn(scene.world).answer("GET", host, FILE, {}, {})
        for host in ("media.discordapp.net", "cdn.discordapp.com", "cdn.discordapp.com")
    ]

    assert [one.bytes_per_second for one in served if one] == [0, 10, 0]


def test_the_cdn_fails_as_ordered() -> None:
    """A status fault of the CDN's route is its answer, and nothing else's."""
    scene = Scene()
    break_it(scene, "status", route="GET cdn /attachments", status=502, times=1)
    cdn = Cdn(scene.world)
    paths = ("/icons/1/2.png", FILE, FILE)

    served = [cdn.answer("GET", "cdn.discordapp.com", path, {}, {}) for path in paths]

    assert [one.status for one in served if one] == [404, 502, 404]
