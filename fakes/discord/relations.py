"""What people are to each other, and what they keep for themselves: friends, blocks, notes, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.channels import BLOCKED as BLOCKED
from fakes.discord.errors import ApiError, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.moments import iso

if TYPE_CHECKING:
    from fakes.discord.ground import Ground
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

FRIEND, INCOMING, OUTGOING = 1, 3, 4
MAX_FRIENDS, MAX_NOTE = 1000, 256


class Relations:
    """Keeps relationships from each side; ``Ground.relations`` holds the types by owner and other."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._since: dict[tuple[str, str], float] = {}

    def of(self, person: Person) -> list[Json]:
        """Return a person's Relationship objects."""
        return [self._as_json(person.id, other) for other in self._ground.relations.get(person.id, {})]

    def befriend(self, by: Person, other: Person) -> None:
        """Ask to be friends, or accept when the other has asked; 80000 from whom one is blocked."""
        if by is other:
            raise ApiError(400, 80003, "Cannot send friend request to self")
        if other.bot or self._kind(other.id, by.id) == BLOCKED:
            raise ApiError(400, 80000, "Incoming friend requests disabled.")
        kind = self._kind(by.id, other.id)
        if kind == FRIEND:
            raise ApiError(400, 80007, "You are already friends with that user.")
        if kind == INCOMING:
            self._set(by, other, FRIEND)
            self._set(other, by, FRIEND)
        elif kind != OUTGOING:
            self._check_room(by)
            self._set(by, other, OUTGOING)
            self._set(other, by, INCOMING)

    def block(self, by: Person, other: Person) -> None:
        """Block somebody; what the other had with oneself ends, unless it blocks, too."""
        self._set(by, other, BLOCKED)
        if self._kind(other.id, by.id) != BLOCKED:
            self._clear(other, by)

    def remove(self, by: Person, other: Person) -> None:
        """End a friendship, take a request back or refuse one, or unblock."""
        kind = self._kind(by.id, other.id)
        self._clear(by, other)
        if kind != BLOCKED:
            self._clear(other, by)

    def by_name(self, username: str) -> Person:
        """Return who has a username; 80004 when nobody has."""
        person = self._ground.people.named(username)
        if person is None:
            raise ApiError(400, 80004, "No users with DiscordTag exist")
        return person

    def set_note(self, by: Person, other: Person, text: str) -> None:
        """Keep a note on somebody, or forget it when it is empty."""
        by.notes.pop(other.id, None)
        if text:
            by.notes[other.id] = text[:MAX_NOTE]
        self._tell("USER_NOTE_UPDATE", by, {"id": other.id, "note": text[:MAX_NOTE]})

    def note(self, by: Person, other_id: str) -> Json:
        """Return a note; 10013 when there is none."""
        if other_id not in by.notes:
            raise unknown("User")
        return {"user_id": by.id, "note_user_id": other_id, "note": by.notes[other_id]}

    def set_proto(self, by: Person, kind: str, settings: str) -> None:
        """Keep a person's settings as the client encoded them; the fake doesn't read them."""
        by.protos[kind] = settings
        inner: Json = {"proto": settings, "type": int(kind)}
        self._tell("USER_SETTINGS_PROTO_UPDATE", by, {"settings": inner, "partial": False})

    def set_guild_settings(self, by: Person, guild_id: str, changes: Json) -> Json:
        """Change how a person is notified of a guild, or of direct messages (``@me``)."""
        now = by.guild_settings.setdefault(guild_id, _guild_settings(guild_id))
        now |= {name: value for name, value in changes.items() if name in now and name != "guild_id"}
        now["version"] += 1
        self._tell("USER_GUILD_SETTINGS_UPDATE", by, now)
        return now

    def changed(self, person: Person) -> None:
        """Tell a person's own sessions that its account changed."""
        self._tell("USER_UPDATE", person, person.as_me())

    def _kind(self, owner: str, other: str) -> int:
        return self._ground.relations.get(owner, {}).get(other, 0)

    def _check_room(self, by: Person) -> None:
        friends = sum(kind == FRIEND for kind in self._ground.relations.get(by.id, {}).values())
        if friends >= MAX_FRIENDS:
            raise ApiError(400, 30002, f"Maximum number of friends reached ({MAX_FRIENDS})", refusal=True)

    def _set(self, owner: Person, other: Person, kind: int) -> None:
        if self._kind(owner.id, other.id) == kind:
            return
        self._ground.relations.setdefault(owner.id, {})[other.id] = kind
        self._since[(owner.id, other.id)] = self._ground.clock()
        self._tell("RELATIONSHIP_ADD", owner, self._as_json(owner.id, other.id) | {"should_notify": kind == INCOMING})

    def _clear(self, owner: Person, other: Person) -> None:
        kind = self._ground.relations.get(owner.id, {}).pop(other.id, 0)
        if kind:
            self._tell("RELATIONSHIP_REMOVE", owner, {"id": other.id, "type": kind, "nickname": None})

    def _as_json(self, owner: str, other: str) -> Json:
        return {
            "id": other,
            "type": self._kind(owner, other),
            "nickname": None,
            "since": iso(self._since[(owner, other)]),
            "user": self._ground.people.get(other).as_user(),
        }

    def _tell(self, name: str, person: Person, data: Json) -> None:
        self._ground.emit(Event(name, dict(data), frozenset({person.id}), Intent.ALWAYS))


def _guild_settings(guild_id: str) -> Json:
    return {
        "guild_id": None if guild_id == "@me" else guild_id,
        "muted": False,
        "mute_config": None,
        "message_notifications": 3,
        "suppress_everyone": False,
        "suppress_roles": False,
        "mobile_push": True,
        "hide_muted_channels": False,
        "channel_overrides": [],
        "flags": 0,
        "version": 0,
    }
