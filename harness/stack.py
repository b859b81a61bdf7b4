"""The composition root: one process's use of a running superbridge, the whole object graph on one screen."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import aiohttp
from aiohttp_socks import ProxyConnector

from harness.actors.access import Access
from harness.actors.client import WITNESS, Desk, Show
from harness.actors.control import Control
from harness.actors.doorstep import Doorstep
from harness.actors.elsewhere import Elsewhere
from harness.actors.host import Host
from harness.actors.log_ins import LogIns
from harness.actors.matrix import MatrixPerson
from harness.actors.person import Stage
from harness.actors.pool import Pool
from harness.actors.premises import Premises
from harness.actors.resident import Resident
from harness.actors.scene import Scene
from harness.actors.stores import Stores
from harness.actors.tickets import Tickets
from harness.actors.workshop import Workshop
from harness.core.journal import Journal
from harness.core.laws.unexpected_call import refused, unexpected_calls
from harness.parts import discord_bridge, egress, homeserver, names, telegram_bridge
from harness.parts.rendering import BEHIND_NAMES_IN_GO, RelayRendering, as_read
from harness.runtime.network import Runtime
from harness.runtime.trouble import TroubleError


class Stack:
    """A running superbridge as one process uses it: a journal, a workshop and a pool of scenes.

    ``number`` tells this process from the others that share the stack: it picks the operator. ``processes`` is how many
    those are (0: as many as there may be).
    """

    def __init__(self, access: Access, seed: int, number: int, *, processes: int = 0) -> None:
        self.access = access
        self.journal = Journal(time.time)
        self._number = number
        self._name = f"{seed}.{number}"
        self._residents = 0
        self._http = aiohttp.ClientSession(connector=ProxyConnector.from_url(access.door, rdns=True))
        reading = partial(as_read, relay="" if self._signs else access.relay_bot)
        behind_names = "" if self._signs else BEHIND_NAMES_IN_GO
        self.workshop = Workshop(access, self._http, self.journal, self._rendering, reading, self._name, behind_names)
        self.pool = Pool(self.workshop.make)
        self.browser = Control(self._http, access.browser_control, self.journal, WITNESS)
        share = (number, processes or len(access.operators))
        self.log_ins = LogIns(access, self.workshop, self.journal, share)

    async def open(self) -> None:
        """Log the operator in; ``TroubleError`` where no operator is left for it."""
        if self._number >= len(self.access.operators):
            limit = len(self.access.operators)
            raise TroubleError(f"One superbridge serves {limit} processes at once", f"Give -n {limit}, or fewer.")
        await self.workshop.open(self.access.operators[self._number])
        if self.access.browser_control:
            self.browser.follow()

    async def close(self) -> None:
        """Let go of every connection; the stack itself goes on."""
        await self.pool.close()
        await self.browser.close()
        await self.workshop.close()
        await self._http.close()

    async def coverage(self) -> list[dict[str, Any]]:
        """Return what each fake says that it serves."""
        return [await fake.coverage() for fake in (self.workshop.discord, self.workshop.telegram)]

    def doorstep(self, stage: Stage) -> Doorstep:
        """Return whoever may come to the superbridge's listeners, with a stage's room and people to ask about."""
        about = {"room": stage.places["matrix"], "user": self.workshop.operator.user_id}
        about |= {f"{name}_dm": bot.dm for name, bot in self.workshop.bots.items()}
        return Doorstep(self.access, self._http, stage, about, self.workshop.operator, self.workshop.bots)

    async def resident(self) -> Resident:
        """Return somebody new on the homeserver, with a neighbour in a room that no bridge is in."""
        self._residents += 1
        scope = f"{self._name}.resident{self._residents}"
        stage = Stage.unbridged(scope, self.journal)
        people = [
            MatrixPerson(
                f"matrix.{name}",
                name,
                stage,
                await self.workshop.registry.client(f"{name}-{scope}", name, f"matrix.{name}", scope),
            )
            for name in ("dora", "dan")
        ]
        for person in people:
            person.arrives()
        return await Resident.moves_in(people[0], people[1], lambda: self.doorstep(stage))

    def elsewhere(self, scene: Scene) -> Elsewhere:
        """Return places beside a scene's, with the accounts there by which the bridges speak."""
        shop = self.workshop
        return Elsewhere(scene, shop.discord, shop.telegram, shop.discord_account, self.access.relay_bot)

    def tickets(self, scene: Scene) -> Tickets:
        """Return a guild's tickets beside a scene, which the operator sees."""
        shop = self.workshop
        return Tickets(scene, shop.discord, shop.operator, shop.bots["discord"], shop.discord_account)

    def premises(self, runtime: Runtime) -> Premises:
        """Return the parts of the superbridge themselves."""
        containers = self.access.containers
        databases = {
            names.HOMESERVER: homeserver.DATABASE,
            names.TELEGRAM_BRIDGE: telegram_bridge.DATABASE,
            names.DISCORD_BRIDGE: discord_bridge.DATABASE,
        }
        files = {names.HOMESERVER: (containers[names.HOMESERVER], homeserver.MEDIA)}
        stores = Stores(runtime, containers[names.DATABASE], databases, files, containers)
        watched = (*egress.PARTS, *(egress.WITH_BROWSER if self.access.browser_control else ()))
        known = dict.fromkeys(self.access.tls_hosts[1:], names.MATRIX_HOST)
        trespass = partial(egress.trespass, known=known)
        return Premises(runtime, containers, stores, self._http, self.journal, watched, trespass)

    def host(self, scene: Scene) -> Host:
        """Return whoever made a scene's room."""
        return Host(self.workshop.operator, scene, (self.access.discord_bot, self.access.telegram_bot))

    def desk(self, scene: Scene, show: Show) -> Desk:
        """Return where a scene's people sit down at a browser, which must have been asked for."""
        return Desk(self.browser, self.access, scene.stage, show)

    def unclaimed_refusals(self) -> list[str]:
        """Return, as sentences, what the fakes refused to clients of no scene: it fails the run and no test.

        Every process that shares the stack sees them, and says them in the same words: no number of its own journal.
        """
        unclaimed = [fact for fact in self.journal.facts if not fact.scope]
        return [f"{breach.law}: {refused(breach.facts[0])}" for breach in unexpected_calls(unclaimed)]

    def _rendering(self, webhook: str) -> RelayRendering:
        access = self.access
        return RelayRendering(
            access.server_name, access.discord_ghosts, access.telegram_ghosts, webhook, access.relay_bot, self._signs
        )

    @property
    def _signs(self) -> bool:
        return self.access.telegram_kind == "python"
