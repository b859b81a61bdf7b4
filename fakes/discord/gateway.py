"""The gateway: every session of a world, and how an event comes to those that it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from fakes.discord import sessions
from fakes.discord.events import Event
from fakes.discord.faults import Target
from fakes.discord.sessions import Dispatch, Link, Session

if TYPE_CHECKING:
    from fakes.discord.people import Person
    from fakes.discord.world import World

HEARTBEAT_MS = 41_250
RESUME_SECONDS = 600.0
LEFT_SESSIONS = 4
"""How many sessions of one person's shard wait for their client to come back; the newest do."""


class Gateway:
    """All sessions of a world; ``clock`` gives seconds and measures only distances.

    ``heartbeat_ms`` is how often clients are asked for a heartbeat; Discord chooses it as it likes. ``paced`` holds
    bots to one identify in five seconds.
    """

    def __init__(
        self, world: World, clock: Callable[[], float], heartbeat_ms: int = HEARTBEAT_MS, *, paced: bool = False
    ) -> None:
        self.world = world
        self.clock = clock
        self.heartbeat_ms = heartbeat_ms
        self.paced = paced
        self.sessions: dict[str, Session] = {}
        world.ground.listeners.append(self.publish)

    def publish(self, event: Event) -> None:
        """Give an event to every session that it is for."""
        seen: dict[bool, Dispatch] = {}
        for session in self.sessions.values():
            if not session.takes(event):
                continue
            if event.name == "GUILD_CREATE":
                guild = self.world.guilds.get(event.data["id"])
                dispatch = Dispatch.of(event.name, sessions.guild_create(self.world, session, guild))
            else:
                whole = session.may_read(event)
                if whole not in seen:
                    seen[whole] = Dispatch.of(event.name, event.data if whole else event.data | sessions.HIDDEN)
                dispatch = seen[whole]
            if self.world.ground.faults:
                self._deliver_badly(session, event, dispatch)
            else:
                session.dispatch(dispatch)

    def links(self, person_id: str = "", scope: str = "") -> Iterator[Link]:
        """Yield where sessions' sockets are: of one person, of a scope's people, or all."""
        for session in list(self.sessions.values()):
            person = session.person
            if session.link is not None and person_id in ("", person.id) and scope in ("", person.scope):
                yield session.link

    def open_session(self, person: Person, intents: int, shard: tuple[int, int]) -> Session:
        """Open a session that nothing has been sent to; sessions that nobody came back to are forgotten."""
        for stale in filter(self._is_stale, list(self.sessions.values())):
            self.forget(stale)
        mine = [one for one in self.sessions.values() if one.person is person and one.shard == shard]
        left = [one for one in mine if one.left_at is not None]
        for one in left[:-LEFT_SESSIONS]:
            self.forget(one)
        session = Session(self.world.ground.rng.randbytes(16).hex(), person, intents, shard)
        self.sessions[session.id] = session
        return session

    def forget(self, session: Session) -> None:
        """End a session for good."""
        self.sessions.pop(session.id, None)

    def resumable(self, session_id: str, person: Person) -> Session | None:
        """Return a person's session, if it hasn't been left for too long."""
        session = self.sessions.get(session_id)
        if session is None or session.person is not person or self._is_stale(session):
            return None
        return session

    def _is_stale(self, session: Session) -> bool:
        return session.left_at is not None and self.clock() - session.left_at > RESUME_SECONDS

    def _deliver_badly(self, session: Session, event: Event, dispatch: Dispatch) -> None:
        """Dispatch an event as far as the standing faults let it: not at all, late, or twice."""
        ground, target = self.world.ground, self._target(session, event)
        if ground.faults.hit("drop_event", target) is not None:
            return
        late = ground.faults.hit("delay_event", target)
        twice = ground.faults.hit("repeat_event", target) is not None
        for _ in range(1 + twice):
            if late is not None:
                ground.timers.after(late.seconds, partial(session.dispatch, dispatch))
            else:
                session.dispatch(dispatch)

    def _target(self, session: Session, event: Event) -> Target:
        ground, data = self.world.ground, event.data
        places = tuple(str(data[name]) for name in ("channel_id", "guild_id", "id") if data.get(name))
        channel = next((ground.channels[one] for one in places if one in ground.channels), None)
        guild = next((ground.guilds[one] for one in places if one in ground.guilds), None)
        scope = ground.scope_of(channel) if channel else guild.scope if guild else session.person.scope
        return Target(places=places, person=session.person.id, scope=scope, event=event.name)
