"""A Matrix client on matrix-nio that writes everything it syncs into the journal."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ssl
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from typing import Any

import aiohttp
import nio
from nio.store import SqliteMemoryStore

from harness.actors.matrix_facts import MatrixReader
from harness.core.attachment import Attachment
from harness.core.fact import Fact
from harness.core.journal import Journal

_LONG_POLL = 30_000  # milliseconds that a sync may wait for news
_FIRST_SYNC_WITHIN = 30.0  # seconds
_FILTER = {
    "room": {"timeline": {"limit": 1000}, "account_data": {"types": []}},
    "account_data": {"types": []},
}


class MatrixRefusedError(Exception):
    """The homeserver wouldn't do it; the text is its own, with its code. ``status`` is HTTP's, 0 where unknown."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


def password_of(secret: str, localpart: str) -> str:
    """Return the password that a user is registered with."""
    return hashlib.sha256(f"{secret}{localpart}".encode()).hexdigest()


async def register(
    http: aiohttp.ClientSession,
    homeserver: str,
    secret: str,
    localpart: str,
    display_name: str,
    *,
    admin: bool = False,
) -> tuple[str, str]:
    """Make a user by the shared secret (Synapse's admin API); return the user id and an access token."""
    url = f"{homeserver}/_synapse/admin/v1/register"
    async with http.get(url) as response:
        nonce = (await response.json())["nonce"]
    password = password_of(secret, localpart)
    rank = "admin" if admin else "notadmin"
    mac = hmac.new(secret.encode(), "\0".join((nonce, localpart, password, rank)).encode(), hashlib.sha1)
    order = {
        "nonce": nonce,
        "username": localpart,
        "displayname": display_name,
        "password": password,
        "admin": admin,
        "mac": mac.hexdigest(),
    }
    return await _made(http, url, order)


async def register_own(http: aiohttp.ClientSession, homeserver: str, as_token: str, localpart: str) -> tuple[str, str]:
    """Have an application service make a user of its own (its API, "Server admin style permissions"), likewise."""
    order = {"type": "m.login.application_service", "username": localpart}
    return await _made(http, f"{homeserver}/_matrix/client/v3/register", order, Authorization=f"Bearer {as_token}")


async def _made(http: aiohttp.ClientSession, url: str, order: Mapping[str, Any], **headers: str) -> tuple[str, str]:
    async with http.post(url, json=order, headers=headers) as response:
        answer = await response.json()
        if response.status != 200:
            raise MatrixRefusedError(f"registering {order['username']}: {answer.get('error', answer)}")
    return answer["user_id"], answer["access_token"]


def _session(
    homeserver: str, user_id: str, access_token: str, device: str, *, encryption: bool = False, **options: Any
) -> nio.AsyncClient:
    """Return a logged-in matrix-nio client."""
    keys = {"store": SqliteMemoryStore, "store_sync_tokens": False, "encryption_enabled": encryption}
    config = nio.AsyncClientConfig(max_timeouts=3, **keys)
    session = nio.AsyncClient(homeserver, user_id, config=config, **options)
    session.restore_login(user_id, device, access_token)
    return session


