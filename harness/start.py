"""Starting a superbridge: every part is begun as soon as what it needs is known, all side by side."""

from __future__ import annotations

import asyncio
import base64
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import aiohttp

from harness.actors.access import Access
from harness.actors.control import Control
from harness.actors.key_log_in import fetches_updates, logs_in_with_key
from harness.choice import Chosen
from harness.core.journal import Journal
from harness.parts import (
    database,
    discord_bridge,
    egress,
    fakes,
    homeserver,
    names,
    permissions,
    telegram_bridge,
    telegram_bridge_go,
    web_client,
)
from harness.parts.appservice import token
from harness.parts.discord_bridge import DiscordBridge
from harness.parts.homeserver import Homeserver
from harness.parts.telegram_bridge import TelegramBridge
from harness.parts.telegram_bridge_go import GoTelegramBridge
from harness.runtime.network import Door, Network, Runtime
from harness.runtime.node import Node, NodeSpec, explained
from harness.runtime.pki import Authority
from harness.runtime.ready import http_ready
from harness.runtime.trouble import TroubleError
from harness.spec import StackSpec

READY_WITHIN = 60.0  # seconds for any one part
TAIL = 15  # lines of each log when a start fails
DATABASES = (homeserver.DATABASE, telegram_bridge.DATABASE, discord_bridge.DATABASE)


