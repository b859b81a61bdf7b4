"""Who may make, change and use a guild's own emoji and stickers."""

from __future__ import annotations

from fakes.discord.permissions import Permission
from fakes.discord.pictures import png
from tests.discord.api import Api


def test_an_emoji_of_a_role_is_for_that_role() -> None:
    """Kept to a role, an emoji is 10014 for bob until he has the role; with an unknown role nothing changes."""
    api = Api()
    scene = api.scene
    role = scene.world.guilds.create_role(scene.guild, "artists", 0)
    made = scene.world.expressions.create_emoji(scene.guild, scene.alice, "blob", png(4, 4))
    path = f"/guilds/{scene.guild.id}/emojis/{made.id}"
    message = scene.says(scene.alice, "hi")
    react = f"{api.messages}/{message.id}/reactions/blob:{made.id}/@me"
    assert api.ask(scene.alice, "PATCH", path, {"roles": ["1"]}).body["code"] == 10011

    assert api.ask(scene.alice, "PATCH", path, {"roles": [role.id]}).body["roles"] == [role.id]

    assert api.ask(scene.bob, "PUT", react).body["code"] == 10014
    scene.world.guilds.grant(scene.guild, scene.bob, role.id)
    scene.clock.now += 1
    assert api.ask(scene.bob, "PUT", react).status == 204


def test_ones_own_emoji_is_in_ones_care() -> None:
    """With CREATE_EXPRESSIONS bob removes the emoji that he made, and not alice's."""
    api = Api()
    scene = api.scene
    own, other = (
        scene.world.expressions.create_emoji(scene.guild, maker, "blob", png(4, 4))
        for maker in (scene.bob, scene.alice)
    )
    scene.guild.roles[scene.guild.id].permissions |= Permission.CREATE_EXPRESSIONS
    path = f"/guilds/{scene.guild.id}/emojis"

    assert api.ask(scene.bob, "DELETE", f"{path}/{other.id}").body["code"] == 50013
    assert api.ask(scene.bob, "DELETE", f"{path}/{own.id}").status == 204


def test_a_sticker_is_described_and_removed() -> None:
    """A sticker takes new texts within bounds, stands in the guild, and is 10060 once it is removed."""
    api = Api()
    scene = api.scene
    made = scene.world.expressions.create_sticker(scene.guild, "wave", png(8, 8))
    path = f"/guilds/{scene.guild.id}/stickers/{made.id}"

    assert api.ask(scene.alice, "PATCH", path, {"name": "hello"}).body["name"] == "hello"
    assert api.ask(scene.alice, "PATCH", path, {"name": "x"}).body["errors"]["name"]
    shown = api.ask(scene.bob, "GET", f"/guilds/{scene.guild.id}").body["stickers"]
    assert [one["name"] for one in shown] == ["hello"]
    assert api.ask(scene.bob, "DELETE", path).body["code"] == 50013
    assert api.ask(scene.alice, "DELETE", path).status == 204
    assert api.ask(scene.alice, "GET", path).body["code"] == 10060


def test_what_was_read_is_in_ready() -> None:
    """A person's next session begins with how far it has read."""
    api = Api()
    scene = api.scene
    message = scene.says(scene.alice, "hi")
    api.ask(scene.bob, "POST", f"{api.messages}/{message.id}/ack", {"token": None})

    ready = next(data for name, data in scene.log_in(scene.bob).dispatches() if name == "READY")

    assert [(one["id"], one["last_message_id"]) for one in ready["read_state"]["entries"]] == [
        (scene.channel.id, message.id)
    ]