class MatrixClient:
    """One logged-in session; ``reader`` says how what it syncs is written down.

    ``trust`` says whose certificates are good, where the homeserver shows one. ``pace`` is how many seconds a client
    gathers news before it asks for more: a homeserver works some 50 ms for each sync, and one who is in every room
    would have it do so for each event.
    """

    def __init__(
        self,
        homeserver: str,
        door: str,
        user_id: str,
        access_token: str,
        journal: Journal,
        reader: MatrixReader,
        trust: ssl.SSLContext | None = None,
        pace: float = 0.0,
    ) -> None:
        self._open = partial(_session, homeserver, user_id, access_token, proxy=door, ssl=trust)
        self.nio: nio.AsyncClient = self._open("HARNESS")
        self.user_id = user_id
        self._journal = journal
        self._reader = reader
        self._pace = pace
        self._loop: asyncio.Task[None] | None = None
        self._knows_rooms = asyncio.Event()

    def start(self) -> None:
        """Begin to sync, if it hasn't begun; every event of every joined room becomes a fact, past ones too."""
        if self._loop is not None:
            return
        self._loop = asyncio.create_task(self._sync_forever(), name=f"sync {self.user_id}")
        self._loop.add_done_callback(self._ended)

    async def takes_keys(self) -> None:
        """Become able to read and write in encrypted rooms; ``RuntimeError`` once it syncs.

        The keys are those of its log-in's device, and are kept in memory.
        """
        if self._loop is not None:
            raise RuntimeError(f"{self.user_id} syncs already, and would miss the keys of what came before")
        device = (await self.call("asking which device this is", self.nio.whoami)).device_id
        await self.nio.close()
        self.nio = self._open(device, encryption=True)
        await self._tends_keys()

    async def _tends_keys(self) -> None:
        """Do what a client with keys does between syncs (Client-Server API, "Key management API")."""
        if self.nio.should_upload_keys:
            await self.call("uploading keys", self.nio.keys_upload)
        if self.nio.should_query_keys:
            await self.call("asking for devices", self.nio.keys_query)
        if self.nio.should_claim_keys:
            await self.call("claiming keys", self.nio.keys_claim, self.nio.get_users_for_key_claiming())
        await self.nio.send_to_device_messages()

    async def close(self) -> None:
        """Stop syncing and let go of the connection."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        await self.nio.close()

    async def call(self, what: str, call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """Await a matrix-nio call; an error answer is raised as MatrixRefusedError."""
        answer = await call(*arguments, **options)
        if isinstance(answer, nio.ErrorResponse):
            raise MatrixRefusedError(f"{self.user_id}, {what}: {answer.status_code} {answer.message}")
        return answer

    async def send(self, room: str, kind: str, content: Mapping[str, Any]) -> str:
        """Send an event, encrypted where the room is and this client has keys, and return its id."""
        if self.nio.olm:
            async with asyncio.timeout(_FIRST_SYNC_WITHIN):
                await self._knows_rooms.wait()
            await self._tends_keys()
        answer = await self.call(
            "sending", self.nio.room_send, room, kind, dict(content), ignore_unverified_devices=True
        )
        event_id: str = answer.event_id
        return event_id

    async def raises(self, room: str, level: int, *user_ids: str) -> None:
        """Give users a power level in a room, and leave all others theirs."""
        kind = "m.room.power_levels"
        levels = (await self.call("reading levels", self.nio.room_get_state_event, room, kind)).content
        levels = {**levels, "users": {**levels["users"], **dict.fromkeys(user_ids, level)}}
        await self.call("setting levels", self.nio.room_put_state, room, kind, levels)

    async def upload(self, file: Attachment) -> str:
        """Put a file into the homeserver's media store; return its address (mxc://)."""
        options = {"content_type": file.mime, "filename": file.name, "filesize": len(file.data)}
        answer, _ = await self.nio.upload(lambda *_: BytesIO(file.data), **options)
        if isinstance(answer, nio.ErrorResponse):
            raise MatrixRefusedError(f"{self.user_id}, uploading: {answer.status_code} {answer.message}")
        address: str = answer.content_uri
        return address

    async def download(self, address: str) -> bytes:
        """Return the bytes of a file in the homeserver's media store."""
        answer = await self.call("downloading", self.nio.download, address)
        body: bytes = answer.body
        return body

    def _ended(self, loop: asyncio.Task[None]) -> None:
        if not loop.cancelled() and (error := loop.exception()) is not None:
            self._journal.lose(f"the session of {self.user_id} ended: {error}")

    async def _sync_forever(self) -> None:
        since = None
        while True:
            # To listen makes nobody present: whoever is, says so.
            waits = {"timeout": _LONG_POLL if since else 0, "since": since, "set_presence": "offline"}
            answer = await self.nio.sync(**waits, sync_filter=_FILTER)
            if isinstance(answer, nio.SyncError):
                raise MatrixRefusedError(f"{self.user_id}, syncing: {answer.message}")
            since = answer.next_batch
            if self.nio.olm:
                await self._tends_keys()
            self._knows_rooms.set()
            for room_id, event in self._shown(answer):
                if fact := self._reader.read(room_id, event):
                    self._journal.append(fact)
            for fact in self._passing(answer):
                self._journal.append(fact)
            await asyncio.sleep(self._pace)

    def _passing(self, answer: nio.SyncResponse) -> Iterator[Fact]:
        """Yield what stays in no room's history: who types, who has read what, who is there."""
        for room_id, room in answer.rooms.join.items():
            for notice in room.ephemeral:
                if isinstance(notice, nio.TypingNoticeEvent):
                    yield from self._reader.typing(room_id, notice.users)
                elif isinstance(notice, nio.ReceiptEvent):
                    for one in notice.receipts:
                        yield self._reader.receipt(room_id, one.user_id, one.event_id, one.thread_id or "")
        for seen in answer.presence_events:
            yield self._reader.presence(seen.user_id, seen.presence, seen.status_msg or "")

    def _shown(self, answer: nio.SyncResponse) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the events that a sync shows, each with its room: everything of joined rooms, and invitations."""
        for room_id, room in answer.rooms.join.items():
            for event in (*room.state, *room.timeline.events):
                yield room_id, event.source
        for room_id, invited in answer.rooms.invite.items():
            members = (event for event in invited.invite_state if isinstance(event, nio.InviteMemberEvent))
            # nio takes the content out of these events.
            yield from ((room_id, {**event.source, "content": event.content}) for event in members)
