"""Who is how present: what a client or a test says of a person, told to those who share a guild with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.events import Event, Intent

if TYPE_CHECKING:
    from fakes.discord.ground import Ground
    from fakes.discord.guild import Guild
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

STATUSES = ("online", "dnd", "idle", "invisible", "offline")


class Presences:
    """Keeps what was said last. Nobody is present or gone by connecting alone, since no client says so."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._by_person: dict[str, Json] = {}

    def update(self, person: Person, status: str, activities: list[Json]) -> None:
        """Keep a presence and tell the other members of the person's guilds; who is invisible seems offline."""
        seen = "offline" if status == "invisible" else status
        self._by_person[person.id] = {
            "user": {"id": person.id},
            "status": seen,
            "activities": [] if seen == "offline" else activities,
            "client_status": {} if seen == "offline" else {"web": seen},
        }
        for guild in self._ground.guilds.values():
            if person.id in guild.members:
                data = self._by_person[person.id] | {"guild_id": guild.id}
                others = frozenset(guild.members) - {person.id}
                self._ground.emit(Event("PRESENCE_UPDATE", data, others, Intent.GUILD_PRESENCES))

    def of(self, guild: Guild) -> list[Json]:
        """Return the presences of a guild's members; who is offline has none."""
        known = (self._by_person.get(one) for one in guild.members)
        return [one for one in known if one is not None and one["status"] != "offline"]
