"""A small world to start from: a guild with alice (its owner), bob and a bot, on a clock that the test turns."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from fakes.control import Record
from fakes.discord.channels import Channel, Overwrite
from fakes.discord.closing import Close
from fakes.discord.connection import Connection
from fakes.discord.drafts import read_draft
from fakes.discord.events import Event
from fakes.discord.gateway import Gateway
from fakes.discord.guilds import Guild
from fakes.discord.message import Message
from fakes.discord.people import Person
from fakes.discord.permissions import Permission
from fakes.discord.world import World

ALL_INTENTS = (1 << 26) - 1
BOT_PERMISSIONS = Permission.MANAGE_WEBHOOKS | Permission.MANAGE_MESSAGES


@dataclass
class Clock:
    """Unix seconds that stand still until a test moves them."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Scene:
    """People, a guild and a channel; ``events`` and ``facts`` hold what the world told."""

    clock: Clock = field(default_factory=Clock)
    seed: int = 7
    paced: bool = False
    facts: list[Record] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = World(self.clock, self.seed, self.facts.append)
        people = self.world.people
        self.alice: Person = people.create("alice", "Alice A", scope="scene")
        self.bob: Person = people.create("bob")
        self.bot: Person = people.create("bridge", bot=True)
        self.stranger: Person = people.create("stranger")
        self.guild: Guild = self.world.guilds.create("Guild", self.alice, [self.bob], "scene")
        self.channel: Channel = self.world.channels.create(self.guild, "general")
        self.world.guilds.join(self.guild, self.bot, "control", int(BOT_PERMISSIONS))
        self.world.ground.listeners.append(self.events.append)
        self.gateway = Gateway(self.world, self.clock, paced=self.paced)
        self.facts.clear()

    def says(self, person: Person, content: str, **body: Any) -> Message:
        """Let a person post into the channel."""
        draft = read_draft({"content": content, **body})
        return self.world.messages.send(person, self.channel, draft, "control")

    def names(self) -> list[str]:
        """Return the names of all events so far."""
        return [event.name for event in self.events]

    def allow(self, target: str, *, allow: int = Permission.NONE, deny: int = Permission.NONE) -> None:
        """Set an overwrite in the channel."""
        kind = 0 if target == self.guild.id else 1
        self.world.channels.overwrite(self.channel, Overwrite(target, kind, int(allow), int(deny)), target)

    def connect(self, **query: str) -> Client:
        """Open a socket to the gateway."""
        return Client(self.gateway, query)

    def log_in(self, person: Person, intents: int = ALL_INTENTS, **more: Any) -> Client:
        """Open a socket and identify."""
        client = self.connect()
        client.send(2, {"token": person.token, "intents": intents, "properties": {}, **more})
        return client


class Client:
    """The other end of a pure gateway connection."""

    def __init__(self, gateway: Gateway, query: dict[str, str] | None = None) -> None:
        self.wakes: deque[None] = deque()
        self.connection = Connection(gateway, query or {}, lambda: self.wakes.append(None))

    def send(self, op: int, data: Any) -> None:
        """Send one frame."""
        self.connection.receive(json.dumps({"op": op, "d": data}))

    def drop(self) -> None:
        """Lose the socket."""
        self.connection.detach()

    def received(self) -> list[Any]:
        """Take everything that has come since the last look."""
        frames = [one if isinstance(one, Close) else json.loads(one) for one in self.connection.outbox]
        self.connection.outbox.clear()
        return frames

    def ops(self) -> list[int]:
        """Take everything and return the ops, in order."""
        return [frame["op"] for frame in self.received()]

    def dispatches(self) -> list[tuple[str, Any]]:
        """Take everything and return the dispatched names with their data."""
        return [(frame["t"], frame["d"]) for frame in self.received() if not isinstance(frame, Close) and frame["t"]]

    def names(self) -> list[str]:
        """Take everything and return the dispatched names."""
        return [name for name, _ in self.dispatches()]

    def session_id(self) -> str:
        """Take everything and return READY's session id."""
        return next(str(data["session_id"]) for name, data in self.dispatches() if name == "READY")

    def closed_with(self) -> int | None:
        """Return the close code, if the server closed."""
        return next((frame.code for frame in self.received() if isinstance(frame, Close)), None)
