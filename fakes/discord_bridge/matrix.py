"""The Matrix side's rim: the application service, its ghosts, and what the homeserver pushes, in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import aiohttp
from mautrix.api import Method, Path
from mautrix.appservice import AppService, ASStateStore, IntentAPI
from mautrix.client.state_store import MemoryStateStore
from mautrix.errors import MatrixError, MForbidden, MNotFound
from mautrix.types import (
    JSON,
    ContentURI,
    Event,
    EventID,
    EventType,
    Member,
    RoomID,
    SerializerError,
    StateEvent,
    UserID,
)

from fakes.discord_bridge.attribution import ghost_of
from fakes.discord_bridge.config import Config
from fakes.discord_bridge.files import FileError
from fakes.discord_bridge.relay_avatars import RelayAvatars

if TYPE_CHECKING:
    from fakes.discord_bridge.defects import Defects
    from fakes.discord_bridge.encryption import Encryption

log = logging.getLogger(__name__)

RETRIES = 4
UPLOAD_LIMIT = 50 * 1024 * 1024
"""How many bytes a file may have where the homeserver doesn't say."""

RawEvent = Mapping[str, Any]
EventHandler = Callable[[RawEvent], Awaitable[None]]


class _StateStore(ASStateStore, MemoryStateStore):
    """Who is in which room, with which power, as far as events told; forgotten with the process."""

    def __init__(self) -> None:
        MemoryStateStore.__init__(self)
        ASStateStore.__init__(self)


class _AppService(AppService):
    """mautrix's application service, but handing on raw events, one at a time, in the homeserver's order."""

    def __init__(self, config: Config, known: _StateStore) -> None:
        super().__init__(
            server=config.homeserver,
            domain=config.domain,
            as_token=config.as_token,
            hs_token=config.hs_token,
            bot_localpart=config.bot_username,
            id=config.appservice_id,
            state_store=known,
            bridge_name="discord",
            ephemeral_events=True,
        )
        self.inbox: asyncio.Queue[RawEvent] = asyncio.Queue()

    async def handle_transaction(
        self,
        txn_id: str,
        *,
        events: list[JSON],
        extra_data: JSON,
        ephemeral: list[JSON] | None = None,
        to_device: list[JSON] | None = None,
        otk_counts: object = None,
        device_lists: object = None,
    ) -> JSON:
        """Take a transaction: ephemeral events first, as they came."""
        for event in [*(ephemeral or []), *events]:
            self.inbox.put_nowait(cast("RawEvent", event))
        return cast("JSON", {})


