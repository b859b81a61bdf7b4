"""A gateway session: which events it gets, numbered, and kept so that a resume can replay them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from fakes.discord.events import Event, Intent
from fakes.discord.guilds import iso
from fakes.discord.hosts import GATEWAY
from fakes.discord.jsontext import write_json
from fakes.discord.threads import member_json

if TYPE_CHECKING:
    from fakes.discord.channel import Channel
    from fakes.discord.closing import Close
    from fakes.discord.frames import MembersRequest
    from fakes.discord.guilds import Guild, Member
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json
    from fakes.discord.world import World

REPLAY_LIMIT = 50_000
CHUNK = 1000
AVAILABLE: Json = {"unavailable": False}
"""What marks a guild that was announced in READY; one that the bot has just joined comes without it."""
HIDDEN: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


class Link(Protocol):
    """Where a session's payloads go while a socket is attached to it."""

    def send(self, payload: Json) -> None:
        """Queue one payload."""

    def pass_on(self, text: str) -> None:
        """Queue one payload that is text already."""

    def close(self, close: Close) -> None:
        """Queue the end of the connection; its session stays and can be resumed."""

    def invalidate(self, *, resumable: bool) -> None:
        """Send op 9; a session that isn't resumable is forgotten at once."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An event as sessions keep it; those that see the same share one."""

    name: str
    text: str

    @classmethod
    def of(cls, name: str, data: Json) -> Dispatch:
        """Write an event's data down."""
        return cls(name, write_json(data))

    def numbered(self, seq: int) -> str:
        """Return the payload with a session's own number."""
        return f'{{"t":"{self.name}","s":{seq},"op":0,"d":{self.text}}}'


@dataclass(slots=True)
class Session:
    """What one identify opened; it outlives its socket. ``left_at`` is when the last one went, in seconds."""

    id: str
    person: Person
    intents: int
    shard: tuple[int, int] = (0, 1)
    link: Link | None = None
    left_at: float | None = None
    seq: int = 0
    log: deque[Dispatch] = field(default_factory=lambda: deque(maxlen=REPLAY_LIMIT))

    def dispatch(self, dispatch: Dispatch) -> None:
        """Give an event its number, keep it for a resume, and send it if a socket is attached."""
        self.seq += 1
        self.log.append(dispatch)
        if self.link is not None:
            self.link.pass_on(dispatch.numbered(self.seq))

    def takes(self, event: Event) -> bool:
        """Tell whether an event is for this session: its person, its intents, its shard."""
        if self.person.id not in event.to or event.intent & self.intents != event.intent:
            return False
        guild_id = event.data.get("guild_id") or (event.data["id"] if event.name.startswith("GUILD_") else "")
        return in_shard(self.shard, guild_id)

    def shows(self, guild: Guild) -> bool:
        """Tell whether a guild belongs to this session's shard."""
        return in_shard(self.shard, guild.id)

    def may_read(self, event: Event) -> bool:
        """Tell whether an event's content is for this session's eyes; in guilds bots need an intent for others'."""
        hides = event.name in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and event.data.get("guild_id")
        return not hides or bool(self.intents & Intent.MESSAGE_CONTENT) or self.person.id in event.own

    def missed_since(self, seq: int) -> list[str] | None:
        """Return every payload after ``seq``; None when that can't be known any more, or never was sent."""
        missed = self.seq - seq
        if not 0 <= missed <= len(self.log):
            return None
        last = list(self.log)[len(self.log) - missed :]
        return [dispatch.numbered(number) for number, dispatch in enumerate(last, seq + 1)]


def in_shard(shard: tuple[int, int], guild_id: str) -> bool:
    """Tell whether a guild is a shard's; what belongs to no guild is the first one's."""
    number, count = shard
    return number == ((int(guild_id) >> 22) % count if guild_id else 0)


