"""The control API against its schema, over a real socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from jsonschema import Draft202012Validator

from fakes.discord.app import Fake, build_fake, control_of
from fakes.discord.drafts import read_draft
from tests.discord.desktop import Screen
from tests.discord.scene import Client

SCHEMA = Path(__file__).parents[2] / "fakes" / "schema"
CONTROL = json.loads((SCHEMA / "control.discord.v1.json").read_text())
OPERATIONS = CONTROL["operations"]
WITNESS = Draft202012Validator(json.loads((SCHEMA / "witness.v1.json").read_text()))


class Orders:
    """Gives orders, and holds each order and answer against the schema."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.given: set[str] = set()

    async def give(self, operation: str, /, **order: Any) -> Any:
        """Give an order that must succeed; return its answer."""
        Draft202012Validator(OPERATIONS[operation]["order"]).validate(order)
        response = await self.client.post(f"/v1/act/{operation}", json=order)
        answer = await response.json()
        assert response.status == 200, answer
        Draft202012Validator(OPERATIONS[operation]["answer"]).validate(answer)
        self.given.add(operation)
        return answer

    async def refused(self, operation: str, /, **order: Any) -> tuple[int, dict[str, str]]:
        """Give an order that must fail; return the status and the error."""
        response = await self.client.post(f"/v1/act/{operation}", json=order)
        answer = await response.json()
        Draft202012Validator(CONTROL["$defs"]["error"]).validate(answer)
        return response.status, answer["error"]


@pytest.fixture
def fake() -> Fake:
    """A fake of its own for each test."""
    return build_fake(seed=3)


@pytest.fixture
async def orders(fake: Fake) -> AsyncIterator[Orders]:
    """The control API on loopback."""
    async with TestClient(TestServer(control_of(fake))) as client:
        yield Orders(client)


async def guild_of_two(orders: Orders) -> tuple[str, str, str, str]:
    """Return alice, bob, their guild and its channel."""
    alice = (await orders.give("person.create", name="alice", display_name="Alice", scope="s1"))["id"]
    bob = (await orders.give("person.create", name="bob"))["id"]
    guild = await orders.give("guild.create", name="G", owner=alice, members=[bob])
    return alice, bob, guild["id"], guild["channels"][0]["id"]


def test_the_schema_is_sound() -> None:
    """Every order and answer of the schema is itself a valid schema."""
    for operation in OPERATIONS.values():
        Draft202012Validator.check_schema(operation["order"])
        Draft202012Validator.check_schema(operation["answer"])


async def test_the_schema_names_what_is_served(orders: Orders) -> None:
    """The operations in the schema are exactly those that the fake has."""
    health = await (await orders.client.get("/v1/health")).json()

    assert health["operations"] == sorted(OPERATIONS)


async def test_every_operation_keeps_to_the_schema(orders: Orders, fake: Fake) -> None:
    """A walk through all operations meets no answer, and leaves no record, outside of its schema."""
    alice, bob, guild, channel = await guild_of_two(orders)
    await walk_places(orders, alice, bob, guild, channel)
    await walk_threads(orders, alice, bob, guild, channel)
    await walk_people(orders, fake, alice, bob, guild)
    await walk_applications(orders, fake, bob, guild, channel)
    await walk_messages(orders, alice, channel)
    await walk_contents(orders, alice, guild, channel)
    await walk_faults(orders, alice)

    assert orders.given == set(OPERATIONS)
    assert {"message", "edit", "delete", "reaction", "unreaction", "typing", "read", "member"} <= {
        record.kind for record in fake.hub.records
    }
    for record in fake.hub.records:
        WITNESS.validate(json.loads(record.line()))


async def walk_places(orders: Orders, alice: str, bob: str, guild: str, channel: str) -> None:
    """Order everything about guilds and channels."""
    bot = (await orders.give("person.create", name="bridge", bot=True))["id"]
    await orders.give("guild.join", guild=guild, person=bot, permissions="1024")
    await orders.give("guild.leave", guild=guild, person=bot)
    await orders.give("role.create", guild=guild, name="mods", permissions="8192", members=[bob])
    extra = (await orders.give("channel.create", guild=guild, name="extra", type=5))["id"]
    await orders.give("channel.delete", channel=extra)
    await orders.give("channel.direct", people=[alice, bob])
    await orders.give("overwrite.set", channel=channel, target=bob, deny="1024")
    await orders.give("overwrite.set", channel=channel, target=bob)


