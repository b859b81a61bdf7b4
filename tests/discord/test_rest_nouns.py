"""REST as requests and answers, without a socket: what each noun serves."""

from __future__ import annotations

from fakes.discord.permissions import Permission
from tests.discord.api import Api


def test_a_stranger_is_kept_out() -> None:
    """Who isn't in the guild gets 50001 for its channel and 10004 for itself; a member gets both."""
    api = Api()
    paths = (f"/channels/{api.scene.channel.id}", f"/guilds/{api.scene.guild.id}")

    assert [api.ask(api.scene.bob, "GET", path).status for path in paths] == [200, 200]
    assert [api.ask(api.scene.stranger, "GET", path).body["code"] for path in paths] == [50001, 10004]


def test_history_is_bounded() -> None:
    """A limit above 100 is 50035; 2 gives the newest two."""
    api = Api()
    for number in range(3):
        api.scene.says(api.scene.alice, str(number))

    assert [one["content"] for one in api.ask(api.scene.bot, "GET", api.messages, limit="2").body] == ["2", "1"]
    assert api.ask(api.scene.bot, "GET", api.messages, limit="101").body["errors"]["limit"]


def test_a_webhook_lives_and_dies() -> None:
    """A webhook is made, looked up without its maker, posts, edits, deletes, and is gone after its deletion."""
    api = Api()
    hook = api.ask(api.scene.bot, "POST", f"/channels/{api.scene.channel.id}/webhooks", {"name": "relay"}).body
    path = f"/webhooks/{hook['id']}/{hook['token']}"

    assert "user" not in api.ask(None, "GET", path).body
    sent = api.ask(None, "POST", path, {"content": "hi", "username": "Carol"}, wait="true").body
    assert (sent["author"]["username"], sent["webhook_id"]) == ("Carol", hook["id"])
    assert api.ask(None, "PATCH", f"{path}/messages/{sent['id']}", {"content": "new"}).body["content"] == "new"
    assert api.ask(None, "DELETE", f"{path}/messages/{sent['id']}").status == 204
    assert api.ask(None, "DELETE", path).status == 204
    assert api.ask(None, "GET", path).body["code"] == 10015


def test_a_webhook_without_wait_answers_nothing() -> None:
    """Without ``wait`` the message is posted and the answer is 204."""
    api = Api()
    hook = api.scene.world.webhooks.create(api.scene.bot, api.scene.channel, "relay")

    answer = api.ask(None, "POST", f"/webhooks/{hook.id}/{hook.token}", {"content": "hi"})

    assert (answer.status, answer.body, len(answer.events)) == (204, None, 1)


def test_a_reaction_goes_by_its_escaped_path() -> None:
    """An emoji comes percent-encoded in the path; the reactors can be listed."""
    api = Api()
    message = api.scene.says(api.scene.alice, "hi")
    path = f"{api.messages}/{message.id}/reactions/%F0%9F%91%8D"

    assert api.ask(api.scene.bot, "PUT", f"{path}/@me").status == 204
    assert [user["id"] for user in api.ask(api.scene.bot, "GET", path).body] == [api.scene.bot.id]
    api.scene.clock.now += 1
    assert api.ask(api.scene.bot, "DELETE", f"{path}/@me").status == 204
    assert message.reactions == {}


def test_overwrites_are_set_by_those_who_may() -> None:
    """Setting an overwrite needs MANAGE_ROLES: the owner may, the bot gets 50013."""
    api = Api()
    path = f"/channels/{api.scene.channel.id}/permissions/{api.scene.bob.id}"
    body = {"type": 1, "deny": str(int(Permission.VIEW_CHANNEL))}

    assert api.ask(api.scene.bot, "PUT", path, body).body["code"] == 50013
    assert api.ask(api.scene.alice, "PUT", path, body).status == 204
    assert api.ask(api.scene.bob, "GET", f"/channels/{api.scene.channel.id}").body["code"] == 50001


def test_a_direct_message_reaches_both() -> None:
    """A direct message is opened by recipient, and what is said there is for both and nobody else."""
    api = Api()
    channel = api.ask(api.scene.bot, "POST", "/users/@me/channels", {"recipient_id": api.scene.bob.id}).body

    answer = api.ask(api.scene.bot, "POST", f"/channels/{channel['id']}/messages", {"content": "psst"})

    assert channel["recipients"][0]["id"] == api.scene.bob.id
    assert answer.events[-1].to == {api.scene.bot.id, api.scene.bob.id}
    assert api.ask(api.scene.alice, "GET", f"/channels/{channel['id']}").body["code"] == 50001


def test_channels_are_opened_by_those_who_may() -> None:
    """Opening a channel needs MANAGE_CHANNELS: bob gets 50013, the owner the channel."""
    api = Api()
    path = f"/guilds/{api.scene.guild.id}/channels"

    assert api.ask(api.scene.bob, "POST", path, {"name": "new"}).body["code"] == 50013
    made = api.ask(api.scene.alice, "POST", path, {"name": "new"})
    assert (made.status, made.body["name"]) == (201, "new")
    assert made.body["id"] in [one["id"] for one in api.ask(api.scene.bob, "GET", path).body]


def test_members_are_paged_by_id() -> None:
    """Pages of one member each, by ``after``, give every member once in growing order."""
    api = Api()
    path, after, found = f"/guilds/{api.scene.guild.id}/members", "0", []

    while page := api.ask(api.scene.bot, "GET", path, after=after).body:
        found.append(after := page[0]["user"]["id"])

    assert found == sorted(api.scene.guild.members, key=int)