def ready(world: World, session: Session) -> Json:
    """Return READY's data; a bot's guilds come as unavailable, a person's whole."""
    person = session.person
    mine = [guild for guild in world.guilds.of(person) if session.shows(guild)]
    data: Json = {
        "v": 10,
        "user": person.as_me(),
        "session_id": session.id,
        "session_type": "normal",
        "resume_gateway_url": f"wss://{GATEWAY}",
        "shard": list(session.shard),
        "private_channels": [],
        "relationships": [],
        "presences": [],
        "user_settings": {},
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "_trace": [],
    }
    if person.bot:
        unavailable = [{"id": guild.id, "unavailable": True} for guild in mine]
        return data | {"guilds": unavailable, "application": {"id": person.id, "flags": 0}}
    return data | {"guilds": [_in_ready(world, session, guild) for guild in mine]} | _personal(world, person, mine)


def _personal(world: World, person: Person, mine: list[Guild]) -> Json:
    """Return what READY tells people and no bots."""
    directs = [world.channels.direct_json(one, person) for one in world.channels.directs_of(person)]
    read = [{"id": place, "last_message_id": last, "mention_count": 0} for place, last in world.acks.of(person).items()]
    return {
        "private_channels": directs,
        "relationships": world.relations.of(person),
        "read_state": {"version": 1, "partial": False, "entries": read},
        "user_guild_settings": {"entries": list(person.guild_settings.values()), "version": 0, "partial": False},
        "user_settings_proto": person.protos.get("1", ""),
        "notes": dict(person.notes),
        "merged_members": [[guild.members[person.id].as_json() | {"user_id": person.id}] for guild in mine],
        "users": [],
        "sessions": [],
        "connected_accounts": [],
        "country_code": "AQ",
        "friend_suggestion_count": 0,
    }


def guild_create(world: World, session: Session, guild: Guild) -> Json:
    """Return GUILD_CREATE's data; without the GUILD_PRESENCES intent a bot finds only itself among the members."""
    everybody = not session.person.bot or bool(session.intents & Intent.GUILD_PRESENCES)
    me = session.person.id
    members = [one for one in guild.members.values() if everybody or one.person.id == me]
    return guild.as_json() | {
        "joined_at": iso(guild.members[me].joined_at),
        "large": False,
        "member_count": len(guild.members),
        "members": [one.as_json() for one in members],
        "channels": [channel.as_json() for channel in world.channels.of(guild)],
        "threads": [_thread(one, me) for one in world.threads.active_for(guild, session.person)],
        "presences": world.presences.of(guild) if everybody else [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def _in_ready(world: World, session: Session, guild: Guild) -> Json:
    gone: Json = {"id": guild.id, "unavailable": True}
    return gone if guild.unavailable else guild_create(world, session, guild) | AVAILABLE


def _thread(thread: Channel, person_id: str) -> Json:
    data = thread.as_json()
    inside = thread.thread is not None and person_id in thread.thread.members
    return data | {"member": member_json(thread, person_id)} if inside else data


def member_chunks(world: World, guild: Guild, asked: MembersRequest) -> Iterator[Json]:
    """Yield GUILD_MEMBERS_CHUNK's data for an op 8."""
    present = {one["user"]["id"]: one for one in world.presences.of(guild)} if asked.presences else {}
    found = [one for one in guild.members.values() if _matches(one, asked)]
    found = found[: asked.limit] if asked.limit else found
    chunks = [found[start : start + CHUNK] for start in range(0, len(found), CHUNK)] or [[]]
    for number, members in enumerate(chunks):
        data: Json = {
            "guild_id": guild.id,
            "members": [one.as_json() for one in members],
            "chunk_index": number,
            "chunk_count": len(chunks),
            "not_found": [one for one in asked.user_ids if one not in guild.members],
        }
        if asked.presences:
            data["presences"] = [present[one.person.id] for one in members if one.person.id in present]
        yield data if asked.nonce is None else data | {"nonce": asked.nonce}


def _matches(member: Member, asked: MembersRequest) -> bool:
    if asked.user_ids:
        return member.person.id in asked.user_ids
    names = (member.person.name, member.person.display_name, member.nick or "")
    return any(name.lower().startswith(asked.query.lower()) for name in names)
