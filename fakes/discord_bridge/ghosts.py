"""Puppets: each Discord account's ghost on Matrix, registered and named before it first speaks."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace

from mautrix.errors import MatrixError

from fakes.discord_bridge.archive import Archive
from fakes.discord_bridge.attribution import Person, displayname, ghost_mxid
from fakes.discord_bridge.config import Config
from fakes.discord_bridge.defects import Defects
from fakes.discord_bridge.matrix import MatrixSide

log = logging.getLogger(__name__)


class Ghosts:
    """Who was seen on Discord, and under which name they stand on Matrix."""

    def __init__(self, config: Config, matrix: MatrixSide, archive: Archive, defects: Defects) -> None:
        self._config = config
        self._archive = archive
        self._defects = defects
        self._matrix = matrix
        self._people: dict[str, Person] = {}
        self._named: dict[str, str] = {}
        self._naming = asyncio.Lock()

    def remember(self, person: Person) -> None:
        """Learn of a person without touching Matrix; what messages showed of a webhook stays known."""
        before = self._people.get(person.id)
        if before and (before.webhook or before.application):
            person = replace(person, webhook=before.webhook and not person.application, application=person.application)
        self._people[person.id] = person

    def recall(self, person: Person, named: str) -> None:
        """Take over a ghost that the archive has, with the name that it bears."""
        self._people[person.id] = person
        self._named[person.id] = named

    def known(self, discord_id: str) -> str | None:
        """Return the Matrix id of a ghost that has a name on Matrix already."""
        return ghost_mxid(self._config, discord_id) if discord_id in self._named else None

    def mxid(self, discord_id: str) -> str:
        """Return the Matrix id that a person's ghost has, seen or not."""
        return ghost_mxid(self._config, discord_id)

    def name(self, discord_id: str) -> str:
        """Return the name that a ghost has, or would have; empty for a stranger."""
        person = self._people.get(discord_id)
        return self._defects.called(displayname(self._config, person)) if person else ""

    async def update(self, person: Person) -> None:
        """Learn of a person and bring the ghost's name up to date."""
        self.remember(person)
        await self.ready(person.id)

    async def ready(self, discord_id: str) -> str:
        """Return the Matrix id of a ghost that is registered and bears its name."""
        mxid = ghost_mxid(self._config, discord_id)
        name = self.name(discord_id)
        if self._named.get(discord_id) == name:
            return mxid
        async with self._naming:
            if self._named.get(discord_id) != name:
                await self._rename(discord_id, mxid, name)
        return mxid

    async def _rename(self, discord_id: str, mxid: str, name: str) -> None:
        speaker = self._matrix.speaker(mxid)
        await speaker.ensure_registered()
        try:
            if name:
                await speaker.set_displayname(name)
            self._named[discord_id] = name
            if discord_id in self._people:
                self._archive.save("ghost", discord_id, {"person": asdict(self._people[discord_id]), "named": name})
        except MatrixError as error:
            log.warning("The ghost %s couldn't be named: %s", mxid, error)
