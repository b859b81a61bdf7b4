"""Guild channels and groups, through REST without a socket."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.channel import ANNOUNCEMENT, CATEGORY
from fakes.discord.permissions import Permission
from tests.discord.api import Api


@pytest.mark.parametrize("kind", [0, 2, 4, 5, 15])
def test_every_served_type_is_made(kind: int) -> None:
    """Text, voice, category, announcement and forum channels are made and told."""
    api = Api()

    made = api.ask(api.scene.alice, "POST", f"/guilds/{api.scene.guild.id}/channels", {"name": "new", "type": kind})

    assert (made.status, made.body["type"]) == (201, kind)
    assert "CHANNEL_CREATE" in [event.name for event in made.events]


def test_a_stage_is_refused_by_name() -> None:
    """A stage channel is 501, and the refusal names it."""
    api = Api()

    made = api.ask(api.scene.alice, "POST", f"/guilds/{api.scene.guild.id}/channels", {"name": "new", "type": 13})

    assert (made.status, api.refusals()) == (501, ["stage channels"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"topic": "x" * 1025}, "topic"),
        ({"name": ""}, "name"),
        ({"rate_limit_per_user": 21_601}, "rate_limit_per_user"),
        ({"parent_id": "1"}, "parent_id"),
        ({"type": 2}, "type"),
        ({"default_auto_archive_duration": 5}, "default_auto_archive_duration"),
    ],
)
def test_wrong_settings_are_named_and_change_nothing(body: dict[str, Any], field: str) -> None:
    """What is out of bounds is 50035 by its field, and the channel stays as it was."""
    api = Api()
    path = f"/channels/{api.scene.channel.id}"
    before = api.ask(api.scene.alice, "GET", path).body

    answer = api.ask(api.scene.alice, "PATCH", path, body)

    assert (answer.body["code"], list(answer.body["errors"])) == (50035, [field])
    assert api.ask(api.scene.alice, "GET", path).body == before


def test_a_channel_is_changed() -> None:
    """Topic, slow mode, age limit and type change, and everybody is told."""
    api = Api()
    body = {"topic": "t" * 1024, "rate_limit_per_user": 5, "nsfw": True, "type": ANNOUNCEMENT}

    answer = api.ask(api.scene.alice, "PATCH", f"/channels/{api.scene.channel.id}", body)

    assert body.items() <= answer.body.items()
    assert "CHANNEL_UPDATE" in [event.name for event in answer.events]


def test_a_guild_is_full_at_five_hundred() -> None:
    """The 501st channel is 30013, and the fifty-first of a category 50035."""
    api = Api()
    scene = api.scene
    category = scene.world.channels.create(scene.guild, "c", CATEGORY)
    for _ in range(50):
        scene.world.channels.create(scene.guild, "x", parent_id=category.id)
    path = f"/guilds/{scene.guild.id}/channels"
    crowded = api.ask(scene.alice, "POST", path, {"name": "x", "parent_id": category.id})
    while len(scene.guild.channels) < 500:
        scene.world.channels.create(scene.guild, "x")

    assert "parent_id" in crowded.body["errors"]
    assert api.ask(scene.alice, "POST", path, {"name": "x"}).body["code"] == 30013


def test_positions_move_together() -> None:
    """One call moves several channels; ``lock_permissions`` takes over the category's overwrites."""
    api = Api()
    scene = api.scene
    category = scene.world.channels.create(scene.guild, "c", CATEGORY)
    scene.world.channels.update(category, {"permission_overwrites": [{"id": scene.bob.id, "type": 1, "deny": "1024"}]})
    rows = [{"id": scene.channel.id, "position": 7, "parent_id": category.id, "lock_permissions": True}]

    answer = api.ask(scene.alice, "PATCH", f"/guilds/{scene.guild.id}/channels", rows)

    assert answer.status == 204
    assert (scene.channel.position, scene.channel.parent_id) == (7, category.id)
    assert api.ask(scene.bob, "GET", f"/channels/{scene.channel.id}").body["code"] == 50001


def test_a_deleted_category_lets_its_channels_go() -> None:
    """The channels of a deleted category stay, without a parent, and each is told."""
    api = Api()
    category = api.scene.world.channels.create(api.scene.guild, "c", CATEGORY)
    child = api.scene.world.channels.create(api.scene.guild, "x", parent_id=category.id)

    answer = api.ask(api.scene.alice, "DELETE", f"/channels/{category.id}")

    assert child.parent_id is None
    assert {"CHANNEL_UPDATE", "CHANNEL_DELETE"} <= {event.name for event in answer.events}


