"""People's own calls: relationships, notes, settings, profiles, and what bots can't ask."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.faults import Fault
from tests.discord.api import Api


def kinds(api: Api) -> tuple[list[int], list[int]]:
    """Return the types of alice's and of the stranger's relationships."""
    path = "/users/@me/relationships"
    mine, theirs = (api.ask(one, "GET", path).body for one in (api.scene.alice, api.scene.stranger))
    return [one["type"] for one in mine], [one["type"] for one in theirs]


def test_friends_are_asked_and_accept() -> None:
    """A request shows on both sides, and accepting makes friends of both and tells both."""
    api = Api()
    scene = api.scene
    asked = api.ask(scene.alice, "POST", "/users/@me/relationships", {"username": "stranger"})
    assert (asked.status, kinds(api)) == (204, ([4], [3]))

    accepted = api.ask(scene.stranger, "PUT", f"/users/@me/relationships/{scene.alice.id}", {})

    assert kinds(api) == ([1], [1])
    assert [(one.name, one.data["type"]) for one in accepted.events] == [("RELATIONSHIP_ADD", 1)] * 2
    assert api.ask(scene.alice, "DELETE", f"/users/@me/relationships/{scene.stranger.id}").status == 204
    assert kinds(api) == ([], [])


def test_a_block_ends_talk_until_it_is_lifted() -> None:
    """Between who blocks and who is blocked a direct message is 50007, either way, and a request is 80000."""
    api = Api()
    scene = api.scene
    direct = api.ask(scene.alice, "POST", "/users/@me/channels", {"recipient_id": scene.bob.id}).body["id"]
    path = f"/users/@me/relationships/{scene.bob.id}"
    api.ask(scene.alice, "PUT", path, {"type": 2})

    codes = [api.ask(who, "POST", f"/channels/{direct}/messages", {"content": "?"}) for who in (scene.alice, scene.bob)]

    assert [one.body["code"] for one in codes] == [50007, 50007]
    asked = api.ask(scene.bob, "PUT", f"/users/@me/relationships/{scene.alice.id}", {})
    assert asked.body["code"] == 80000
    api.ask(scene.alice, "DELETE", path)
    assert api.ask(scene.bob, "POST", f"/channels/{direct}/messages", {"content": "!"}).status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/users/@me/relationships", None, 20001),
        ("GET", "/users/@me/settings-proto/1", None, 20001),
        ("PATCH", "/users/@me/guilds/@me/settings", {}, 20001),
        ("PUT", "/users/@me/notes/1", {"note": "x"}, 20001),
    ],
)
def test_bots_have_no_private_life(method: str, path: str, body: Any, code: int) -> None:
    """What only people have is 20001 for a bot."""
    api = Api()

    assert api.ask(api.scene.bot, method, path, body).body["code"] == code


def test_nobody_befriends_nobody() -> None:
    """An unknown name is 80004, and oneself 80003."""
    api = Api()
    path = "/users/@me/relationships"

    assert api.ask(api.scene.bob, "POST", path, {"username": "noone"}).body["code"] == 80004
    assert api.ask(api.scene.bob, "POST", path, {"username": "bob"}).body["code"] == 80003


def test_a_person_finds_its_things_again() -> None:
    """Notes, settings and relationships are kept, told to one's own sessions, and stand in the next READY."""
    api = Api()
    scene = api.scene
    online = scene.log_in(scene.bob)
    online.received()
    done = [
        api.ask(scene.bob, "PUT", f"/users/@me/notes/{scene.alice.id}", {"note": "boss"}),
        api.ask(scene.bob, "PATCH", "/users/@me/settings-proto/1", {"settings": "CgA="}),
        api.ask(scene.bob, "PATCH", f"/users/@me/guilds/{scene.guild.id}/settings", {"muted": True}),
        api.ask(scene.bob, "PUT", f"/users/@me/relationships/{scene.alice.id}", {}),
    ]

    ready = next(data for name, data in scene.log_in(scene.bob).dispatches() if name == "READY")

    assert all(event.to <= {scene.bob.id, scene.alice.id} for one in done for event in one.events)
    assert (ready["notes"], ready["user_settings_proto"]) == ({scene.alice.id: "boss"}, "CgA=")
    assert [one["muted"] for one in ready["user_guild_settings"]["entries"]] == [True]
    assert [(one["id"], one["type"]) for one in ready["relationships"]] == [(scene.alice.id, 4)]
    assert api.ask(scene.bob, "GET", f"/users/@me/notes/{scene.stranger.id}").body["code"] == 10013


def test_a_profile_is_for_those_who_share_something() -> None:
    """A member of the same guild sees the profile; a stranger gets 50001."""
    api = Api()
    path = f"/users/{api.scene.alice.id}/profile"

    assert api.ask(api.scene.bob, "GET", path).body["mutual_guilds"][0]["id"] == api.scene.guild.id
    assert api.ask(api.scene.stranger, "GET", path).body["code"] == 50001


def test_telemetry_is_swallowed() -> None:
    """What the web client reports is taken from anybody and answered with nothing."""
    api = Api()

    assert [api.ask(None, "POST", path, {}).status for path in ("/science", "/metrics")] == [204, 204]
    assert api.refusals() == []


def test_a_ticket_is_traded_once() -> None:
    """A QR log-in's ticket gives the sealed token once; afterwards, and for any other, it is 10012."""
    api = Api()
    api.scene.world.ground.tickets["t"] = "sealed"
    path = "/users/@me/remote-auth/login"

    assert api.ask(None, "POST", path, {"ticket": "t"}).body == {"encrypted_token": "sealed"}
    assert api.ask(None, "POST", path, {"ticket": "t"}).body["code"] == 10012


def test_an_account_changes() -> None:
    """A new name is shown at once and told to one's own sessions; a name of one letter is refused."""
    api = Api()

    changed = api.ask(api.scene.bob, "PATCH", "/users/@me", {"global_name": "Bobby", "bio": "hi"})

    assert (changed.body["global_name"], changed.events[0].name) == ("Bobby", "USER_UPDATE")
    assert api.ask(api.scene.alice, "GET", f"/users/{api.scene.bob.id}").body["global_name"] == "Bobby"
    assert api.ask(api.scene.bob, "PATCH", "/users/@me", {"username": "b"}).body["errors"]["username"]


@pytest.mark.parametrize(("demand", "status"), [("captcha", 400), ("mfa", 401)])
def test_discord_demands_more_when_a_test_says_so(demand: str, status: int) -> None:
    """A demand for a captcha or a second factor stands for as many calls as were ordered, then all is as before."""
    api = Api()
    api.scene.world.ground.faults.set(Fault(demand, times=1))

    answers = [api.ask(api.scene.bob, "GET", "/users/@me") for _ in range(2)]

    assert [one.status for one in answers] == [status, 200]
    assert {"captcha": "captcha_sitekey", "mfa": "code"}[demand] in answers[0].body