class MatrixSide:
    """The bridge on Matrix: speaks as the bot or as a ghost, and listens."""

    def __init__(self, config: Config, defects: Defects) -> None:
        self._config = config
        self._defects = defects
        self._known = _StateStore()
        self.appservice = _AppService(config, self._known)
        self._encryption: Encryption | None = None
        self.avatars = RelayAvatars(config.public_address, config.avatar_key, self)
        self._listening: asyncio.Task[None] | None = None
        self._upload_limit: int | None = None

    async def serve(self) -> None:
        """Serve the homeserver's pushes; raise OSError when the port is taken."""
        await self.appservice.start(self._config.hostname, self._config.port)

    async def register(self) -> None:
        """Register the bot and set its name; raise MatrixError or a connection's error."""
        await self.bot.ensure_registered()
        await self.appservice.ping_self()
        if self._config.bot_displayname not in {"", "remove"}:
            await self.bot.set_displayname(self._config.bot_displayname)
        if self._config.encryption:
            # Not everywhere can its library, olm, be had.
            from fakes.discord_bridge.encryption import Encryption

            encryption = Encryption(self._config.homeserver, self._config.bot_mxid, self._known)
            await encryption.start(self._config.as_token)
            self._encryption = encryption
        # From here on, as the real bridge: a request that fails is repeated, with growing pauses.
        self.bot.api.default_retry_count = RETRIES

    def listen(self, on_event: EventHandler) -> None:
        """Begin to hand events to ``on_event``, and say that the bridge is ready."""
        self._listening = asyncio.create_task(self._listen(on_event))
        self.appservice.ready = True

    async def stop(self) -> None:
        """Stop serving."""
        if self._listening:
            self._listening.cancel()
        if self._encryption:
            await self._encryption.stop()
        await self.appservice.stop()

    @property
    def bot(self) -> IntentAPI:
        """The bridge bot."""
        return self.appservice.intent

    def speaker(self, mxid: str | None) -> IntentAPI:
        """Return who speaks: a ghost by its id, or the bot."""
        return self.bot.user(UserID(mxid)) if mxid else self.bot

    async def send(
        self, room: str, content: Mapping[str, Any], *, ghost: str | None = None, at: int | None = None,
        kind: str = "m.room.message",
    ) -> str:  # fmt: skip
        """Send an event (``at``: its timestamp, Unix milliseconds) and return its id."""
        kind, content = await self.sealed(room, kind, content)
        event_type = EventType.find(kind, EventType.Class.MESSAGE)
        return str(
            await self.speaker(ghost).send_message_event(
                RoomID(room), event_type, cast("Any", dict(content)), timestamp=at
            )
        )

    async def sealed(self, room: str, kind: str, content: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """Return the type and the content by which an event is sent: encrypted where the room is, but for reactions."""
        if self._encryption is None or kind == "m.reaction" or not await self._is_encrypted(room):
            return kind, content
        if not self._defects.encrypts():
            return kind, content
        return "m.room.encrypted", await self._encryption.sealed(room, kind, content, lambda: self._readers(room))

    async def _readers(self, room: str) -> list[str]:
        return [mxid for mxid in await self.joined_members(room) if ghost_of(self._config, mxid) is None]

    async def _is_encrypted(self, room: str) -> bool:
        if not await self._known.has_encryption_info_cached(RoomID(room)):
            try:
                await self.bot.get_state_event(RoomID(room), EventType.ROOM_ENCRYPTION)
            except (MNotFound, MForbidden):
                # Where the bot isn't, nobody could encrypt.
                self._known.encryption[RoomID(room)] = None
        return bool(await self._known.is_encrypted(RoomID(room)))

    async def redact(self, room: str, event_id: str, *, ghost: str | None = None) -> None:
        """Redact an event."""
        await self.speaker(ghost).redact(RoomID(room), EventID(event_id))

    async def set_state(
        self, room: str, kind: str, content: Mapping[str, Any], key: str = "", *, by: str | None = None
    ) -> bool:
        """Send a state event as a ghost or the bot; return False, logged, when the room doesn't let it."""
        try:
            await self.speaker(by).send_state_event(
                RoomID(room), EventType.find(kind, EventType.Class.STATE), dict(content), key
            )
        except MatrixError as error:
            log.warning("%s wasn't set in %s: %s", kind, room, error)
            return False
        return True

    async def upload(self, data: bytes, kind: str, *, ghost: str | None = None) -> str:
        """Store a file of a media type; return its mxc address."""
        speaker = self.speaker(ghost)
        await speaker.ensure_registered()
        return str(await speaker.upload_media(data, mime_type=kind))

    async def download(self, mxc: str) -> bytes:
        """Return a stored file, with the bot's authorisation; raise FileError."""
        try:
            return bytes(await self.bot.download_media(ContentURI(mxc)))
        except (MatrixError, aiohttp.ClientError, ValueError) as error:
            raise FileError(str(error)) from error

    async def upload_limit(self) -> int:
        """Return how many bytes a file may have on the homeserver."""
        if self._upload_limit is None:
            try:
                self._upload_limit = int((await self.bot.get_media_repo_config()).upload_size)
            except (MatrixError, aiohttp.ClientError) as error:
                log.warning("The homeserver doesn't say how large files may be: %s", error)
                return UPLOAD_LIMIT
        return self._upload_limit

    async def event(self, room: str, event_id: str, *, by: str | None = None) -> RawEvent:
        """Fetch an event as a ghost, or as the bot."""
        speaker = self.speaker(by)
        await speaker.ensure_joined(RoomID(room))
        path = Path.v3.rooms[room].event[event_id]
        found: dict[str, Any] = await speaker.api.request(Method.GET, path)
        return found

    async def joined_members(self, room: str, *, by: str | None = None) -> set[str]:
        """Return who is in a room, asking the homeserver."""
        return {str(mxid) for mxid in await self.speaker(by).get_joined_members(RoomID(room))}

    async def joined(self, room: str, ghost: str) -> None:
        """Let a ghost join a room; a refusal is logged."""
        try:
            await self.speaker(ghost).ensure_joined(RoomID(room))
        except MatrixError as error:
            log.warning("%s couldn't join %s: %s", ghost, room, error)

    async def name_in(self, room: str, mxid: str) -> str | None:
        """Return the displayname that somebody has in a room."""
        member = await self._member(room, mxid)
        return str(member.displayname) if member and member.displayname else None

    async def portrait_address(self, room: str, mxid: str) -> str:
        """Return where Discord may fetch the portrait that somebody has in a room; empty for none."""
        member = await self._member(room, mxid)
        return self.avatars.address(str(member.avatar_url)) if member and member.avatar_url else ""

    async def _member(self, room: str, mxid: str) -> Member | None:
        known = await self.bot.state_store.get_member(RoomID(room), UserID(mxid))
        if known is not None:
            return known
        try:
            return await self.bot.get_room_member_info(RoomID(room), UserID(mxid))
        except MatrixError:
            return None

    async def power(self, room: str, mxid: str, event_type: str) -> tuple[int, int]:
        """Return somebody's level in a room and the one that a state event (or ``@room``) needs."""
        levels = await self.bot.get_power_levels(RoomID(room))
        create = await self.bot.state_store.get_create(RoomID(room))
        mine = int(levels.get_user_level(UserID(mxid), create))
        if event_type == "@room":
            return mine, int(levels.notifications.room)
        return mine, int(levels.get_event_level(EventType.find(event_type, EventType.Class.STATE)))

    async def invited(self, room: str, mxid: str, *, by: str | None = None) -> None:
        """Invite somebody who isn't in the room yet; a refusal is logged."""
        try:
            await self.speaker(by).invite_user(RoomID(room), UserID(mxid), check_cache=True)
        except MatrixError as error:
            log.warning("%s couldn't be invited to %s: %s", mxid, room, error)

    async def _listen(self, on_event: EventHandler) -> None:
        while True:
            event = await self.appservice.inbox.get()
            await self._remember(event)
            try:
                if self._encryption and event.get("type") == "m.room.encrypted":
                    event = await self._encryption.opened(event)
                await on_event(event)
            except Exception:
                log.exception("An event wasn't handled: %s", event.get("event_id"))

    async def _remember(self, event: RawEvent) -> None:
        if "state_key" not in event:
            return
        try:
            typed = Event.deserialize(dict(event))
            typed.type = typed.type.with_class(EventType.Class.STATE)
            await self.appservice.state_store.update_state(typed)
            if self._encryption and isinstance(typed, StateEvent) and typed.type == EventType.ROOM_MEMBER:
                await self._notices(self._encryption, typed)
        except (SerializerError, AttributeError, KeyError, TypeError, ValueError) as error:
            log.warning("A state event wasn't understood: %s (%s)", event.get("type"), error)

    async def _notices(self, encryption: Encryption, member: StateEvent) -> None:
        """Tell of somebody who came or went, unless they are a ghost, who reads nothing."""
        if ghost_of(self._config, str(member.state_key)) is None:
            await encryption.notices_member(member)
