"""The world: every noun of Discord with its rules, on one ground, without a socket."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord.acks import Acks
from fakes.discord.assets import Assets
from fakes.discord.attachments import Attachments
from fakes.discord.audit import AuditLog
from fakes.discord.channels import Channels
from fakes.discord.expressions import Expressions
from fakes.discord.ground import Ground
from fakes.discord.groups import Groups
from fakes.discord.guilds import Guilds
from fakes.discord.interactions import Interactions
from fakes.discord.invites import Invites
from fakes.discord.message import USER_JOIN
from fakes.discord.messages import Messages
from fakes.discord.moderation import Moderation
from fakes.discord.pins import Pins
from fakes.discord.polls import Polls
from fakes.discord.presences import Presences
from fakes.discord.publishing import Publishing
from fakes.discord.reactions import Reactions
from fakes.discord.relations import Relations
from fakes.discord.remote_auth import RemoteAuth
from fakes.discord.roles import Roles
from fakes.discord.thread_changes import ThreadChanges
from fakes.discord.threads import Threads
from fakes.discord.uploads import Uploads
from fakes.discord.webhooks import Webhooks

if TYPE_CHECKING:
    from fakes.discord.guilds import Guild
    from fakes.discord.people import Person


class World:
    """All of Discord; ``clock`` gives Unix seconds, ``seed`` decides ids and tokens, ``witness`` is told every fact."""

    def __init__(self, clock: Callable[[], float], seed: int, witness: Callable[[Record], object]) -> None:
        self.ground = Ground(clock, Random(seed), witness)  # noqa: S311 - a test double's tokens guard nothing
        self.people = self.ground.people
        self.guilds = Guilds(self.ground)
        self.channels = Channels(self.ground)
        self.threads = Threads(self.ground, self.channels)
        self.assets = Assets(self.ground)
        self.expressions = Expressions(self.ground, self.assets)
        self.acks = Acks(self.ground)
        self.uploads = Uploads(self.ground)
        self.attachments = Attachments(self.ground, self.uploads)
        self.messages = Messages(self.ground, self.channels, self.threads, self.attachments)
        self.thread_changes = ThreadChanges(self.ground, self.channels, self.threads, self.messages)
        self.groups = Groups(self.ground, self.channels, self.messages)
        self.interactions = Interactions(self.ground, self.channels, self.messages)
        self.relations = Relations(self.ground)
        self.remote_auth = RemoteAuth(self.ground)
        self.audit = AuditLog(self.ground)
        self.roles = Roles(self.ground, self.guilds)
        self.moderation = Moderation(self.ground, self.guilds, self.roles)
        self.invites = Invites(self.ground, self.guilds, self.channels)
        self.guilds.on_join = self._greet
        self.pins = Pins(self.ground, self.channels, self.messages)
        self.polls = Polls(self.ground, self.channels, self.messages)
        self.presences = Presences(self.ground)
        self.publishing = Publishing(self.ground, self.channels, self.messages)
        self.reactions = Reactions(self.ground, self.channels)
        self.webhooks = Webhooks(self.ground, self.channels, self.messages, self.thread_changes, self.assets)

    def _greet(self, guild: Guild, person: Person) -> None:
        channel = self.ground.channels.get(guild.settings["system_channel_id"])
        if channel is not None:
            self.messages.post_system(channel, person, USER_JOIN)