async def walk_threads(orders: Orders, alice: str, bob: str, guild: str, channel: str) -> None:
    """Order everything about threads, posts and groups."""
    thread = (await orders.give("thread.create", author=alice, channel=channel, name="t"))["id"]
    forum = (await orders.give("channel.create", guild=guild, name="f", type=15))["id"]
    await orders.give("channel.update", channel=forum, changes={"topic": "rules"})
    await orders.give("thread.create", author=bob, channel=forum, name="post", content="first")
    said = (await orders.give("message.send", channel=channel, author=bob, content="topic"))["id"]
    await orders.give("thread.create", author=bob, channel=channel, name="t", message=said)
    await orders.give("message.delete", channel=channel, author=bob, message=said)
    await orders.give("thread.join", thread=thread, person=bob)
    await orders.give("thread.leave", thread=thread, person=bob)
    await orders.give("thread.update", thread=thread, author=alice, changes={"archived": True})
    await orders.give("thread.delete", thread=thread)
    carol, dave = [(await orders.give("person.create", name=name))["id"] for name in ("carol", "dave")]
    group = {"channel": (await orders.give("group.create", owner=alice, people=[bob, carol]))["id"], "author": alice}
    await orders.give("group.update", **group, changes={"name": "us"})
    await orders.give("group.add", **group, person=dave)
    await orders.give("group.remove", **group, person=bob)


async def walk_people(orders: Orders, fake: Fake, alice: str, bob: str, guild: str) -> None:
    """Order everything about roles, members, invites, accounts and whole guilds."""
    here = {"guild": guild, "author": alice, "person": bob}
    role = (await orders.give("role.create", guild=guild, name="r"))["id"]
    await orders.give("role.update", guild=guild, role=role, changes={"name": "R"})
    await orders.give("role.give", guild=guild, person=bob, role=role)
    await orders.give("role.delete", guild=guild, role=role)
    await orders.give("member.update", **here, changes={"nick": "B"})
    other = await orders.give("guild.create", name="Other", owner=alice, members=[bob])
    there = here | {"guild": other["id"]}
    code = (await orders.give("invite.create", author=alice, channel=other["channels"][0]["id"]))["code"]
    await orders.give("member.ban", **there, seconds=60, reason="r")
    await orders.give("member.unban", **there)
    assert (await orders.give("invite.accept", person=bob, code=code))["guild"] == other["id"]
    await orders.give("member.kick", **there)
    await orders.give("guild.update", guild=other["id"], changes={"name": "Else", "premium_tier": 2})
    for unavailable in (True, False):
        await orders.give("guild.outage", guild=other["id"], unavailable=unavailable)
    await orders.give("guild.delete", guild=other["id"])
    await orders.give("person.update", person=bob, display_name="Bobby")
    await orders.give("person.presence", person=bob, status="idle", playing="chess")
    await orders.give("person.relate", person=alice, other=bob, kind="friend")
    await orders.give("person.relate", person=alice, other=bob, kind="none")
    await orders.give("login.qr", person=bob, link=Screen(fake.world.remote_auth).shake_hands())
    await orders.give("token.revoke", person=bob)


async def walk_applications(orders: Orders, fake: Fake, bob: str, guild: str, channel: str) -> None:
    """Order everything that people do with an application."""
    bot = (await orders.give("person.create", name="app", bot=True))["id"]
    await orders.give("guild.join", guild=guild, person=bot, permissions="0")
    fake.world.interactions.put_command(bot, "", {"name": "ping", "description": "p"})
    row = {"type": 1, "components": [{"type": 2, "custom_id": "go", "style": 1, "label": "Go"}]}
    draft = read_draft({"content": "press", "components": [row]})
    place, person = fake.world.channels.get(channel), fake.world.people.get(bot)
    message = fake.world.messages.send(person, place, draft, "control")
    here = {"author": bob, "channel": channel}
    await orders.give("command.use", **here, application=bot, name="ping")
    await orders.give("component.press", **here, message=message.id, custom_id="go")
    await orders.give("form.submit", **here, application=bot, custom_id="f", fields={"a": "b"})
    fake.world.messages.delete(person, place, message.id, "control")


async def walk_messages(orders: Orders, alice: str, channel: str) -> None:
    """Order everything about messages."""
    here = {"channel": channel, "author": alice}
    message = (await orders.give("message.send", **here, content="hi"))["id"]
    reply = (await orders.give("message.send", **here, content="re", reply_to=message))["id"]
    await orders.give("message.edit", **here, message=message, content="hi!")
    await orders.give("reaction.add", **here, message=message, emoji="👍")
    await orders.give("reaction.remove", **here, message=message, emoji="👍")
    await orders.give("typing.start", **here)
    await orders.give("message.delete", **here, message=reply)
    listed = (await orders.give("message.list", channel=channel))["messages"]
    assert [one["content"] for one in listed if one["type"] == 0] == ["hi!"]


