"""Which right each call and event needs, as a table; of several rights in a row any one will do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fakes.discord.permissions import ALL
from fakes.discord.permissions import Permission as Right
from tests.discord.api import Api

Body = dict[str, Any] | list[Any] | None
CALLS: list[tuple[int, str, str, Body, int]] = [
    (Right.VIEW_CHANNEL, "GET", "/channels/{channel}", None, 50001),
    (Right.VIEW_CHANNEL, "GET", "/channels/{channel}/messages", None, 50001),
    (Right.VIEW_CHANNEL, "POST", "/channels/{channel}/typing", None, 50001),
    (Right.SEND_MESSAGES, "POST", "/channels/{channel}/messages", {"content": "x"}, 50013),
    (Right.SEND_MESSAGES, "POST", "/channels/{channel}/typing", None, 50013),
    (Right.READ_MESSAGE_HISTORY, "GET", "/channels/{channel}/messages/{message}", None, 50001),
    (Right.READ_MESSAGE_HISTORY, "GET", "/channels/{channel}/threads/archived/public", None, 50001),
    (Right.MANAGE_MESSAGES, "DELETE", "/channels/{channel}/messages/{message}", None, 50013),
    (Right.ADD_REACTIONS, "PUT", "/channels/{channel}/messages/{message}/reactions/%F0%9F%91%8D/@me", None, 50013),
    (Right.MANAGE_CHANNELS, "PATCH", "/channels/{channel}", {"topic": "t"}, 50013),
    (Right.MANAGE_CHANNELS, "DELETE", "/channels/{channel}", None, 50013),
    (Right.MANAGE_CHANNELS, "GET", "/channels/{channel}/invites", None, 50013),
    (Right.MANAGE_ROLES, "PUT", "/channels/{channel}/permissions/{bot}", {"type": 1}, 50013),
    (Right.MANAGE_WEBHOOKS, "POST", "/channels/{channel}/webhooks", {"name": "relay"}, 50013),
    (Right.MANAGE_WEBHOOKS, "GET", "/channels/{channel}/webhooks", None, 50013),
    (Right.CREATE_INSTANT_INVITE, "POST", "/channels/{channel}/invites", {}, 50013),
    (Right.CREATE_PUBLIC_THREADS, "POST", "/channels/{channel}/threads", {"name": "t", "type": 11}, 50013),
    (Right.CREATE_PUBLIC_THREADS, "POST", "/channels/{channel}/messages/{message}/threads", {"name": "t"}, 50013),
    (Right.CREATE_PRIVATE_THREADS, "POST", "/channels/{channel}/threads", {"name": "t", "type": 12}, 50013),
    (Right.MANAGE_THREADS, "DELETE", "/channels/{thread}", None, 50013),
    (Right.MANAGE_THREADS, "PATCH", "/channels/{thread}", {"locked": True}, 50013),
    (Right.MANAGE_THREADS, "GET", "/channels/{channel}/threads/archived/private", None, 50013),
    (Right.SEND_IN_THREADS, "POST", "/channels/{thread}/messages", {"content": "x"}, 50013),
    (Right.VIEW_CHANNEL, "GET", "/channels/{thread}", None, 50001),
    (Right.MANAGE_CHANNELS, "POST", "/guilds/{guild}/channels", {"name": "x"}, 50013),
    (Right.MANAGE_GUILD, "PATCH", "/guilds/{guild}", {"name": "Better"}, 50013),
    (Right.MANAGE_GUILD | Right.VIEW_AUDIT_LOG, "GET", "/guilds/{guild}/invites", None, 50013),
    (Right.MANAGE_ROLES, "POST", "/guilds/{guild}/roles", {}, 50013),
    (Right.MANAGE_WEBHOOKS, "GET", "/guilds/{guild}/webhooks", None, 50013),
    (Right.VIEW_AUDIT_LOG, "GET", "/guilds/{guild}/audit-logs", None, 50013),
    (Right.BAN_MEMBERS, "GET", "/guilds/{guild}/bans", None, 50013),
    (Right.BAN_MEMBERS, "PUT", "/guilds/{guild}/bans/{bot}", {}, 50013),
    (Right.KICK_MEMBERS, "DELETE", "/guilds/{guild}/members/{bot}", None, 50013),
    (Right.MANAGE_NICKNAMES, "PATCH", "/guilds/{guild}/members/{bot}", {"nick": "x"}, 50013),
    (Right.CHANGE_NICKNAME | Right.MANAGE_NICKNAMES, "PATCH", "/guilds/{guild}/members/@me", {"nick": "x"}, 50013),
    (
        Right.MODERATE_MEMBERS,
        "PATCH",
        "/guilds/{guild}/members/{bot}",
        {"communication_disabled_until": "2023-11-15T00:00:00+00:00"},
        50013,
    ),
]


def stage(api: Api, rights: int) -> dict[str, str]:
    """Give bob exactly these rights and a rank above the bot's; return the ids that paths name."""
    scene = api.scene
    message = scene.says(scene.alice, "hi")
    body = {"name": "talk", "type": 11}
    thread = api.ask(scene.alice, "POST", f"/channels/{scene.channel.id}/threads", body).body["id"]
    scene.guild.roles[scene.guild.id].permissions = 0
    top = scene.world.guilds.create_role(scene.guild, "bobs", int(rights))
    scene.world.guilds.grant(scene.guild, scene.bob, top.id)
    ids = {"channel": scene.channel.id, "guild": scene.guild.id, "bot": scene.bot.id}
    return ids | {"message": message.id, "thread": thread}


