"""Puppets: each Discord account's ghost on Matrix, registered, named and pictured before it first speaks."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace

from mautrix.appservice import IntentAPI
from mautrix.errors import MatrixError
from mautrix.types import ContentURI

from fakes.discord_bridge import cdn
from fakes.discord_bridge.archive import Archive
from fakes.discord_bridge.attribution import Person, displayname, ghost_mxid
from fakes.discord_bridge.config import Config
from fakes.discord_bridge.defects import Defects
from fakes.discord_bridge.files import FileError, Files
from fakes.discord_bridge.matrix import MatrixSide

log = logging.getLogger(__name__)


class Ghosts:
    """Who was seen on Discord, and under which name and picture they stand on Matrix."""

    def __init__(self, config: Config, matrix: MatrixSide, archive: Archive, defects: Defects, files: Files) -> None:
        self._config = config
        self._archive = archive
        self._defects = defects
        self._matrix = matrix
        self._files = files
        self._people: dict[str, Person] = {}
        self._named: dict[str, str] = {}
        self._pictured: dict[str, str] = {}
        self._dressing = asyncio.Lock()

    def remember(self, person: Person) -> None:
        """Learn of a person without touching Matrix; what messages showed of a webhook stays known."""
        before = self._people.get(person.id)
        if before and (before.webhook or before.application):
            person = replace(person, webhook=before.webhook and not person.application, application=person.application)
        self._people[person.id] = person

    def recall(self, person: Person, named: str, pictured: str) -> None:
        """Take over a ghost that the archive has, with the name and the picture that it bears."""
        self._people[person.id] = person
        self._named[person.id] = named
        self._pictured[person.id] = pictured

    def known(self, discord_id: str) -> str | None:
        """Return the Matrix id of a ghost that has a name on Matrix already."""
        return ghost_mxid(self._config, discord_id) if discord_id in self._named else None

    def is_bot(self, discord_id: str) -> bool:
        """Tell whether an account was seen to be a bot's."""
        person = self._people.get(discord_id)
        return person is not None and person.bot

    def mxid(self, discord_id: str) -> str:
        """Return the Matrix id that a person's ghost has, seen or not."""
        return ghost_mxid(self._config, discord_id)

    def name(self, discord_id: str) -> str:
        """Return the name that a ghost has, or would have; empty for a stranger."""
        person = self._people.get(discord_id)
        return self._defects.called(displayname(self._config, person)) if person else ""

    async def update(self, person: Person) -> None:
        """Learn of a person and bring the ghost's name and picture up to date."""
        self.remember(person)
        await self.ready(person.id)

    async def ready(self, discord_id: str) -> str:
        """Return the Matrix id of a ghost that is registered and bears its name and picture."""
        if not self._is_dressed(discord_id):
            async with self._dressing:
                if not self._is_dressed(discord_id):
                    await self._dress(discord_id)
        return self.mxid(discord_id)

    def _is_dressed(self, discord_id: str) -> bool:
        bears = self._named.get(discord_id), self._pictured.get(discord_id, "")
        return bears == (self.name(discord_id), self._picture(discord_id))

    def _picture(self, discord_id: str) -> str:
        """Return the hash of the picture that a ghost should have; webhooks have none unless the config says so."""
        person = self._people.get(discord_id)
        shown = person is not None and (self._config.webhook_avatars or not person.webhook)
        return person.avatar if person and shown else ""

    async def _dress(self, discord_id: str) -> None:
        speaker = self._matrix.speaker(self.mxid(discord_id))
        await speaker.ensure_registered()
        try:
            await self._rename(speaker, discord_id)
            await self._portray(speaker, discord_id)
        except (FileError, MatrixError) as error:
            log.warning("The ghost of %s couldn't be named or pictured: %s", discord_id, error)
        if discord_id in self._people and discord_id in self._named:
            bears = {"named": self._named[discord_id], "pictured": self._pictured.get(discord_id, "")}
            self._archive.save("ghost", discord_id, {"person": asdict(self._people[discord_id]), **bears})

    async def _rename(self, speaker: IntentAPI, discord_id: str) -> None:
        name = self.name(discord_id)
        if self._named.get(discord_id) == name:
            return
        if name:
            await speaker.set_displayname(name)
        self._named[discord_id] = name

    async def _portray(self, speaker: IntentAPI, discord_id: str) -> None:
        picture = self._picture(discord_id)
        if self._pictured.get(discord_id, "") == picture:
            return
        mxc = ""
        if picture:
            mxc = (await self._files.to_matrix(cdn.avatar(discord_id, picture), self.mxid(discord_id))).mxc
        await speaker.set_avatar_url(ContentURI(mxc))
        self._pictured[discord_id] = picture