class Start:
    """One start of a stack. ``chosen`` says which image serves each part; ``say`` takes a line of progress."""

    def __init__(self, spec: StackSpec, runtime: Runtime, chosen: Chosen, say: Callable[[str], None]) -> None:
        self._spec = spec
        self._runtime = runtime
        self._chosen = chosen
        self._say = say
        self._nodes: list[Node] = []
        self._began = time.monotonic()
        self._authority = Authority.create()
        self._discord = DiscordBridge(
            discord_bridge.registration(spec.server_name), self._authority.pem, spec.mistakes, spec.encryption
        )
        self._telegram = telegram_bridge.registration(spec.server_name)
        self._homeserver = Homeserver(
            spec.server_name,
            (self._telegram, self._discord.registration),
            mistakes=spec.mistakes,
        )
        self._telegram_secret = token()
        self._tls_hosts: tuple[str, ...] = ()
        self._healthy = asyncio.Event()
        self._reachable = asyncio.Event()
        self._network: Network
        self._door: Door

    async def superbridge(self) -> Access:
        """Start everything; return how to use it. A failure removes what runs, and shows every log's tail.

        What the engine was just starting when another part failed is removed with the run.
        """
        async with self._all_or_nothing("superbridge"):
            addresses = await self._runtime.first_addresses(self._network)
            leaf = self._authority.issue([names.HOMESERVER, "localhost", "127.0.0.1", *addresses])
            self._homeserver = replace(self._homeserver, leaf=leaf)
            async with asyncio.TaskGroup() as parts:
                parts.create_task(self._foundation())
                parts.create_task(self._discord_side())
                relay_bot = parts.create_task(self._telegram_side())
                if self._spec.browser:
                    parts.create_task(self._browser())
        return self._access(self._door, relay_bot.result())

    async def homeserver_alone(self) -> tuple[Door, Homeserver]:
        """Start a homeserver that knows no bridge, and its database; return the door to it, and what it is."""
        self._homeserver = Homeserver(self._spec.server_name, ())
        async with self._all_or_nothing("homeserver"):
            await self._foundation()
        return self._door, self._homeserver

    async def gets_defects(self, *defects: str) -> None:
        """Put a stand-in with these ``defects`` in the place of the Discord bridge that runs; everything else goes on.

        The new bridge knows nothing of the old one's log-ins and portals. ``TroubleError`` unless a stand-in runs.
        """
        if not self._chosen.stand_in:
            raise TroubleError("Only the stand-in has defects", "Leave --discord-bridge out, or say stand-in.")
        self._spec = replace(self._spec, defects=defects)
        old = self._nodes_named(names.DISCORD_BRIDGE)
        self._nodes.remove(old)
        await old.stop()
        await self._discord_bridge()

    @asynccontextmanager
    async def without_discord_bridge(self) -> AsyncIterator[None]:
        """Stop the Discord bridge that runs, and start it again at the end: it goes on with what it knew."""
        node = self._nodes_named(names.DISCORD_BRIDGE)
        await node.halt()
        yield
        await node.goes_on()
        await self._is_up(node)

    async def remove(self) -> None:
        """Remove everything that was started here."""
        await self._runtime.clear()

    @asynccontextmanager
    async def _all_or_nothing(self, name: str) -> AsyncIterator[None]:
        try:
            self._network = await self._runtime.open_network(name)
            yield
        except BaseException as error:
            trouble = await explained("superbridge", error, self._nodes, TAIL)
            with suppress(TroubleError):
                await self.remove()
            raise trouble from error

    async def _foundation(self) -> None:
        async with asyncio.TaskGroup() as first:
            first.create_task(self._opens_door())
            first.create_task(self._runs(database.node(self._chosen.ref("postgres"), DATABASES)))
            first.create_task(self._synapse())

    async def _opens_door(self) -> None:
        self._door = await self._runtime.open_door(self._network)
        self._reachable.set()

    async def _synapse(self) -> None:
        node = await self._runs(self._homeserver.node(self._chosen.ref("synapse")))
        await self._answers(node, f"{names.HOMESERVER_URL}/health")
        self._healthy.set()

    async def _telegram_side(self) -> str:
        """Start the fake and its bridge; return the id of the account that speaks for everybody."""
        secret = telegram_bridge_go.MTPROXY_SECRET if self._spec.go_telegram else ""
        fake = await self._runs(fakes.telegram(self._chosen.ref("fakes"), self._spec.seed, secret))
        await self._answers(fake, f"{names.TELEGRAM_CONTROL_URL}/v1/health")
        async with self._door.session() as http:
            journal = Journal(time.time)
            control = Control(http, names.TELEGRAM_CONTROL_URL, journal)
            if not self._spec.go_telegram:
                return await self._telegram_bot(control)
            control.follow()
            try:
                return await self._go_telegram(http, control, journal)
            finally:
                await control.close()

    async def _telegram_bot(self, control: Control) -> str:
        key = await control.act("server.key")
        bot = await control.act("person.create", first_name="Relay", username="superbridge_bot", bot=True)
        told = (self._spec.mistakes, self._spec.encryption, self._telegram_secret)
        bridge = TelegramBridge(self._telegram, bot["token"], key["pem"], *told)
        node = await self._runs(bridge.node(self._chosen.ref("telegram-bridge")))
        await self._answers(node, f"{names.TELEGRAM_BRIDGE_URL}/_matrix/mau/ready")
        return str(bot["id"])

    async def _go_telegram(self, http: aiohttp.ClientSession, control: Control, journal: Journal) -> str:
        relay = await control.act("person.create", first_name="Relay", username="superbridge_relay")
        key = base64.b64encode(secrets.token_bytes(256)).decode()
        await control.act("key.seed", person=relay["id"], key=key)
        bridge = GoTelegramBridge(self._telegram, relay["id"], self._spec.encryption, self._telegram_secret)
        await self._healthy.wait()  # it gives up where its homeserver doesn't answer
        node = await self._runs(bridge.node(self._chosen.ref("telegram-bridge")))
        await self._answers(node, f"{names.TELEGRAM_BRIDGE_URL}/_matrix/mau/ready")
        user_id = f"@{permissions.relay_owner()}:{self._spec.server_name}"
        session = telegram_bridge_go.session(key)
        await logs_in_with_key(http, names.TELEGRAM_BRIDGE_URL, self._telegram_secret, user_id, session)
        await fetches_updates(journal, relay["id"])
        return str(relay["id"])

    async def _discord_side(self) -> None:
        leaf = self._authority.issue(names.DISCORD_HOSTS)
        fake = await self._runs(
            fakes.discord(self._chosen.ref("fakes"), leaf, self._spec.seed, self._spec.discord_limits)
        )
        await self._answers(fake, f"{names.DISCORD_CONTROL_URL}/v1/health")
        if not self._chosen.stand_in:
            await self._healthy.wait()  # it tries again only after 10 s where its homeserver doesn't answer
        await self._discord_bridge()

    async def _discord_bridge(self) -> None:
        command = discord_bridge.command(stand_in=self._chosen.stand_in, defects=self._spec.defects)
        await self._is_up(await self._runs(self._discord.node(self._chosen.ref("discord-bridge"), command)))

    async def _is_up(self, discord_bridge: Node) -> None:
        await self._answers(discord_bridge, f"{names.DISCORD_BRIDGE_URL}/_matrix/mau/ready")

    async def _runs(self, spec: NodeSpec) -> Node:
        """Start a part; what belongs to the superbridge itself, and to no service outside, is looked out for."""
        start = self._runtime.start_watched if spec.name in egress.WAYS else self._runtime.start
        node = await start(spec, self._network)
        self._nodes.append(node)
        return node

    def _nodes_named(self, name: str) -> Node:
        return next(node for node in self._nodes if node.name == name)

    async def _answers(self, node: Node, url: str) -> None:
        await self._reachable.wait()
        async with self._door.session() as http:
            await http_ready(http, url, deadline=READY_WITHIN, give_up=node.must_run)
        self._say(f"{node.name} is ready after {time.monotonic() - self._began:.1f} s")

    async def _browser(self) -> None:
        """Start what lets browsers in over TLS, by names and by its address, and a browser that trusts it."""
        image = self._chosen.ref("web-client")
        front = await self._runs(web_client.front(image))
        browser = await self._runs(web_client.browser(image, self._authority.pem))
        self._tls_hosts = (names.MATRIX_HOST, await front.address(self._network.docker_name))
        leaf = self._authority.issue((*self._tls_hosts, names.APP_HOST))
        await self._answers(front, f"{names.FRONT_CONTROL_URL}/v1/health")
        async with self._door.session() as http:
            control = Control(http, names.FRONT_CONTROL_URL, Journal(time.time))
            await control.act("certificate.set", cert=leaf.cert_pem.decode(), key=leaf.key_pem.decode())
        await self._answers(browser, f"{names.BROWSER_CONTROL_URL}/v1/health")

    def _access(self, door: Door, relay_bot: str) -> Access:
        server, discord, telegram = self._spec.server_name, self._discord.registration, self._telegram
        return Access(
            door=door.url,
            server_name=server,
            homeserver=names.HOMESERVER_URL,
            registration_secret=self._homeserver.registration_secret,
            discord_control=names.DISCORD_CONTROL_URL,
            telegram_control=names.TELEGRAM_CONTROL_URL,
            discord_bridge=names.DISCORD_BRIDGE_URL,
            discord_secret=self._discord.provisioning_secret,
            discord_token=discord.as_token,
            discord_bot=discord.bot_id,
            discord_prefix=discord_bridge.PREFIX,
            discord_ghosts=discord.user_prefix,
            telegram_bridge=names.TELEGRAM_BRIDGE_URL,
            telegram_secret=self._telegram_secret,
            telegram_token=telegram.as_token,
            telegram_bot=telegram.bot_id,
            telegram_prefix=telegram_bridge.PREFIX,
            telegram_ghosts=telegram.user_prefix,
            relay_bot=relay_bot,
            telegram_kind="go" if self._spec.go_telegram else "python",
            operators=tuple(permissions.operator(number) for number in range(permissions.OPERATORS)),
            puppeted=tuple(permissions.puppeted(number) for number in range(permissions.PUPPETED)),
            homeserver_tls=names.HOMESERVER_TLS_URL,
            authority=self._authority.pem.decode(),
            containers={node.name: node.id for node in self._nodes},
            browser_control=names.BROWSER_CONTROL_URL if self._spec.browser else "",
            web_client=names.APP_URL if self._spec.browser else "",
            local_client=names.LOCAL_APP_URL if self._spec.browser else "",
            tls_hosts=self._tls_hosts,
        )
