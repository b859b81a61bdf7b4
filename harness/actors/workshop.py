"""Where scenes are made: by one operator a process, typing the bridges' own commands as a person would."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from harness.actors.access import Access
from harness.actors.cast import Cast
from harness.actors.company import Company, Registry
from harness.actors.control import Control
from harness.actors.operator import Bot, Operator, create_room
from harness.actors.person import Stage
from harness.actors.scene import Scene
from harness.actors.wish import ALL, Wish
from harness.core.fact import Fact, Network, Place
from harness.core.journal import Journal
from harness.core.laws.setting import Rendering, Route

# React, view, send, manage messages, embed, attach, read history, manage webhooks: what people grant a bridge's bot.
_BOT_PERMISSIONS = str(sum(1 << bit for bit in (6, 10, 11, 13, 14, 15, 16, 29)))

_PACE = 0.15  # seconds: the operator is in the room of every scene, and need not hear of each event by itself


@dataclass(frozen=True, slots=True)
class Places:
    """What a scene has on each network; the two addresses are the chat's id as each Telegram bridge writes it."""

    room: str
    guild: str = ""
    side: str = ""
    channel: str = ""
    chat: str = ""
    bot_api_address: str = ""
    go_address: str = ""

    def by_network(self) -> dict[Network, str]:
        """Return the place on each network that the scene is on."""
        places: dict[Network, str] = {"discord": self.channel, "telegram": self.chat, "matrix": self.room}
        return {network: place for network, place in places.items() if place}


