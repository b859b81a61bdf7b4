"""The server without sockets: what it has, whom it asks, and how its events come to others."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from fakes.control import ActError, Hub
from fakes.federation import event_flaws, pdu
from fakes.federation import keys as keys_
from fakes.federation.hooks import Hooks
from fakes.federation.known_keys import KnownKeys
from fakes.federation.making import Draft, Maker
from fakes.federation.outgoing import Outgoing, path
from fakes.federation.people import Invitation, Medium, User
from fakes.federation.room import Kept, Room, State
from fakes.federation.wire import UnreachableError
from fakes.federation.witness import Way, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fakes.federation.keys import KeyRing
    from fakes.federation.pdu import Event
    from fakes.federation.versions import RoomVersion
    from fakes.federation.wire import Transport


class Peer:
    """One Matrix server. ``clock`` gives seconds of Unix time; ``transport`` carries requests to the others."""

    def __init__(
        self, keys: KeyRing, hub: Hub, transport: Transport, clock: Callable[[], float], rng: Random, address: str = ""
    ) -> None:
        self.name = keys.name
        self.address = address or f"{keys.name}:8448"
        self.client_address = ""  # where clients are told to go
        self.keys = keys
        self.key_flaw = ""
        self.notary_lies = False
        self.omits_members = False
        self._false_key = ""
        self.rng = rng
        self.hooks = Hooks()
        self.witness = Witness(hub)
        self.outgoing = Outgoing(keys, transport, self.witness)
        self.known = KnownKeys(self._keys_of)
        self.maker = Maker(keys, clock, rng)
        self.rooms: dict[str, Room] = {}
        self.users: dict[str, User] = {}
        self.aliases: dict[str, str] = {}
        self.media: dict[str, Medium] = {}
        self.openid: dict[str, str] = {}
        self.transactions: dict[tuple[str, str], dict[str, Any]] = {}
        self.invitations: dict[tuple[str, str], Invitation] = {}

    def now(self) -> int:
        """Return milliseconds of Unix time."""
        return self.maker.now()

    def token(self, size: int = 9) -> str:
        """Draw an id."""
        return self.rng.randbytes(size).hex()

    def user(self, identifier: str) -> User:
        """Return one of our users; raises ``ActError``."""
        if identifier not in self.users:
            raise ActError("UNKNOWN_USER", f"{self.name} has no user {identifier}: make one with user.create")
        return self.users[identifier]

    def room(self, identifier: str) -> Room:
        """Return a room that we know; raises ``ActError``."""
        if identifier not in self.rooms:
            raise ActError("UNKNOWN_ROOM", f"{self.name} isn't in {identifier}: room.create or room.join comes first")
        return self.rooms[identifier]

    def event(self, room: Room, identifier: str) -> Kept:
        """Return an event of a room; raises ``ActError``."""
        kept = room.find(identifier)
        if kept is None:
            raise ActError("UNKNOWN_EVENT", f"{self.name} has no event {identifier} of {room.id}")
        return kept

    def is_ours(self, user: str) -> bool:
        """Tell whether a user id belongs to this server."""
        return pdu.server_of(user) == self.name

    def make(self, draft: Draft, room: Room, flaw: str = "") -> tuple[Event, str]:
        """Make an event, with a flaw where one is named; and its text on the wire where that isn't plain JSON."""
        event = self.maker.make(draft, room)
        if not flaw:
            return event, ""
        return event_flaws.forged(flaw, event, room.version, self.keys)

    def keep(self, room: Room, event: Event, text: str = "", *, tip: bool = True, before: State | None = None) -> Kept:
        """Put an event of ours, or one that we vouch for, into the room."""
        return room.add(event, text=text, tip=tip, before=before)

    async def distribute(self, room: Room, kept: Kept, to: Iterable[str], flaw: str = "") -> dict[str, Any]:
        """Send an event to servers, one after the other; return each one's result: an error's text, or nothing."""
        results: dict[str, Any] = {}
        for server in to:
            self.witness.event(Way("out", server, "send"), kept.event, room, [], flaw)
            results[server] = await self.transact(server, [kept.wire], [])
        return results

    async def transact(self, server: str, pdus: list[Any], edus: list[Any], *, flaw: str = "") -> dict[str, Any]:
        """Send a transaction; return ``status`` and ``pdus`` (the results), or ``unreachable``."""
        body = {"origin": self.name, "origin_server_ts": self.now(), "pdus": pdus, "edus": edus}
        uri = path("v1", "send", f"{self.now()}-{self.token()}")
        try:
            answer = await self.outgoing.ask(server, "PUT", uri, body, by="send", flaw=flaw)
        except UnreachableError as error:
            return {"unreachable": str(error)}
        said = answer.json()
        return {"status": answer.status, "pdus": said.get("pdus", {}) if isinstance(said, dict) else {}}

    def others_in(self, room: Room, *states: Mapping[tuple[str, str], str]) -> list[str]:
        """Return the other servers that have a joined user, now or in one of these states."""
        users = {user for state in (room.state, *states) for user in room.members("join", state)}
        return sorted({pdu.server_of(user) for user in users} - {self.name})

    def take_room(self, identifier: str, version: RoomVersion, scope: str) -> Room:
        """Return the room of that id, new if we haven't got it."""
        return self.rooms.setdefault(identifier, Room(identifier, version, scope))

    def vouched(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Sign another server's key document as its notary; a lying one puts a key of nobody's in first."""
        told = dict(document)
        if self.notary_lies:
            self._false_key = self._false_key or keys_.public_part(self.keys.stranger())
            false = self._false_key
            told["verify_keys"] = {name: {"key": false} for name in document.get("verify_keys", {})}
        return self.keys.sign(told)

    async def _keys_of(self, server: str) -> Mapping[str, Any] | None:
        if server == self.name:
            return self.keys.document(self.now())
        return await self.outgoing.keys_of(server)
