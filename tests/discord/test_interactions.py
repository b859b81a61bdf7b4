"""Commands and interactions, through REST without a socket."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.interactions import Interaction
from fakes.discord.permissions import Permission
from tests.discord.api import Api

PING = {"name": "ping", "description": "Say pong"}


def used(api: Api) -> Interaction:
    """Let bob use the bot's command."""
    scene = api.scene
    api.ask(scene.bot, "POST", f"/applications/{scene.bot.id}/commands", PING)
    return scene.world.interactions.use_command(scene.bob, scene.channel, scene.bot, "ping", [])


def answer(api: Api, interaction: Interaction, kind: int, **data: Any) -> Any:
    """Answer as the application does, without a token of its own."""
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    return api.ask(None, "POST", path, {"type": kind, "data": data})


def test_commands_are_kept_and_replaced() -> None:
    """The same name replaces a command, a list replaces all, and another's application is 20012."""
    api = Api()
    path = f"/applications/{api.scene.bot.id}/commands"
    first = api.ask(api.scene.bot, "POST", path, PING)

    again = api.ask(api.scene.bot, "POST", path, PING | {"description": "New"})

    assert (first.status, again.body["id"]) == (201, first.body["id"])
    assert [one["name"] for one in api.ask(api.scene.bot, "PUT", path, [PING | {"name": "pong"}]).body] == ["pong"]
    assert api.ask(api.scene.bot, "GET", f"{path}/{first.body['id']}").body["code"] == 10063
    assert api.ask(api.scene.bob, "GET", path).body["code"] == 20012
    assert "name" in api.ask(api.scene.bot, "POST", path, {"name": "a b", "description": "x"}).body["errors"]


def test_a_command_reaches_its_application_alone() -> None:
    """INTERACTION_CREATE goes to the bot, with who used what and where; an unknown command is refused."""
    api = Api()

    interaction = used(api)

    event = api.scene.events[-1]
    assert event.name == "INTERACTION_CREATE"
    assert event.to == {api.scene.bot.id}
    assert (event.data["data"]["name"], event.data["member"]["user"]["id"]) == ("ping", api.scene.bob.id)
    assert event.data["token"] == interaction.token


def test_a_guilds_command_tells_its_guild() -> None:
    """A command that was made for a guild comes with that guild's id in its data, one for everywhere without."""
    api = Api()
    scene = api.scene
    used(api)
    assert "guild_id" not in scene.events[-1].data["data"]

    api.ask(scene.bot, "POST", f"/applications/{scene.bot.id}/guilds/{scene.guild.id}/commands", PING)
    scene.world.interactions.use_command(scene.bob, scene.channel, scene.bot, "ping", [])

    assert scene.events[-1].data["data"]["guild_id"] == scene.guild.id


def test_an_answer_is_said_and_can_be_changed_and_followed() -> None:
    """Type 4 says something at once; ``@original`` shows and changes it; more follows by the token."""
    api = Api()
    interaction = used(api)
    hook = f"/webhooks/{api.scene.bot.id}/{interaction.token}"

    said = answer(api, interaction, 4, content="pong")

    assert (said.status, [one.name for one in said.events]) == (204, ["MESSAGE_CREATE", "INTERACTION_SUCCESS"])
    assert api.ask(None, "GET", f"{hook}/messages/@original").body["content"] == "pong"
    assert api.ask(None, "PATCH", f"{hook}/messages/@original", {"content": "PONG"}).body["content"] == "PONG"
    more = api.ask(None, "POST", hook, {"content": "more"}).body
    assert (more["content"], more["author"]["id"]) == ("more", api.scene.bot.id)


def test_a_deferred_answer_comes_by_its_token() -> None:
    """After type 5 nothing is said until ``@original`` is written."""
    api = Api()
    interaction = used(api)
    assert [one.name for one in answer(api, interaction, 5).events] == ["INTERACTION_SUCCESS"]

    api.ask(None, "PATCH", f"/webhooks/{api.scene.bot.id}/{interaction.token}/messages/@original", {"content": "late"})

    assert [one["content"] for one in api.ask(api.scene.bob, "GET", api.messages).body] == ["late"]


