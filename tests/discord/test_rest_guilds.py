"""Guilds, roles, members, bans, invites and the audit log, through REST without a socket."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.guild import Role
from fakes.discord.moments import iso
from fakes.discord.people import Person
from fakes.discord.permissions import Permission
from tests.discord.api import Api


def ranked(api: Api, person: Person, permissions: int) -> Role:
    """Give a person a role of its own with permissions."""
    role = api.scene.world.guilds.create_role(api.scene.guild, f"{person.name}s", int(permissions))
    api.scene.world.guilds.grant(api.scene.guild, person, role.id)
    return role


def guild_path(api: Api, rest: str = "") -> str:
    """Return the guild's path."""
    return f"/guilds/{api.scene.guild.id}{rest}"


def test_a_guild_is_founded_changed_and_ended() -> None:
    """Who founds a guild owns it and alone may end it; changing needs MANAGE_GUILD; afterwards it is 10004."""
    api = Api()
    made = api.ask(api.scene.bob, "POST", "/guilds", {"name": "Bobs"})
    path = f"/guilds/{made.body['id']}"

    assert (made.status, made.body["owner_id"]) == (201, api.scene.bob.id)
    assert api.ask(api.scene.bob, "PATCH", path, {"name": "Ours", "verification_level": 2}).body["name"] == "Ours"
    assert "verification_level" in api.ask(api.scene.bob, "PATCH", path, {"verification_level": 9}).body["errors"]
    assert api.ask(api.scene.bob, "PATCH", guild_path(api), {"name": "Mine"}).body["code"] == 50013
    assert api.ask(api.scene.alice, "DELETE", path).body["code"] == 10004
    assert api.ask(api.scene.bob, "DELETE", path).status == 204
    assert api.ask(api.scene.bob, "GET", path).body["code"] == 10004


def test_who_joins_is_greeted_in_the_system_channel() -> None:
    """With a system channel a join leaves a message of type 7, without one it leaves none."""
    api = Api()
    people = api.scene.world.people
    quiet, greeted = people.create("quiet"), people.create("greeted")
    api.scene.world.guilds.join(api.scene.guild, quiet, "control")
    api.ask(api.scene.alice, "PATCH", guild_path(api), {"system_channel_id": api.scene.channel.id})

    api.scene.world.guilds.join(api.scene.guild, greeted, "control")

    said = api.ask(api.scene.alice, "GET", api.messages).body
    assert [(one["type"], one["author"]["id"]) for one in said] == [(7, greeted.id)]


def test_roles_are_made_changed_and_removed() -> None:
    """A role begins at the bottom with what was asked, changes, and goes from everybody who had it."""
    api = Api()
    body = {"name": "red", "color": 0xFF0000, "hoist": True, "mentionable": True, "permissions": "8192"}

    made = api.ask(api.scene.alice, "POST", guild_path(api, "/roles"), body)
    role = guild_path(api, f"/roles/{made.body['id']}")

    assert body.items() <= made.body.items()
    assert made.body["position"] == 1
    assert api.ask(api.scene.alice, "PATCH", role, {"name": "blue"}).body["name"] == "blue"
    mine = guild_path(api, f"/members/{api.scene.bob.id}/roles/{made.body['id']}")
    assert api.ask(api.scene.alice, "PUT", mine).status == 204
    gone = api.ask(api.scene.alice, "DELETE", role)
    assert gone.events[0].name == "GUILD_ROLE_DELETE"
    assert api.scene.guild.members[api.scene.bob.id].roles == []
    assert api.ask(api.scene.alice, "GET", role).body["code"] == 10011


def test_a_guild_has_room_for_250_roles() -> None:
    """The 251st role, @everyone counted, is 30005."""
    api = Api()
    while len(api.scene.guild.roles) < 250:
        api.scene.world.guilds.create_role(api.scene.guild, "x", 0)

    assert api.ask(api.scene.alice, "POST", guild_path(api, "/roles"), {}).body["code"] == 30005


def test_nobody_touches_who_stands_above() -> None:
    """With every right but the rank, bob can't change a higher role, kick who has it, or give what he hasn't."""
    api = Api()
    scene = api.scene
    ranked(api, scene.bob, Permission.MANAGE_ROLES | Permission.KICK_MEMBERS | Permission.BAN_MEMBERS)
    high = ranked(api, scene.bot, Permission.NONE)
    low = api.ask(scene.bob, "POST", guild_path(api, "/roles"), {"name": "low"}).body["id"]

    refused = [
        api.ask(scene.bob, "PATCH", guild_path(api, f"/roles/{high.id}"), {"name": "x"}),
        api.ask(scene.bob, "DELETE", guild_path(api, f"/members/{scene.bot.id}")),
        api.ask(scene.bob, "PUT", guild_path(api, f"/bans/{scene.alice.id}"), {}),
        api.ask(scene.bob, "PATCH", guild_path(api, f"/roles/{low}"), {"permissions": "8"}),
        api.ask(scene.bob, "PATCH", guild_path(api, "/roles"), [{"id": low, "position": 99}]),
    ]

    assert [one.body["code"] for one in refused] == [50013] * 5
    assert api.ask(scene.bob, "PATCH", guild_path(api, f"/roles/{low}"), {"name": "y"}).status == 200