async def walk_contents(orders: Orders, alice: str, guild: str, channel: str) -> None:
    """Order everything that a message can hold or undergo beside text."""
    here = {"channel": channel, "author": alice}
    emoji = await orders.give("emoji.create", guild=guild, author=alice, name="blob")
    sticker = (await orders.give("sticker.create", guild=guild, name="wave", image={"width": 8}))["id"]
    files = [{"name": "a.png", "width": 4, "description": "d", "spoiler": True}, {"name": "b.bin", "size": 5}]
    full = await orders.give("message.send", **here, files=files, embeds=[{"title": "t"}], stickers=[sticker])
    await orders.give("message.send", **here, forward={"channel": channel, "message": full["id"]})
    await orders.give("message.edit", **here, message=full["id"], content="less", keep=[])
    ask = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "yes"}}]}
    poll = (await orders.give("message.send", **here, poll=ask))["id"]
    await orders.give("poll.vote", **here, message=poll, answers=[1])
    await orders.give("poll.end", **here, message=poll)
    await orders.give("reaction.add", **here, message=full["id"], emoji=emoji["emoji"], super=True)
    for operation in ("reaction.clear", "message.pin", "message.unpin", "message.read"):
        await orders.give(operation, **here, message=full["id"])
    await orders.give("file.expire")


async def walk_faults(orders: Orders, alice: str) -> None:
    """Order every fault."""
    for fault in OPERATIONS["fault.set"]["order"]["properties"]["fault"]["enum"]:
        made = await orders.give("fault.set", fault=fault, person=alice, host="cdn.discordapp.com")
    await orders.give("fault.clear", id=made["id"])
    await orders.give("fault.clear", scope="s1")
    await orders.give("fault.clear")
    await orders.give("gateway.sessions")


async def test_people_are_bound_by_permissions(orders: Orders) -> None:
    """Bob speaks until he is denied, and the refusal names Discord's code."""
    _, bob, _, channel = await guild_of_two(orders)
    await orders.give("message.send", channel=channel, author=bob, content="hi")
    await orders.give("overwrite.set", channel=channel, target=bob, deny="2048")

    status, error = await orders.refused("message.send", channel=channel, author=bob, content="again")

    assert (status, error["name"], error["message"]) == (409, "50013", "Missing Permissions")


@pytest.mark.parametrize(
    ("operation", "order", "status", "words"),
    [
        ("no.such", {}, 404, "it has: channel.create"),
        ("person.create", {}, 400, "'name'"),
        ("guild.create", {"name": "G", "owner": "1"}, 409, "Unknown User"),
        ("fault.set", {"fault": "earthquake"}, 409, "there are: captcha, close"),
    ],
)
async def test_a_wrong_order_says_what_is_wrong(
    orders: Orders, operation: str, order: dict[str, Any], status: int, words: str
) -> None:
    """An order that can't be carried out is answered with a sentence."""
    answered, error = await orders.refused(operation, **order)

    assert answered == status
    assert words in error["message"]


async def test_a_forward_that_is_no_object_is_no_order(orders: Orders) -> None:
    """A forward names its channel and its message; anything else is refused as an order."""
    _, bob, _, channel = await guild_of_two(orders)

    status, error = await orders.refused("message.send", channel=channel, author=bob, forward="1")

    assert (status, error["name"]) == (400, "BAD_ORDER")


async def test_scope_follows_from_the_owner(orders: Orders, fake: Fake) -> None:
    """What happens in a guild carries its owner's scope, and elsewhere none."""
    alice, bob, _, channel = await guild_of_two(orders)
    other = await orders.give("guild.create", name="Other", owner=bob)

    await orders.give("message.send", channel=channel, author=alice, content="in")
    await orders.give("message.send", channel=other["channels"][0]["id"], author=bob, content="out")

    assert [(one.text, one.scope) for one in fake.hub.records] == [("in", "s1"), ("out", "")]


async def test_a_revoked_token_is_worthless(orders: Orders, fake: Fake) -> None:
    """The old token opens nothing any more, its socket is closed with 4004, and the new one works."""
    made = await orders.give("person.create", name="carol")
    client = Client(fake.gateway)
    client.send(2, {"token": made["token"], "properties": {}})

    fresh = (await orders.give("token.revoke", person=made["id"]))["token"]

    assert client.closed_with() == 4004
    assert fake.world.people.by_token(made["token"]) is None
    assert fake.world.people.by_token(fresh) is not None
