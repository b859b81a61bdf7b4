"""Threads and forum posts, through REST without a socket."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.channel import FORUM, REQUIRE_TAG, Channel, Overwrite
from fakes.discord.permissions import Permission
from tests.discord.api import Api

HOUR = 3600


def opened(api: Api, **body: Any) -> Any:
    """Start a public thread as alice."""
    path = f"/channels/{api.scene.channel.id}/threads"
    return api.ask(api.scene.alice, "POST", path, {"name": "talk", "type": 11, **body}).body


def forum(api: Api, **settings: Any) -> Channel:
    """Open a forum with two tags, the second for moderators."""
    tags = [{"name": "free"}, {"name": "mods", "moderated": True}]
    return api.scene.world.channels.create(
        api.scene.guild, "forum", FORUM, settings={"available_tags": tags, **settings}
    )


def test_a_thread_from_a_message_takes_its_id() -> None:
    """The thread has the message's id, begins with type 21, and the message shows it; a second one is 160004."""
    api = Api()
    message = api.scene.says(api.scene.bob, "a topic")
    path = f"{api.messages}/{message.id}/threads"

    answer = api.ask(api.scene.bob, "POST", path, {"name": "talk"})

    assert (answer.status, answer.body["id"], answer.body["type"]) == (201, message.id, 11)
    assert answer.events[0].name == "THREAD_CREATE"
    first = api.ask(api.scene.bob, "GET", f"/channels/{message.id}/messages").body[0]
    assert (first["type"], first["message_reference"]["message_id"]) == (21, message.id)
    shown = api.ask(api.scene.bob, "GET", f"{api.messages}/{message.id}").body
    assert (shown["thread"]["id"], shown["flags"]) == (message.id, 1 << 5)
    assert api.ask(api.scene.bob, "POST", path, {"name": "again"}).body["code"] == 160004


def test_a_public_thread_is_announced_in_its_parent() -> None:
    """A thread without a message leaves a message of type 18 that points at it; a private one leaves none."""
    api = Api()
    thread = opened(api)
    opened(api, type=12)

    said = api.ask(api.scene.bob, "GET", api.messages).body

    assert [(one["type"], one["message_reference"]["channel_id"]) for one in said] == [(18, thread["id"])]


def test_who_writes_is_in_and_is_counted() -> None:
    """Bob's message makes him a member, counts, and tells of both."""
    api = Api()
    thread = opened(api)

    answer = api.ask(api.scene.bob, "POST", f"/channels/{thread['id']}/messages", {"content": "hi"})

    assert "THREAD_MEMBERS_UPDATE" in [event.name for event in answer.events]
    shown = api.ask(api.scene.bob, "GET", f"/channels/{thread['id']}").body
    assert (shown["message_count"], shown["total_message_sent"], shown["member_count"]) == (1, 1, 2)


def test_threads_are_joined_and_left() -> None:
    """Members can be listed, looked up, added and removed; who isn't in is 10007, and removing others needs a right."""
    api = Api()
    path = f"/channels/{opened(api)['id']}/thread-members"

    assert api.ask(api.scene.bob, "GET", f"{path}/{api.scene.bob.id}").body["code"] == 10007
    assert api.ask(api.scene.bob, "PUT", f"{path}/@me").status == 204
    assert api.ask(api.scene.bob, "GET", f"{path}/{api.scene.bob.id}").body["user_id"] == api.scene.bob.id
    assert api.ask(api.scene.bob, "PUT", f"{path}/{api.scene.bot.id}").status == 204
    assert len(api.ask(api.scene.bob, "GET", path).body) == 3
    assert api.ask(api.scene.bob, "DELETE", f"{path}/{api.scene.bot.id}").body["code"] == 50013
    assert api.ask(api.scene.bob, "DELETE", f"{path}/@me").status == 204
    assert len(api.ask(api.scene.bob, "GET", path).body) == 2


def test_a_thread_falls_asleep_and_wakes() -> None:
    """After its hour a thread is archived; a message wakes it, unless it is locked and the author no moderator."""
    api = Api()
    thread = opened(api, auto_archive_duration=60)["id"]
    api.scene.clock.now += HOUR
    shown = api.ask(api.scene.bob, "GET", f"/channels/{thread}").body
    assert shown["thread_metadata"]["archived"] is True

    woken = api.ask(api.scene.bob, "POST", f"/channels/{thread}/messages", {"content": "morning"})

    assert "THREAD_UPDATE" in [event.name for event in woken.events]
    assert api.ask(api.scene.alice, "PATCH", f"/channels/{thread}", {"archived": True, "locked": True}).status == 200
    locked = api.ask(api.scene.bob, "POST", f"/channels/{thread}/messages", {"content": "locked out"})
    assert locked.body["code"] == 50083


def test_archived_threads_are_listed_apart() -> None:
    """Active and archived threads are on lists of their own, and pages say whether there are more."""
    api = Api()
    made = [opened(api, name=f"t{number}")["id"] for number in range(4)]
    archived = f"/channels/{api.scene.channel.id}/threads/archived/public"
    for number, one in enumerate(made[:3]):
        api.scene.clock.now += number + 1
        api.ask(api.scene.alice, "PATCH", f"/channels/{one}", {"archived": True})

    active = api.ask(api.scene.bob, "GET", f"/guilds/{api.scene.guild.id}/threads/active").body
    page = api.ask(api.scene.bob, "GET", archived, limit="2").body
    last = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
    rest = api.ask(api.scene.bob, "GET", archived, limit="2", before=last).body

    assert [one["id"] for one in active["threads"]] == made[3:]
    assert [one["id"] for one in page["threads"]] == [made[2], made[1]]
    assert (page["has_more"], rest["has_more"]) == (True, False)
    assert [one["id"] for one in rest["threads"]] == [made[0]]