def test_everyone_and_bots_roles_stay() -> None:
    """Neither @everyone nor a bot's own role can be removed: 50028."""
    api = Api()
    own = api.scene.guild.members[api.scene.bot.id].roles[0]

    answers = [
        api.ask(api.scene.alice, "DELETE", guild_path(api, f"/roles/{one}")) for one in (api.scene.guild.id, own)
    ]

    assert [one.body["code"] for one in answers] == [50028, 50028]


def test_a_member_is_renamed_and_may_rename_itself() -> None:
    """Bob changes his own name, and needs MANAGE_NICKNAMES for another's."""
    api = Api()

    assert api.ask(api.scene.bob, "PATCH", guild_path(api, "/members/@me"), {"nick": "B"}).body["nick"] == "B"
    other = guild_path(api, f"/members/{api.scene.bot.id}")
    assert api.ask(api.scene.bob, "PATCH", other, {"nick": "x"}).body["code"] == 50013
    assert api.ask(api.scene.alice, "PATCH", other, {"nick": "x" * 33}).body["errors"]["nick"]


def test_a_timeout_silences_until_it_ends() -> None:
    """Who is timed out sees and reads and no more: 50013; when the time is over it speaks again."""
    api = Api()
    path = guild_path(api, f"/members/{api.scene.bob.id}")
    until = {"communication_disabled_until": iso(api.scene.clock() + 60)}

    assert api.ask(api.scene.alice, "PATCH", path, until).body["communication_disabled_until"]

    assert api.ask(api.scene.bob, "POST", api.messages, {"content": "hm"}).body["code"] == 50013
    assert api.ask(api.scene.bob, "GET", api.messages).status == 200
    api.scene.clock.now += 61
    assert api.ask(api.scene.bob, "POST", api.messages, {"content": "ah"}).status == 200
    far = {"communication_disabled_until": iso(api.scene.clock() + 29 * 86_400)}
    assert api.ask(api.scene.alice, "PATCH", path, far).body["code"] == 50035


def test_the_kicked_may_come_back_and_the_banned_may_not() -> None:
    """A kicked person takes an invite; a banned one gets 40007 until it is unbanned; both moves are witnessed."""
    api = Api()
    scene = api.scene
    code = api.ask(scene.alice, "POST", f"/channels/{scene.channel.id}/invites", {}).body["code"]
    assert api.ask(scene.alice, "DELETE", guild_path(api, f"/members/{scene.bob.id}")).status == 204
    assert api.ask(scene.bob, "POST", f"/invites/{code}").body["new_member"] is True

    banned = api.ask(scene.alice, "PUT", guild_path(api, f"/bans/{scene.bob.id}"), {})

    assert (banned.status, banned.events[0].name) == (204, "GUILD_BAN_ADD")
    assert api.ask(scene.bob, "POST", f"/invites/{code}").body["code"] == 40007
    assert api.ask(scene.alice, "GET", guild_path(api, "/bans")).body[0]["user"]["id"] == scene.bob.id
    assert api.ask(scene.alice, "DELETE", guild_path(api, f"/bans/{scene.bob.id}")).status == 204
    assert api.ask(scene.alice, "GET", guild_path(api, f"/bans/{scene.bob.id}")).body["code"] == 10026
    moves = [fact.detail["move"] for fact in scene.facts if fact.kind == "member"]
    assert moves == ["kick", "join", "ban"]


def test_a_ban_sweeps_what_was_said_lately() -> None:
    """Only what bob said within the asked seconds goes."""
    api = Api()
    api.scene.says(api.scene.bob, "long ago")
    api.scene.clock.now += 100
    api.scene.says(api.scene.bob, "just now")
    path = guild_path(api, f"/bans/{api.scene.bob.id}")

    api.ask(api.scene.alice, "PUT", path, {"delete_message_seconds": 50})

    assert [one.content for one in api.scene.channel.messages.values()] == ["long ago"]


def test_many_are_banned_at_once() -> None:
    """A bulk ban names whom it banned and whom it couldn't; all failing is 500000."""
    api = Api()
    scene = api.scene
    path = guild_path(api, "/bulk-ban")

    done = api.ask(scene.alice, "POST", path, {"user_ids": [scene.bob.id, scene.stranger.id, scene.alice.id]}).body

    assert done == {"banned_users": [scene.bob.id, scene.stranger.id], "failed_users": [scene.alice.id]}
    assert api.ask(scene.alice, "POST", path, {"user_ids": [scene.alice.id]}).body["code"] == 500000