class Workshop:
    """Makes scenes on a running stack.

    ``render`` builds a scene's rendering from its relay webhook's id; ``reading`` is how people read a copy.
    """

    def __init__(
        self,
        access: Access,
        http: aiohttp.ClientSession,
        journal: Journal,
        render: Callable[[str], Rendering],
        reading: Callable[[Fact], Fact],
        name: str,
        behind_names: str = "",
    ) -> None:
        """``name`` begins every scope that is made here: different in each process, and drawn from the seed."""
        self._access = access
        self._http = http
        self._journal = journal
        self._render = render
        self._reading = reading
        self._name = name
        self._behind_names = behind_names
        self._made = 0
        self._routes: dict[str, Route] = {}
        self._one_at_a_time = asyncio.Lock()
        self.discord = Control(http, access.discord_control, journal)
        self.telegram = Control(http, access.telegram_control, journal)
        self.registry = Registry(access, http, journal, self.discord, self.telegram)
        self._operator: Operator | None = None
        self.bots: dict[str, Bot] = {}
        self.discord_account = ""

    async def open(self, localpart: str) -> None:
        """Begin to follow both fakes; log the operator in on Matrix and on Discord and meet both bots."""
        self.discord.follow()
        self.telegram.follow()
        client = await self.registry.client(localpart, "The Operator", localpart, scope="", pace=_PACE)
        client.start()
        operator = self._operator = Operator(client, self._journal)
        access = self._access
        async with asyncio.TaskGroup() as both:
            both.create_task(self._logs_in_to_discord(client.user_id))
            discord = both.create_task(operator.meets(access.discord_bot, access.discord_prefix))
            telegram = both.create_task(operator.meets(access.telegram_bot, access.telegram_prefix))
        self.bots = {"discord": discord.result(), "telegram": telegram.result()}

    async def close(self) -> None:
        """Let go of everything that ``open`` took."""
        await asyncio.gather(self.discord.close(), self.telegram.close(), self.registry.close())

    async def make(self, wish: Wish = ALL) -> Scene:
        """Make a scene from scratch. One at a time, for there is one operator."""
        async with self._one_at_a_time:
            return await self._scene(wish)

    async def _scene(self, wish: Wish) -> Scene:
        self._made += 1
        scope = f"{self._name}.{self._made}"
        stage = Stage(scope, self._journal, self._journal.mark(), {}, self._render(""), self._reading)
        stage.behind_names = self._behind_names
        if self._access.telegram_kind == "go" and wish.chat == "group":
            # It says so in the room if it hears of that only after the room is bridged.
            stage.unjudged.add("Created the group")
        company = await self.registry.company(stage, wish)
        places = await self._places(scope, company, wish)
        stage.guild, stage.side = places.guild, places.side
        stage.places |= places.by_network()
        self._routes[scope] = Route(scope, frozenset(Place(*place) for place in stage.places.items()))
        stage.rendering = self._render(await self._bridged(places))
        return Scene(
            stage,
            Cast("Discord", dict(zip(wish.people, company.discord, strict=False))),
            Cast("Telegram", dict(zip(wish.people, company.telegram, strict=False))),
            Cast("Matrix", dict(zip(wish.people, company.matrix, strict=True))),
            bystanders=frozenset(
                {self.operator.user_id, self.discord_account, self._access.discord_bot, self._access.telegram_bot}
            ),
            routes=self._routes,
            telegram_speaks_last=self._access.telegram_kind == "go" and "telegram" in wish.networks,
            telegram_asks=self._access.telegram_kind == "go",
        )

    @property
    def operator(self) -> Operator:
        """The admin of both bridges that this workshop works through."""
        if self._operator is None:
            raise RuntimeError("the workshop isn't open")
        return self._operator

    async def _places(self, scope: str, company: Company, wish: Wish) -> Places:
        async with asyncio.TaskGroup() as together:
            room = together.create_task(self._room(scope, company, wish))
            guild = together.create_task(self._guild(scope, company)) if "discord" in wish.networks else None
            chat = together.create_task(self._chat(scope, company, wish)) if "telegram" in wish.networks else None
        return Places(room.result(), **(guild.result() if guild else {}), **(chat.result() if chat else {}))

    async def _guild(self, scope: str, company: Company) -> dict[str, str]:
        """Return a new guild, the channel that it came with (``side``), and the one that is to be bridged."""
        act, ids = self.discord.act, [person.id for person in company.discord]
        made = await act("guild.create", name=f"Guild {scope}", owner=ids[-1], members=ids, scope=scope)
        guild = str(made["id"])
        channel = await act("channel.create", guild=guild, name="superbridge")
        await act("guild.join", guild=guild, person=self.discord_account, permissions=_BOT_PERMISSIONS)
        return {"guild": guild, "side": str(made["channels"][0]["id"]), "channel": str(channel["id"])}

    async def _chat(self, scope: str, company: Company, wish: Wish) -> dict[str, str]:
        ids, bot = [person.id for person in company.telegram], self._access.relay_bot
        order: dict[str, Any] = {"kind": wish.chat, "title": f"Chat {scope}", "scope": scope, "creator": ids[0]}
        # The bot comes second, for the bridge makes ghosts of the first members only, and its ghost shows readiness.
        chat = await self.telegram.act("chat.create", **order, members=[bot, *ids], admins=[bot])
        peer = "channel" if wish.chat == "supergroup" else "chat"
        return {"chat": chat["id"], "bot_api_address": chat["bot_api_id"], "go_address": f"{peer}:{chat['id']}"}

    async def _room(self, scope: str, company: Company, wish: Wish) -> str:
        operator, people = self.operator, company.matrix
        bots = [bot.user_id for network, bot in self.bots.items() if network in wish.networks]
        order = create_room(bots, [person.id for person in people], operator.user_id, f"Room {scope}")
        room: str = (await operator.client.call("making a room", operator.client.nio.room_create, **order)).room_id
        await asyncio.gather(
            *(person.joins(room) for person in people), *(operator.awaits_member(bot, room) for bot in bots)
        )
        return room

    async def _bridged(self, places: Places) -> str:
        """Bridge the room to its networks; return the id of Discord's relay webhook, where there is one."""
        bridged = [self._bridged_to_discord(places)] if places.channel else []
        bridged += [self._bridged_to_telegram(places)] if places.chat else []
        if self._access.telegram_kind == "go":
            # Its order is typed in the room. After it, the relay would carry the order to Discord's bridge as well.
            for bridge in bridged:
                await bridge
        else:
            await asyncio.gather(*bridged)
        return await self._relayed(places) if places.channel else ""

    async def _relayed(self, places: Places) -> str:
        """Have Matrix people relayed to Discord, after everything else, for notices are relayed too."""
        order, answer = f"set-relay {places.room} --create", "as portal relay webhook"
        saved = await self.operator.orders(self.bots["discord"], order, answer)
        return saved.partition("(")[2].partition(")")[0]

    async def _bridged_to_telegram(self, places: Places) -> None:
        orders, bot = self.operator.orders, self.bots["telegram"]
        if self._access.telegram_kind == "go":
            await self._plumbs(bot, places)
        else:
            await orders(bot, f"bridge {places.bot_api_address} {places.room}", "To confirm bridging the chat")
            await orders(bot, "continue", "Bridging complete")
        ghost = f"@{self._access.telegram_ghosts}{self._access.relay_bot}:{self._access.server_name}"
        # Before the relay bot's ghost is in the room, the bridge drops what is said there.
        await self.operator.awaits_member(ghost, places.room)

    async def _plumbs(self, bot: Bot, places: Places) -> None:
        order, done = f"bridge {places.go_address}", "Successfully plumbed"
        await self.operator.orders_bridging(bot, order, done, "No portal found", places.room)
        # It answers before it has read what kind of chat it is; when it has, it describes the bridge in the room.
        await self.operator.awaits_bridge_info(bot.user_id, places.room)

    async def _bridged_to_discord(self, places: Places) -> None:
        order, done = f"bridge {places.channel}", "Room successfully bridged"
        await self.operator.orders_bridging(self.bots["discord"], order, done, "Channel not found", places.room)

    async def _logs_in_to_discord(self, user_id: str) -> None:
        account = await self.discord.act("person.create", name="bridge", display_name="Bridge", bot=True)
        self.discord_account = account["id"]
        url = f"{self._access.discord_bridge}/_matrix/provision/v1/login/token"
        secret = {"Authorization": f"Bearer {self._access.discord_secret}"}
        order = {"token": f"Bot {account['token']}"}
        async with self._http.post(url, params={"user_id": user_id}, headers=secret, json=order) as response:
            if response.status != 200:
                raise RuntimeError(f"the Discord bridge refused its bot's token: {await response.text()}")
