"""One client's connection to the gateway as a pure state machine: text goes in, frames come out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from fakes.control import Record
from fakes.discord import closing, sessions
from fakes.discord.closing import Close
from fakes.discord.compress import Encoder, PlainEncoder, encoder_for
from fakes.discord.errors import ApiError
from fakes.discord.events import PRIVILEGED, Intent
from fakes.discord.faults import Target
from fakes.discord.frames import (
    ALL_INTENTS,
    BadFrameError,
    Identify,
    read_frame,
    read_identify,
    read_members_request,
    read_presence,
    read_resume,
)
from fakes.discord.jsontext import write_json
from fakes.discord.sessions import Dispatch

if TYPE_CHECKING:
    from fakes.discord.gateway import Gateway
    from fakes.discord.people import Person
    from fakes.discord.sessions import Session
    from fakes.discord.shapes import Json

COMMANDS_A_MINUTE = 120
GUILDS_A_SHARD = 2500
_PATIENCE = 1.5


class Connection:
    """One socket's state. ``receive`` and ``tick`` are told what happened; ``outbox`` holds what to send.

    ``wake`` is called whenever the outbox has grown. A ``Close`` in it is the last thing to send.
    """

    def __init__(self, gateway: Gateway, query: Mapping[str, str], wake: Callable[[], None]) -> None:
        self.outbox: deque[str | Close] = deque()
        self.encoder: Encoder = PlainEncoder()
        self._gateway = gateway
        self._wake = wake
        self._session: Session | None = None
        self._closed = False
        self._heard_at = gateway.clock()
        self._commands: deque[float] = deque()
        self._open(query)

    def send(self, payload: Json) -> None:
        """Queue one payload."""
        self.pass_on(write_json(payload))

    def pass_on(self, text: str) -> None:
        """Queue one payload that is text already."""
        if not self._closed:
            self.outbox.append(text)
            self._wake()

    def close(self, close: Close) -> None:
        """Queue the end of the connection; its session stays and can be resumed."""
        if not self._closed:
            self.outbox.append(close)
            self._closed = True
            self.detach()
            self._wake()

    def detach(self) -> None:
        """Forget the session, as when the socket is gone."""
        if self._session is not None and self._session.link is self:
            self._session.link = None
            self._session.left_at = self._gateway.clock()

    def left(self, code: int | None) -> None:
        """Forget a client that is gone; one that leaves with 1000 or 1001 ends its session (Gateway: Disconnecting)."""
        ends = code in (1000, 1001) and not self._closed
        self.detach()
        if ends and self._session is not None:
            self._gateway.forget(self._session)

    def invalidate(self, *, resumable: bool) -> None:
        """Send op 9; a session that isn't resumable is forgotten at once."""
        if self._session is not None:
            self.detach()
            if not resumable:
                self._gateway.forget(self._session)
            self._session = None
        self.send({"t": None, "s": None, "op": 9, "d": resumable})

    def receive(self, frame: str | bytes) -> None:
        """Take one message of the client; whatever it does wrong closes the connection with the documented code."""
        if self._closed:
            return
        try:
            op, data = read_frame(frame)
            self._count_command()
            self._handle(op, data)
        except BadFrameError as error:
            self.close(error.close)

    def tick(self) -> None:
        """Look at the clock: a client that has been silent for too long is cut off."""
        if self._gateway.clock() - self._heard_at > self._gateway.heartbeat_ms / 1000 * _PATIENCE:
            self.close(closing.SESSION_TIMED_OUT)

    def _open(self, query: Mapping[str, str]) -> None:
        if query.get("v", "10") not in ("9", "10"):
            self._refuse("gateway version", f"v={query['v']} isn't served; there are 9 and 10")
            self.close(closing.INVALID_VERSION)
        elif query.get("encoding", "json") != "json":
            self._refuse("gateway encoding", f"encoding={query['encoding']} isn't served; there is json")
            self.close(closing.DECODE_ERROR)
        else:
            self._choose_encoder(query.get("compress", ""))
            data = {"heartbeat_interval": self._gateway.heartbeat_ms, "_trace": []}
            self.send({"t": None, "s": None, "op": 10, "d": data})

    def _choose_encoder(self, compress: str) -> None:
        try:
            self.encoder = encoder_for(compress)
        except ValueError as error:
            self._refuse("gateway compression", str(error))
            self.close(closing.DECODE_ERROR)

    def _count_command(self) -> None:
        now = self._gateway.clock()
        self._commands.append(now)
        while self._commands[0] <= now - 60:
            self._commands.popleft()
        if len(self._commands) > COMMANDS_A_MINUTE:
            raise BadFrameError(closing.RATE_LIMITED)

    def _handle(self, op: int, data: Any) -> None:
        handler = _OPERATIONS.get(op)
        if handler is None:
            self._refuse(f"gateway op {op}", f"gateway op {op} is unknown")
            raise BadFrameError(closing.UNKNOWN_OPCODE)
        if op not in _BEFORE_IDENTIFY and self._session is None:
            raise BadFrameError(closing.NOT_AUTHENTICATED)
        if op in _INSTEAD_OF_IDENTIFY and self._session is not None:
            raise BadFrameError(closing.ALREADY_AUTHENTICATED)
        handler(self, data)

    def _heartbeat(self, _: Any) -> None:
        self._heard_at = self._gateway.clock()
        person = self._session.person if self._session else None
        target = Target(person=person.id, scope=person.scope) if person else Target()
        if self._gateway.world.ground.faults.hit("mute_heartbeats", target) is None:
            self.send({"t": None, "s": None, "op": 11, "d": None})

    def _identify(self, data: Any) -> None:
        asked = read_identify(data)
        people = self._gateway.world.people
        person = people.by_token(asked.token)
        if person is not None and self._gateway.paced and people.identifies_too_soon(person):
            self._witness_call("identify", error="too soon")
            self.send({"t": None, "s": None, "op": 9, "d": False})
            return
        if person is None or not people.spend_identify(person):
            self._witness_call("identify", error="4004")
            raise BadFrameError(closing.AUTHENTICATION_FAILED)
        guilds = self._gateway.world.guilds.of(person)
        if sum(sessions.in_shard(asked.shard, guild.id) for guild in guilds) > GUILDS_A_SHARD:
            raise BadFrameError(closing.SHARDING_REQUIRED)
        if asked.compress and isinstance(self.encoder, PlainEncoder):
            self.encoder.payloads_compressed = True
        session = self._gateway.open_session(person, _intents(person, asked), asked.shard)
        if asked.presence is not None:
            self._gateway.world.presences.update(person, asked.presence.status, asked.presence.activities)
        self._start(session)

    def _start(self, session: Session) -> None:
        self._session = session
        session.link = self
        self._witness_call("identify")
        world = self._gateway.world
        session.dispatch(Dispatch.of("READY", sessions.ready(world, session)))
        if session.person.bot and session.intents & Intent.GUILDS:
            for guild in filter(session.shows, world.guilds.of(session.person)):
                if not guild.unavailable:
                    data = sessions.guild_create(world, session, guild)
                    session.dispatch(Dispatch.of("GUILD_CREATE", data | sessions.AVAILABLE))

    def _resume(self, data: Any) -> None:
        asked = read_resume(data)
        person = self._gateway.world.people.by_token(asked.token)
        if person is None:
            raise BadFrameError(closing.AUTHENTICATION_FAILED)
        session = self._gateway.resumable(asked.session_id, person)
        missed = session.missed_since(asked.seq) if session else None
        if session is None or missed is None:
            self.send({"t": None, "s": None, "op": 9, "d": False})
            return
        if session.link is not None:
            session.link.close(closing.UNKNOWN_ERROR)
        self._session = session
        session.link, session.left_at = self, None
        self._witness_call("resume", replayed=len(missed))
        for text in missed:
            self.pass_on(text)
        session.dispatch(Dispatch.of("RESUMED", {"_trace": []}))

    def _request_members(self, data: Any) -> None:
        asked = read_members_request(data)
        session = self._session
        if session is None:
            raise BadFrameError(closing.NOT_AUTHENTICATED)
        for guild_id in asked.guild_ids:
            try:
                guild = self._gateway.world.guilds.seen_by(session.person, guild_id)
            except ApiError as error:
                # Discord says nothing to a request for a guild that the bot isn't in.
                self._witness_call("request members", error=error.name)
                continue
            for chunk in sessions.member_chunks(self._gateway.world, guild, asked):
                session.dispatch(Dispatch.of("GUILD_MEMBERS_CHUNK", chunk))

    def _present(self, data: Any) -> None:
        asked = read_presence(data)
        if self._session is not None:
            self._gateway.world.presences.update(self._session.person, asked.status, asked.activities)
            self._witness_call("presence", status=asked.status, playing=[one.get("name") for one in asked.activities])

    def _accept(self, _: Any) -> None:
        """Take what changes nothing that others could see yet: voice state, viewing."""

    def _witness_call(self, method: str, **detail: object) -> None:
        session = self._session.id if self._session else ""
        self._witness("call", {"method": f"gateway {method}", "session": session, **detail})

    def _refuse(self, name: str, message: str) -> None:
        self._witness("refusal", {"name": name, "method": name, "why": "unknown", "message": message})

    def _witness(self, kind: Literal["call", "refusal"], detail: Mapping[str, object]) -> None:
        person = self._session.person if self._session else None
        author, scope = (person.as_author(), person.scope) if person else (None, "")
        self._gateway.world.ground.witness(
            Record(network="discord", kind=kind, cause="wire", author=author, scope=scope, detail=detail)
        )


def _intents(person: Person, asked: Identify) -> int:
    """Return what a session gets: a bot must choose, a person gets everything."""
    if not person.bot:
        return ALL_INTENTS
    if asked.intents is None:
        raise BadFrameError(closing.INVALID_INTENTS)
    if not person.privileged and asked.intents & PRIVILEGED:
        raise BadFrameError(closing.DISALLOWED_INTENTS)
    return asked.intents


_BEFORE_IDENTIFY = (1, 2, 6, 40)
_INSTEAD_OF_IDENTIFY = (2, 6)
_OPERATIONS: dict[int, Callable[[Connection, Any], None]] = {
    1: Connection._heartbeat,
    2: Connection._identify,
    3: Connection._present,
    4: Connection._accept,
    6: Connection._resume,
    8: Connection._request_members,
    13: Connection._accept,
    14: Connection._accept,
    40: Connection._heartbeat,
    41: Connection._accept,
}