@pytest.mark.parametrize(
    ("body", "uses", "seconds", "code"),
    [({"max_uses": 1}, 1, 0, 10006), ({"max_age": 60}, 0, 60, 10006), ({"max_age": 0}, 5, 10**6, None)],
)
def test_invites_wear_out(body: dict[str, Any], uses: int, seconds: int, code: int | None) -> None:
    """After its last use or its time an invite is 10006; one without an end goes on."""
    api = Api()
    made = api.ask(api.scene.alice, "POST", f"/channels/{api.scene.channel.id}/invites", body).body["code"]
    for number in range(uses):
        assert api.ask(api.scene.world.people.create(f"p{number}"), "POST", f"/invites/{made}").status == 200
    api.scene.clock.now += seconds

    assert api.ask(None, "GET", f"/invites/{made}", with_counts="true").body.get("code") in (code or made, code)


def test_an_equal_invite_is_the_same_unless_unique() -> None:
    """Asking twice gives one code, ``unique`` another; a bot can't take one; those who may take it back."""
    api = Api()
    path = f"/channels/{api.scene.channel.id}/invites"
    ask = [api.ask(api.scene.bob, "POST", path, body).body["code"] for body in ({}, {}, {"unique": True})]

    assert (ask[0] == ask[1], ask[1] == ask[2]) == (True, False)
    assert api.ask(api.scene.bot, "POST", f"/invites/{ask[0]}").body["code"] == 20001
    assert api.ask(api.scene.bob, "DELETE", f"/invites/{ask[0]}").body["code"] == 50013
    assert api.ask(api.scene.alice, "DELETE", f"/invites/{ask[0]}").status == 200
    assert api.ask(None, "GET", f"/invites/{ask[0]}").body["code"] == 10006


def test_the_audit_log_tells_who_and_what() -> None:
    """A change is in the log with its doer and action; bob, without the right, gets 50013 and no event of it."""
    api = Api()
    made = api.ask(api.scene.alice, "POST", guild_path(api, "/roles"), {"name": "r"})

    log = api.ask(api.scene.alice, "GET", guild_path(api, "/audit-logs")).body

    (entry,) = log["audit_log_entries"]
    assert (entry["user_id"], entry["target_id"], entry["action_type"]) == (api.scene.alice.id, made.body["id"], 30)
    told = next(one for one in made.events if one.name == "GUILD_AUDIT_LOG_ENTRY_CREATE")
    assert told.to == {api.scene.alice.id}
    assert api.ask(api.scene.bob, "GET", guild_path(api, "/audit-logs")).body["code"] == 50013


def test_the_audit_log_tells_whose_an_overwrite_is() -> None:
    """An overwrite's entry tells by its options whether it is a role's, with its name, or a member's."""
    api = Api()
    scene = api.scene
    for target, kind in ((scene.guild.id, 0), (scene.bob.id, 1)):
        path = f"/channels/{scene.channel.id}/permissions/{target}"
        api.ask(scene.alice, "PUT", path, {"type": kind, "allow": "0", "deny": "2048"})

    entries = api.ask(scene.alice, "GET", guild_path(api, "/audit-logs")).body["audit_log_entries"]

    of_bob, of_everyone = (entry["options"] for entry in entries)
    assert of_everyone == {"id": scene.guild.id, "type": "0", "role_name": "@everyone"}
    assert of_bob == {"id": scene.bob.id, "type": "1"}


def test_an_outage_takes_a_guild_away_and_brings_it_back() -> None:
    """Sessions hear GUILD_DELETE with unavailable and later GUILD_CREATE; a new session finds it unavailable."""
    api = Api()
    guilds = api.scene.world.guilds
    online = api.scene.log_in(api.scene.bob)
    online.received()

    guilds.set_outage(api.scene.guild, unavailable=True)
    late = next(data for name, data in api.scene.log_in(api.scene.bob).dispatches() if name == "READY")
    during = api.ask(api.scene.bob, "GET", guild_path(api)).status
    guilds.set_outage(api.scene.guild, unavailable=False)

    assert late["guilds"] == [{"id": api.scene.guild.id, "unavailable": True}]
    assert (during, api.ask(api.scene.bob, "GET", guild_path(api)).status) == (404, 200)
    assert online.names() == ["GUILD_DELETE", "GUILD_CREATE"]


def test_roles_are_counted_and_one_finds_oneself() -> None:
    """Each role but @everyone is counted with its members, and a member sees itself by its own path."""
    api = Api()
    role = ranked(api, api.scene.bob, Permission.NONE)

    counts = api.ask(api.scene.bob, "GET", guild_path(api, "/roles/member-counts")).body
    own = api.ask(api.scene.bob, "GET", f"/users/@me/guilds/{api.scene.guild.id}/member").body

    assert (counts[role.id], api.scene.guild.id in counts) == (1, False)
    assert (own["user"]["id"], own["roles"]) == (api.scene.bob.id, [role.id])