def code(answer: Any) -> int | None:
    """Return an answer's error code, if it is an error."""
    return answer.body.get("code") if answer.status >= 400 else None


@pytest.mark.parametrize(("right", "method", "path", "body", "expected"), CALLS)
def test_a_call_needs_its_right(right: int, method: str, path: str, body: Body, expected: int) -> None:
    """With every right but the named one the call is refused by its code; with that one, too, it is served."""
    every = ALL & ~Right.ADMINISTRATOR
    lacking, having = Api(), Api()

    without = lacking.ask(lacking.scene.bob, method, path.format(**stage(lacking, every & ~right)), body)
    with_it = having.ask(having.scene.bob, method, path.format(**stage(having, every)), body)

    assert (code(without), code(with_it)) == (expected, None)


Deed = Callable[[Api, dict[str, str]], Any]
EVENTS: list[tuple[str, int, Deed]] = [
    ("MESSAGE_CREATE", Right.VIEW_CHANNEL, lambda api, ids: api.scene.says(api.scene.alice, "x")),
    (
        "MESSAGE_DELETE",
        Right.VIEW_CHANNEL,
        lambda api, ids: api.ask(api.scene.alice, "DELETE", f"/channels/{ids['channel']}/messages/{ids['message']}"),
    ),
    (
        "TYPING_START",
        Right.VIEW_CHANNEL,
        lambda api, ids: api.scene.world.channels.start_typing(api.scene.alice, api.scene.channel, "control"),
    ),
    (
        "THREAD_CREATE",
        Right.VIEW_CHANNEL,
        lambda api, ids: api.ask(
            api.scene.alice, "POST", f"/channels/{ids['channel']}/threads", {"name": "n", "type": 11}
        ),
    ),
    (
        "THREAD_UPDATE",
        Right.VIEW_CHANNEL,
        lambda api, ids: api.ask(api.scene.alice, "PATCH", f"/channels/{ids['thread']}", {"name": "n"}),
    ),
    (
        "THREAD_DELETE",
        Right.VIEW_CHANNEL,
        lambda api, ids: api.ask(api.scene.alice, "DELETE", f"/channels/{ids['thread']}"),
    ),
    (
        "GUILD_BAN_ADD",
        Right.BAN_MEMBERS | Right.VIEW_AUDIT_LOG,
        lambda api, ids: api.ask(api.scene.alice, "PUT", f"/guilds/{ids['guild']}/bans/{ids['bot']}", {}),
    ),
    (
        "INVITE_CREATE",
        Right.MANAGE_CHANNELS,
        lambda api, ids: api.ask(api.scene.alice, "POST", f"/channels/{ids['channel']}/invites", {}),
    ),
    (
        "GUILD_AUDIT_LOG_ENTRY_CREATE",
        Right.VIEW_AUDIT_LOG,
        lambda api, ids: api.ask(api.scene.alice, "POST", f"/guilds/{ids['guild']}/roles", {}),
    ),
]


@pytest.mark.parametrize(("name", "right", "deed"), EVENTS)
def test_an_event_needs_its_right(name: str, right: int, deed: Deed) -> None:
    """Bob's session hears of a deed with every right, and not with all but the named one; the owner always does."""
    every = ALL & ~Right.ADMINISTRATOR

    heard = [hears(every, name, deed), hears(every & ~right, name, deed)]

    assert heard == [(True, True), (False, True)]


def hears(rights: int, name: str, deed: Deed) -> tuple[bool, bool]:
    """Tell whether bob's and the owner's sessions hear of a deed."""
    api = Api()
    ids = stage(api, rights)
    sessions = api.scene.log_in(api.scene.bob), api.scene.log_in(api.scene.alice)
    for one in sessions:
        one.received()
    answer = deed(api, ids)
    for event in getattr(answer, "events", ()):
        # What a call did is told by whoever carries its answer.
        api.scene.world.ground.publish(event)
    told = [name in one.names() for one in sessions]
    return told[0], told[1]
