"""Both fakes with people on them, as a scene has them, without a bridge: what people do there is witnessed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from fakes.control import control_app
from fakes.discord.app import build_fake, control_of
from fakes.telegram.control import Control as TelegramControl
from fakes.telegram.coverage import coverage
from harness.actors.control import Control
from harness.actors.fake_people import DiscordPerson, TelegramPerson
from harness.actors.person import Stage
from harness.core.journal import Journal
from tests.telegram.wire import layers, make_server

SCOPE = "scope"
DiscordPeople = tuple[DiscordPerson, DiscordPerson, DiscordPerson]
TelegramPeople = tuple[TelegramPerson, TelegramPerson, TelegramPerson]


@asynccontextmanager
async def _followed(app: web.Application) -> AsyncIterator[tuple[Control, Stage]]:
    journal = Journal(lambda: 1.0)
    nothing: Callable[..., Any] = lambda *_: None  # noqa: E731 - nobody crosses a bridge here
    stage = Stage(SCOPE, journal, 0, {}, nothing, lambda fact: fact, patience=5.0)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        control = Control(http, str(server.make_url("")).rstrip("/"), journal)
        control.follow()
        yield control, stage
        await control.close()


@asynccontextmanager
async def discord_street() -> AsyncIterator[DiscordPeople]:
    """Yield alice, bob and carol in a guild of carol's."""
    async with _followed(control_of(build_fake(seed=3))) as (control, stage):
        people = []
        for name in ("alice", "bob", "carol"):
            made = await control.act("person.create", name=name, scope=SCOPE)
            people.append(DiscordPerson(f"discord.{name}", made["id"], name, stage, control))
        ids = [person.id for person in people]
        guild = await control.act("guild.create", name="guild", owner=ids[-1], members=ids, scope=SCOPE)
        channel = await control.act("channel.create", guild=guild["id"], name="superbridge")
        stage.guild, stage.side = guild["id"], guild["channels"][0]["id"]
        stage.places["discord"] = channel["id"]
        yield people[0], people[1], people[2]


@asynccontextmanager
async def telegram_street(
    kind: str = "supergroup",
) -> AsyncIterator[tuple[TelegramPerson, TelegramPerson, TelegramPerson]]:
    """Yield alice, bob and carol in a chat of alice's."""
    server, hub = make_server()
    app = control_app("telegram", "test", hub, TelegramControl(server).operations(), lambda: coverage(layers()))
    async with _followed(app) as (control, stage):
        people = []
        for name in ("Alice", "Bob", "Carol"):
            made = await control.act("person.create", first_name=name, scope=SCOPE)
            people.append(TelegramPerson(f"telegram.{name.lower()}", made["id"], name, stage, control))
        ids = [person.id for person in people]
        order = {"kind": kind, "title": "Chat", "creator": ids[0], "members": ids[1:], "scope": SCOPE}
        stage.places["telegram"] = (await control.act("chat.create", **order))["id"]
        yield people[0], people[1], people[2]
