"""The ground that all nouns stand on: clock, ids, tables, the way out for events and for the witness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord.blobs import Depot
from fakes.discord.channel import PRIVATE_THREAD
from fakes.discord.events import Event
from fakes.discord.faults import Faults
from fakes.discord.people import People
from fakes.discord.permissions import ALL, LEFT_IN_TIMEOUT, Permission, in_channel, in_guild
from fakes.discord.signing import Signer
from fakes.discord.snowflake import Snowflakes
from fakes.discord.timers import Timers

if TYPE_CHECKING:
    from fakes.discord.channel import Channel, ThreadState
    from fakes.discord.expressions import Emoji, Sticker
    from fakes.discord.guilds import Guild
    from fakes.discord.message import Message
    from fakes.discord.webhooks import Webhook


class Ground:
    """State without rules; ``clock`` gives Unix seconds, ``rng`` and the clock decide every id and token."""

    def __init__(self, clock: Callable[[], float], rng: Random, witness: Callable[[Record], object]) -> None:
        self.clock = clock
        self.rng = rng
        self.witness = witness
        self.faults = Faults()
        self.timers = Timers(clock)
        self.ids = Snowflakes(clock, rng)
        self.depot = Depot()
        self.signer = Signer(clock, Random(self.ids.mint()))  # noqa: S311 - addresses of a double guard nothing
        self.people = People(clock, rng, self.ids.mint)
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.relations: dict[str, dict[str, int]] = {}
        self.tickets: dict[str, str] = {}
        self.emojis: dict[str, Emoji] = {}
        self.stickers: dict[str, Sticker] = {}
        self.on_poll: Callable[[Channel, Message], None] = lambda _channel, _message: None
        self.listeners: list[Callable[[Event], None]] = []
        self.on_avatar: Callable[[Channel, str], None] = lambda _channel, _url: None
        self.on_sight: Callable[[Channel, str], None] = lambda _channel, _person_id: None
        self._held: list[Event] | None = None

    def emit(self, event: Event) -> None:
        """Hand an event to the gateway, or keep it while someone holds events back."""
        if self._held is not None:
            self._held.append(event)
        else:
            self.publish(event)

    def publish(self, event: Event) -> None:
        """Hand an event to every listener now."""
        for listener in self.listeners:
            listener(event)

    @contextmanager
    def held(self) -> Iterator[list[Event]]:
        """Collect the events of a block instead of publishing them."""
        events: list[Event] = []
        self._held = events
        try:
            yield events
        finally:
            self._held = None

    def guild_of(self, channel: Channel) -> Guild | None:
        """Return the guild of a channel; a direct message has none."""
        return self.guilds[channel.guild_id] if channel.guild_id else None

    def permissions(self, channel: Channel, person_id: str) -> int:
        """Return what a person may do in a channel; both sides of a direct message may do all that one can there."""
        guild = self.guild_of(channel)
        if guild is None:
            return _IN_DIRECT_MESSAGES if person_id in channel.recipients else 0
        if channel.thread is not None:
            return self._in_thread(channel, channel.thread, person_id)
        return self._but_for_timeout(guild, person_id, in_channel(guild, channel, person_id))

    def guild_permissions(self, guild: Guild, person_id: str) -> int:
        """Return what a person may do in a guild as a whole."""
        return self._but_for_timeout(guild, person_id, in_guild(guild, person_id))

    def _in_thread(self, channel: Channel, thread: ThreadState, person_id: str) -> int:
        parent = self.channels.get(channel.parent_id or "")
        bits = self.permissions(parent, person_id) if parent is not None else 0
        if channel.type == PRIVATE_THREAD and person_id not in thread.members and not bits & Permission.MANAGE_THREADS:
            return 0
        # In a thread one right stands for the other, so that whoever asks for SEND_MESSAGES asks the right thing.
        may_send = bits & Permission.SEND_IN_THREADS
        return bits | Permission.SEND_MESSAGES if may_send else bits & ~Permission.SEND_MESSAGES

    def _but_for_timeout(self, guild: Guild, person_id: str, bits: int) -> int:
        member = guild.members.get(person_id)
        if bits == ALL or member is None or member.timed_out_until is None:
            return bits
        return bits & LEFT_IN_TIMEOUT if member.timed_out_until > self.clock() else bits

    def audience(self, channel: Channel) -> frozenset[str]:
        """Return the ids of everybody who can see a channel."""
        guild = self.guild_of(channel)
        people = guild.members if guild is not None else channel.recipients
        return frozenset(one for one in people if self.permissions(channel, one) & Permission.VIEW_CHANNEL)

    @contextmanager
    def watching(self, guild: Guild, channels: Iterable[Channel] | None = None) -> Iterator[None]:
        """Tell ``on_sight`` of everybody who sees a channel after the block and didn't before."""
        watched = list(channels if channels is not None else map(self.channels.__getitem__, guild.channels))
        before = {one.id: self.audience(one) for one in watched}
        yield
        for channel in watched:
            for person_id in sorted(self.audience(channel) - before[channel.id]):
                self.on_sight(channel, person_id)

    def scope_of(self, channel: Channel) -> str:
        """Return the scene that a channel belongs to: its guild's, or that of a person in it."""
        guild = self.guild_of(channel)
        if guild is not None:
            return guild.scope
        people = (self.people.get(one) for one in channel.recipients)
        return next((person.scope for person in people if person.scope), "")


_IN_DIRECT_MESSAGES = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.SEND_VOICE_MESSAGES
    | Permission.SEND_POLLS
    | Permission.PIN_MESSAGES
    | Permission.USE_EXTERNAL_EMOJIS
)
