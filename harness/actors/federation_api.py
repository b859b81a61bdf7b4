"""What one server asks another, by name: the requests of the server-server API, about the test's room and beyond it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, urlencode

from harness.core.fact import Fact

Asked = tuple[str, str, Any]
"""A request: method, path with its query, body (None where there is none)."""

API = "/_matrix/federation/v1/"
"""Where most of it is."""
VERSIONS = tuple(str(number) for number in range(1, 13))
"""The stable room versions."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: HTTP's status and the body, as JSON or else as a text."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """The errcode; empty where all went well."""
        return str(self.body.get("errcode", "")) if isinstance(self.body, Mapping) else ""

    @property
    def pdus(self) -> list[Mapping[str, Any]]:
        """The events in the answer to a question for some."""
        return [*self.body.get("pdus", ()), *self.body.get("events", ())]


@dataclass(frozen=True, slots=True)
class Vouched:
    """A server's keys as a notary tells them: by their ids, good ``until`` a time in milliseconds, ``asked`` at one."""

    server: str
    keys: Mapping[str, str]
    signed_by: frozenset[str]
    until: int
    asked: int

    @classmethod
    def of(cls, document: Mapping[str, Any], asked: int) -> Self:
        """Read a key document."""
        keys = {name: str(key["key"]) for name, key in document["verify_keys"].items()}
        signers = frozenset(document["signatures"])
        return cls(document["server_name"], keys, signers, int(document["valid_until_ts"]), asked)


Ask = Callable[..., Awaitable[tuple[int, Any]]]


def about(room: str, event: str, user: str) -> dict[str, Asked]:
    """Return, by its name, each request about an event of a room; ``user`` is whom templates are for."""
    place, one, who = _quoted(room), _quoted(event), _quoted(user)
    at, past = urlencode({"event_id": event}), urlencode({"v": event, "limit": 100})
    gap = {"earliest_events": [], "latest_events": [event], "limit": 100}
    return {
        "event": ("GET", f"{API}event/{one}", None),
        "event_auth": ("GET", f"{API}event_auth/{place}/{one}", None),
        "backfill": ("GET", f"{API}backfill/{place}?{past}", None),
        "state": ("GET", f"{API}state/{place}?{at}", None),
        "state_ids": ("GET", f"{API}state_ids/{place}?{at}", None),
        "get_missing_events": ("POST", f"{API}get_missing_events/{place}", gap),
        "make_join": ("GET", f"{API}make_join/{place}/{who}?ver=11", None),
        "make_leave": ("GET", f"{API}make_leave/{place}/{who}", None),
    }


class FederationApi:
    """One server, asked by another that signs rightly. ``place`` tells the room that questions are about."""

    def __init__(self, ask: Ask, place: Callable[[], str], asker: str) -> None:
        """``ask`` takes a path, and ``method`` and ``body``; ``asker`` is the name of the server that asks."""
        self._ask = ask
        self._place = place
        self._asker = asker

    async def asks_about(self, what: str, event: Fact | str) -> Answer:
        """Ask for one of ``about`` an event, given as a fact or by its id."""
        ref = event if isinstance(event, str) else event.ref
        return await self._asks(*about(self._place(), ref, f"@new:{self._asker}")[what])

    async def lacks(self, latest: Fact, *, earliest: Sequence[Fact] = ()) -> Answer:
        """Ask for what lies between events (``get_missing_events``)."""
        ends = {"earliest_events": [each.ref for each in earliest], "latest_events": [latest.ref], "limit": 20}
        return await self._asks("POST", f"{API}get_missing_events/{_quoted(self._place())}", ends)

    async def asks_nowhere(self, what: str) -> Answer:
        """Ask for ``state`` or ``state_ids`` without saying at which event."""
        return await self._asks("GET", f"{API}{what}/{_quoted(self._place())}", None)

    async def template(self, membership: str, user: str, *, versions: Sequence[str] = VERSIONS) -> Answer:
        """Ask for an event to sign (``make_join``, ``make_leave``, ``make_knock``); the answer has it as ``event``."""
        query = f"?{urlencode({'ver': versions}, doseq=True)}" if versions and membership != "leave" else ""
        return await self._asks("GET", f"{API}make_{membership}/{_quoted(self._place())}/{_quoted(user)}{query}", None)

    async def offers(self, membership: str, event: Fact, *, api: str = "v2", members: bool = True) -> Answer:
        """Give an event to ``send_join``, ``send_leave`` or ``send_knock``, perhaps to be answered without members."""
        address = f"/_matrix/federation/{api}/send_{membership}/{_quoted(self._place())}/{_quoted(event.ref)}"
        return await self._asks("PUT", address if members else f"{address}?omit_members=true", event.detail["pdu"])

    async def invites(self, event: Fact, *, version: str = "11") -> Answer:
        """Give somebody of that server an invitation."""
        body = {"room_version": version, "event": event.detail["pdu"], "invite_room_state": []}
        return await self._asks(
            "PUT", f"/_matrix/federation/v2/invite/{_quoted(self._place())}/{_quoted(event.ref)}", body
        )

    async def profile(self, user: str, **query: str) -> Answer:
        """Ask who somebody is."""
        return await self._asks("GET", f"{API}query/profile?{urlencode({'user_id': user, **query})}", None)

    async def public_rooms(self, term: str = "") -> Answer:
        """Ask for the rooms that anybody may join, perhaps for those with a word in them."""
        return await self._asks("POST", f"{API}publicRooms", {"filter": {"generic_search_term": term}, "limit": 10})

    async def notary(self, server: str, *, method: str = "GET", key: str = "ed25519:auto", until: int = 0) -> Answer:
        """Ask for another server's keys, good until a time in milliseconds: all (GET) or one by its id (POST)."""
        if method == "GET":
            asked = f"/_matrix/key/v2/query/{_quoted(server)}?minimum_valid_until_ts={until}"
            return await self._asks("GET", asked, None)
        wanted = {"server_keys": {server: {key: {"minimum_valid_until_ts": until}}}}
        return await self._asks("POST", "/_matrix/key/v2/query", wanted)

    async def download(self, uri: str) -> Answer:
        """Ask for a file by its address (``mxc://``)."""
        return await self._asks("GET", f"{API}media/download/{_media(uri)}", None)

    async def thumbnail(self, uri: str, *, size: int) -> Answer:
        """Ask for a picture scaled down to a square of that size."""
        query = urlencode({"width": size, "height": size, "method": "crop"})
        return await self._asks("GET", f"{API}media/thumbnail/{_media(uri)}?{query}", None)

    async def devices(self, user: str) -> Answer:
        """Ask for somebody's devices."""
        return await self._asks("GET", f"{API}user/devices/{_quoted(user)}", None)

    async def _asks(self, method: str, path: str, body: Any) -> Answer:
        return Answer(*await self._ask(path, method=method, body=body))


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _media(uri: str) -> str:
    return _quoted(uri.rpartition("/")[2])