def test_nobody_gives_away_what_it_has_not() -> None:
    """With MANAGE_ROLES alone bob can't allow himself MANAGE_MESSAGES; what he has he can; a stranger is 10009."""
    api = Api()
    scene = api.scene
    scene.allow(scene.bob.id, allow=Permission.MANAGE_ROLES)
    path = f"/channels/{scene.channel.id}/permissions"
    own = {"type": 1, "allow": str(int(Permission.MANAGE_ROLES | Permission.MANAGE_MESSAGES))}

    assert api.ask(scene.bob, "PUT", f"{path}/{scene.bob.id}", own).body["code"] == 50013
    assert api.ask(scene.bob, "PUT", f"{path}/{scene.bot.id}", {"type": 1, "deny": "2048"}).status == 204
    assert api.ask(scene.alice, "PUT", f"{path}/{scene.stranger.id}", {"type": 1}).body["code"] == 10009


def test_an_announcement_channel_is_followed() -> None:
    """Following makes a webhook of type 2 without a token, and a message of type 12."""
    api = Api()
    scene = api.scene
    news = scene.world.channels.create(scene.guild, "news", ANNOUNCEMENT)

    answer = api.ask(scene.bot, "POST", f"/channels/{news.id}/followers", {"webhook_channel_id": scene.channel.id})

    hook = api.ask(scene.bot, "GET", f"/channels/{scene.channel.id}/webhooks").body[0]
    assert (hook["id"], hook["type"], hook["source_channel"]["id"]) == (answer.body["webhook_id"], 2, news.id)
    assert "token" not in hook
    assert api.ask(scene.bot, "GET", api.messages).body[0]["type"] == 12
    assert api.ask(scene.bot, "POST", f"/channels/{scene.channel.id}/followers").body["code"] == 50024


def group(api: Api) -> Any:
    """Open a group of alice, bob and the stranger."""
    people = [api.scene.bob.id, api.scene.stranger.id]
    return api.ask(api.scene.alice, "POST", "/users/@me/channels", {"recipients": people}).body


def test_a_group_has_its_owner_and_its_people() -> None:
    """A group is type 3; what is said reaches all three; a bot can't be added."""
    api = Api()
    made = group(api)

    said = api.ask(api.scene.bob, "POST", f"/channels/{made['id']}/messages", {"content": "hi"})

    assert (made["type"], made["owner_id"], len(made["recipients"])) == (3, api.scene.alice.id, 2)
    assert said.events[-1].to == {api.scene.alice.id, api.scene.bob.id, api.scene.stranger.id}
    assert api.ask(api.scene.alice, "PUT", f"/channels/{made['id']}/recipients/{api.scene.bot.id}").status == 400


def test_a_group_is_renamed_left_and_inherited() -> None:
    """Renaming leaves a message of type 4; only the owner removes others; when the owner goes, another owns it."""
    api = Api()
    path = f"/channels/{group(api)['id']}"

    assert api.ask(api.scene.bob, "PATCH", path, {"name": "us"}).body["name"] == "us"
    assert api.ask(api.scene.bob, "GET", f"{path}/messages").body[0]["type"] == 4
    assert api.ask(api.scene.bob, "DELETE", f"{path}/recipients/{api.scene.alice.id}").body["code"] == 50013
    assert api.ask(api.scene.alice, "DELETE", path).status == 200
    assert api.ask(api.scene.bob, "GET", path).body["owner_id"] == api.scene.bob.id
    assert api.ask(api.scene.alice, "GET", path).body["code"] == 50001


def test_a_group_is_full_at_ten() -> None:
    """The eleventh recipient is 30004."""
    api = Api()
    people = [api.scene.world.people.create(f"p{number}") for number in range(10)]
    body = {"recipients": [one.id for one in people[:9]]}
    made = api.ask(api.scene.alice, "POST", "/users/@me/channels", body).body

    answer = api.ask(api.scene.alice, "PUT", f"/channels/{made['id']}/recipients/{people[9].id}")

    assert answer.body["code"] == 30004


def test_the_witness_tells_what_a_call_made() -> None:
    """The record of a call that made something names its id; one that failed names its error and made nothing."""
    api = Api()
    path = f"/guilds/{api.scene.guild.id}/channels"
    made = api.ask(api.scene.alice, "POST", path, {"name": "new"}).body["id"]
    api.ask(api.scene.bob, "POST", path, {"name": "new"})

    first, second = (fact.detail for fact in api.scene.facts if fact.kind == "call")

    assert (first["made"], "made" in second, second["error"]) == (made, False, "50013")