@pytest.mark.parametrize(("seconds", "times", "code"), [(0, 2, 40060), (4, 1, 10062), (0, 1, None)])
def test_an_interaction_is_answered_once_and_soon(seconds: int, times: int, code: int | None) -> None:
    """A second callback is 40060, one after three seconds 10062."""
    api = Api()
    interaction = used(api)
    api.scene.clock.now += seconds

    answers = [answer(api, interaction, 4, content="x") for _ in range(times)]

    assert (answers[-1].body or {}).get("code") == code


def test_a_token_ends_after_a_quarter_of_an_hour() -> None:
    """Following up works for fifteen minutes and is 50027 afterwards."""
    api = Api()
    interaction = used(api)
    answer(api, interaction, 4, content="x")
    hook = f"/webhooks/{api.scene.bot.id}/{interaction.token}"
    api.scene.clock.now += 900

    assert api.ask(None, "POST", hook, {"content": "in time"}).status == 200
    api.scene.clock.now += 1
    assert api.ask(None, "POST", hook, {"content": "late"}).body["code"] == 50027


def test_a_button_changes_its_message() -> None:
    """Pressing a button is an interaction of its message, which type 7 changes; other buttons aren't there."""
    api = Api()
    scene = api.scene
    rows = [{"type": 1, "components": [{"type": 2, "custom_id": "go", "label": "Go", "style": 1}]}]
    message = scene.says(scene.bot, "press", components=rows)
    interaction = scene.world.interactions.press(scene.bob, scene.channel, message, "go", [])
    assert scene.events[-1].data["message"]["id"] == message.id

    changed = answer(api, interaction, 7, content="pressed")

    assert [one.name for one in changed.events] == ["MESSAGE_UPDATE", "INTERACTION_SUCCESS"]
    assert message.content == "pressed"
    refused = answer(api, used(api), 7, content="x")
    assert "type" in refused.body["errors"]


def test_a_form_comes_back_filled_in() -> None:
    """After type 9 the form's fields reach the application by their ids."""
    api = Api()
    interaction = used(api)
    assert answer(api, interaction, 9, custom_id="form", title="F", components=[]).status == 204

    api.scene.world.interactions.submit(api.scene.bob, api.scene.channel, api.scene.bot, "form", {"name": "Bob"})

    data = api.scene.events[-1].data
    assert (data["type"], data["data"]["components"][0]["components"][0]["value"]) == (5, "Bob")


def test_a_persons_client_finds_and_uses_a_command() -> None:
    """A search offers the bot's command; using it reaches the bot, and its answer comes back with the nonce."""
    api = Api()
    scene = api.scene
    api.ask(scene.bot, "POST", f"/applications/{scene.bot.id}/commands", PING)
    found = api.ask(scene.bob, "GET", f"/channels/{scene.channel.id}/application-commands/search", query="pi").body
    body = {"type": 2, "application_id": found["applications"][0]["id"], "channel_id": scene.channel.id, "nonce": "7"}

    asked = api.ask(scene.bob, "POST", "/interactions", body | {"data": found["application_commands"][0]})

    assert (asked.status, asked.events[0].name) == (204, "INTERACTION_CREATE")
    begun = asked.events[0].data
    path = f"/interactions/{begun['id']}/{begun['token']}/callback"
    answered = api.ask(None, "POST", path, {"type": 4, "data": {"content": "pong"}})
    assert answered.events[-1].data["nonce"] == "7"
    assert api.ask(scene.bot, "POST", "/interactions", body).body["code"] == 20001


def test_who_may_not_use_commands_is_offered_none() -> None:
    """Without USE_COMMANDS the search is empty, and using one by name is 50013."""
    api = Api()
    scene = api.scene
    api.ask(scene.bot, "POST", f"/applications/{scene.bot.id}/commands", PING)
    scene.allow(scene.bob.id, deny=Permission.USE_COMMANDS)

    found = api.ask(scene.bob, "GET", f"/channels/{scene.channel.id}/application-commands/search").body
    body = {"type": 2, "application_id": scene.bot.id, "channel_id": scene.channel.id, "data": {"name": "ping"}}

    assert found["application_commands"] == []
    assert api.ask(scene.bob, "POST", "/interactions", body).body["code"] == 50013