def test_a_private_thread_is_for_its_members() -> None:
    """Bob gets 50001 for a private thread until he is added, and its events begin only then."""
    api = Api()
    thread = opened(api, type=12)["id"]
    path = f"/channels/{thread}"
    assert api.ask(api.scene.bob, "GET", path).body["code"] == 50001
    before = api.ask(api.scene.alice, "POST", f"{path}/messages", {"content": "alone"}).events[-1]

    assert api.ask(api.scene.alice, "PUT", f"{path}/thread-members/{api.scene.bob.id}").status == 204

    after = api.ask(api.scene.alice, "POST", f"{path}/messages", {"content": "together"}).events[-1]
    assert (api.scene.bob.id in before.to, api.scene.bob.id in after.to) == (False, True)


def test_a_thread_hides_with_its_parent_and_comes_back_in_a_list() -> None:
    """Whoever can't see the parent can't see the thread; on coming back THREAD_LIST_SYNC names it."""
    api = Api()
    thread = opened(api)["id"]
    api.scene.allow(api.scene.bob.id, deny=Permission.VIEW_CHANNEL)
    assert api.ask(api.scene.bob, "GET", f"/channels/{thread}").body["code"] == 50001

    api.scene.allow(api.scene.bob.id, allow=Permission.VIEW_CHANNEL)

    synced = next(event for event in api.scene.events if event.name == "THREAD_LIST_SYNC")
    assert synced.to == {api.scene.bob.id}
    assert [one["id"] for one in synced.data["threads"]] == [thread]


def test_a_role_that_opens_a_channel_brings_one_list_of_its_threads() -> None:
    """Who is given a role by a change of the member hears of the threads that it may see now once, and not again."""
    api = Api()
    opened(api)
    scene = api.scene
    role = scene.world.guilds.create_role(scene.guild, "guests", 0)
    scene.allow(scene.guild.id, deny=Permission.VIEW_CHANNEL)
    scene.world.channels.overwrite(scene.channel, Overwrite(role.id, 0, int(Permission.VIEW_CHANNEL), 0), role.id)
    assert api.ask(scene.bob, "GET", f"/channels/{scene.channel.id}").body["code"] == 50001

    path = f"/guilds/{scene.guild.id}/members/{scene.bob.id}"
    events = api.ask(scene.alice, "PATCH", path, {"roles": [role.id]}).events

    assert [event.name for event in events].count("THREAD_LIST_SYNC") == 1


def test_a_forum_post_is_a_thread_and_its_first_message() -> None:
    """A post's message has the thread's id and isn't counted; the tag is applied; the forum itself takes no text."""
    api = Api()
    place = forum(api)
    tag = place.more["available_tags"][0]["id"]
    body = {"name": "post", "applied_tags": [tag], "message": {"content": "first"}}

    made = api.ask(api.scene.bob, "POST", f"/channels/{place.id}/threads", body).body

    assert (made["id"], made["applied_tags"], made["message_count"]) == (made["message"]["id"], [tag], 0)
    refused = api.ask(api.scene.bob, "POST", f"/channels/{place.id}/messages", {"content": "loose"})
    assert refused.body["code"] == 50008


@pytest.mark.parametrize(
    ("tags", "flags", "code"), [([], REQUIRE_TAG, 40067), (["1"], 0, 10087), ([1], 0, 50013), ([0], REQUIRE_TAG, None)]
)
def test_forums_ask_for_their_tags(tags: list[Any], flags: int, code: int | None) -> None:
    """No tag where one is required, an unknown one, and a moderators' one are refused; numbers are the forum's own."""
    api = Api()
    place = forum(api, flags=flags)
    given = [place.more["available_tags"][one]["id"] if isinstance(one, int) else one for one in tags]
    body = {"name": "post", "applied_tags": given, "message": {"content": "first"}}

    assert api.ask(api.scene.bob, "POST", f"/channels/{place.id}/threads", body).body.get("code") == code


def test_a_forum_pins_one_post() -> None:
    """A second pinned post is 30047."""
    api = Api()
    place = forum(api)
    posts = [
        api.ask(api.scene.alice, "POST", f"/channels/{place.id}/threads", {"name": "p", "message": {"content": "x"}})
        for _ in range(2)
    ]

    codes = [api.ask(api.scene.alice, "PATCH", f"/channels/{one.body['id']}", {"flags": 2}).body for one in posts]

    assert (codes[0]["flags"], codes[1]["code"]) == (2, 30047)


def test_senseless_durations_are_refused() -> None:
    """A thread archives after one of four durations; any other is 50035 by its field."""
    api = Api()

    assert "auto_archive_duration" in opened(api, auto_archive_duration=61)["errors"]


def test_a_new_session_hears_of_the_threads() -> None:
    """GUILD_CREATE carries the threads that are awake and seen."""
    api = Api()
    thread = opened(api)["id"]

    created = next(data for name, data in api.scene.log_in(api.scene.bot).dispatches() if name == "GUILD_CREATE")

    assert [one["id"] for one in created["threads"]] == [thread]
