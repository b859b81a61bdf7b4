"""End-to-bridge encryption: the bot's one device, which encrypts for every ghost and decrypts what people say.

Client-Server API, "End-to-End Encryption". The device and its keys are forgotten with the process. It needs olm, which
is there only where a config may allow encryption.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, cast

from mautrix.client import Client
from mautrix.client.state_store import MemoryStateStore
from mautrix.crypto import MemoryCryptoStore, OlmMachine, StateStore
from mautrix.errors import EncryptionError, SessionNotFound
from mautrix.types import (
    JSON,
    EncryptedEvent,
    EventFilter,
    EventType,
    Filter,
    LoginType,
    PresenceState,
    RoomEncryptionStateEventContent,
    RoomFilter,
    RoomID,
    StateEvent,
    UserID,
)

log = logging.getLogger(__name__)

KEYS_WITHIN = 5.0
"""Seconds that a message waits for its keys, as in the real bridge."""

_NOTHING: Any = [EventType.find("*")]
_KEYS_ALONE = Filter(
    account_data=EventFilter(not_types=_NOTHING),
    presence=EventFilter(not_types=_NOTHING),
    room=RoomFilter(rooms=[]),
)


class _Rooms(StateStore):
    """What the machine asks about rooms, answered from what events told."""

    def __init__(self, known: MemoryStateStore) -> None:
        self._known = known

    async def is_encrypted(self, room_id: RoomID) -> bool:
        return bool(await self._known.is_encrypted(room_id))

    async def get_encryption_info(self, room_id: RoomID) -> RoomEncryptionStateEventContent | None:
        return await self._known.get_encryption_info(room_id)

    async def find_shared_rooms(self, user_id: UserID) -> list[RoomID]:
        encrypted = [room for room, told in self._known.encryption.items() if told]
        return [room for room in encrypted if user_id in self._known.members.get(room, {})]


class Encryption:
    """The bot's device; it is told of members as they come and go, and fetches its keys by a sync of its own."""

    def __init__(self, homeserver: str, bot_mxid: str, known: MemoryStateStore) -> None:
        store = MemoryCryptoStore("", "a key for what is never written down")
        self._client = Client(mxid=UserID(bot_mxid), base_url=homeserver, sync_store=store)
        self._client.presence = PresenceState.OFFLINE
        self._machine = OlmMachine(self._client, store, _Rooms(known))
        self._sharing = asyncio.Lock()

    async def start(self, as_token: str) -> None:
        """Log a new device in, show its keys, and begin to fetch others'; raise MatrixError or a connection's error."""
        self._client.api.token = as_token
        await self._client.login(login_type=LoginType.APPSERVICE, device_name="mautrix-discord")
        await self._machine.load()
        await self._machine.share_keys(0)
        self._client.start(_KEYS_ALONE)

    async def stop(self) -> None:
        """Stop fetching keys."""
        self._client.stop()
        await self._client.api.session.close()

    async def sealed(
        self, room: str, kind: str, content: Mapping[str, Any], readers: Callable[[], Awaitable[Iterable[str]]]
    ) -> dict[str, Any]:
        """Return the content of the ``m.room.encrypted`` event that says this to ``readers``."""
        event_type = EventType.find(kind, EventType.Class.MESSAGE)
        async with self._sharing:
            try:
                sealed = await self._machine.encrypt_megolm_event(RoomID(room), event_type, dict(content))
            except EncryptionError:
                await self._machine.share_group_session(RoomID(room), [UserID(reader) for reader in await readers()])
                sealed = await self._machine.encrypt_megolm_event(RoomID(room), event_type, dict(content))
        return cast("dict[str, Any]", sealed.serialize())

    async def opened(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Return an event as it was before encryption, waiting for its keys a while; raise DecryptionError."""
        sealed = EncryptedEvent.deserialize(cast("JSON", dict(event)))
        try:
            opened = await self._machine.decrypt_megolm_event(sealed)
        except SessionNotFound as missing:
            log.info("Waiting for the keys of %s", sealed.event_id)
            await self._machine.wait_for_session(sealed.room_id, missing.session_id, timeout=KEYS_WITHIN)
            opened = await self._machine.decrypt_megolm_event(sealed)
        plain = cast("dict[str, Any]", opened.serialize())
        return {**event, "type": str(opened.type), "content": plain["content"]}

    async def notices_member(self, event: StateEvent) -> None:
        """Take others' keys for what is said from now on, if somebody came or went."""
        async with self._sharing:
            await self._machine.handle_member_event(event)
