"""A bridge between two recorders: what it would send to Matrix and to Discord is written down instead."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from fakes.discord_bridge.account import Account
from fakes.discord_bridge.archive import Archive
from fakes.discord_bridge.bridge import Bridge
from fakes.discord_bridge.config import DEFAULT_CHANNEL_NAME, DEFAULT_DISPLAYNAME, Backfill, Config, Level
from fakes.discord_bridge.defects import Defects
from fakes.discord_bridge.files import FileError, Web
from fakes.discord_bridge.listener import Listener
from fakes.discord_bridge.matrix import MatrixSide
from fakes.discord_bridge.relay import Relay, RelayWebhook, WebhookInfo
from fakes.discord_bridge.rights import VIEW_CHANNEL
from fakes.discord_bridge.to_discord import Mentions
from fakes.discord_bridge.uploads import Upload

ADMIN, BOB, STRANGER, BOT = "@admin:here", "@bob:here", "@eve:away", "@discordbot:here"
GUILD, CHANNEL, OTHER = "100", "101", "102"
ROOM, OTHER_ROOM = "!room:here", "!other:here"
ALICE, ACCOUNT, WEBHOOK = "7", "8", "9"

CONFIG = Config(
    homeserver="http://homeserver:8008", domain="here", hostname="", port=0, appservice_id="discord", as_token="a",
    hs_token="h", bot_username="discordbot", bot_displayname="Bot", username_template="discord_{{.}}",
    displayname_template=DEFAULT_DISPLAYNAME, channel_name_template=DEFAULT_CHANNEL_NAME, command_prefix="!discord",
    permissions={"here": Level.RELAY, ADMIN: Level.ADMIN}, provisioning_prefix="", provisioning_secret="disable",
    welcome="Hello", welcome_connected="Connected", welcome_unconnected="Unconnected", additional_help="",
    prefix_webhook_messages=True, webhook_avatars=False, error_notices=True, custom_emoji_reactions=True,
    public_address="", avatar_key="", federate_rooms=True, embed_fields_as_tables=True, autojoin_threads=True,
    database="", startup_private_channels=1, forbid_strangers=True, login_secrets={}, encryption=False,
    backfill=Backfill(initial_channel=60, missed_channel=3),
)  # fmt: skip


@dataclass
class Ghost:
    """One speaker on Matrix."""

    mxid: str
    names: dict[str, str]
    home: MatrixRecorder

    async def create_room(self, **asked: Any) -> str:
        kind = asked["creation_content"].get("type", "")
        room = f"!space{len(self.home.created) + 1}:here" if kind else self.home.made
        self.home.created.append((room, self.mxid, asked))
        return room

    async def set_typing(self, _: str, **how: int) -> None:
        self.home.typing.append((self.mxid, how["timeout"]))

    async def ensure_registered(self) -> None:
        self.names.setdefault(self.mxid, "")

    async def set_displayname(self, name: str) -> None:
        self.names[self.mxid] = name

    async def set_avatar_url(self, mxc: str) -> None:
        self.home.avatars[self.mxid] = mxc

    async def join_room_by_id(self, room: str) -> None:
        self.home.present.append((self.mxid, room))

    async def leave_room(self, _: str) -> None:
        pass

    async def kick_user(self, room: str, mxid: str, _: str) -> None:
        self.home.kicked.append((mxid, room))


@dataclass
class MatrixRecorder:
    """Stands where the homeserver is; ``events`` by id, in order."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    redactions: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    members: set[str] = field(default_factory=lambda: {BOB, BOT})
    made: str = "!made:here"
    created: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    state: list[tuple[str, str, Mapping[str, Any], str]] = field(default_factory=list)
    avatars: dict[str, str] = field(default_factory=dict)
    invitations: list[tuple[str, str]] = field(default_factory=list)
    present: list[tuple[str, str]] = field(default_factory=list)
    kicked: list[tuple[str, str]] = field(default_factory=list)
    typing: list[tuple[str, int]] = field(default_factory=list)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def speaker(self, mxid: str | None) -> Ghost:
        return Ghost(mxid or BOT, self.names, self)

    @property
    def bot(self) -> Ghost:
        return self.speaker(BOT)

    async def send(
        self, room: str, content: Mapping[str, Any], *, ghost: str | None = None, at: int | None = None,
        kind: str = "m.room.message",
    ) -> str:  # fmt: skip
        event_id = f"${len(self.events) + 1}"
        self.events[event_id] = {"room": room, "sender": ghost or BOT, "content": content, "type": kind, "at": at}
        return event_id

    async def sealed(self, _: str, kind: str, content: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        return kind, content

    async def upload(self, data: bytes, kind: str, *, ghost: str | None = None) -> str:
        self.files[f"mxc://here/{len(self.files) + 1}"] = (data, kind)
        return f"mxc://here/{len(self.files)}"

    async def download(self, mxc: str) -> bytes:
        if mxc not in self.files:
            raise FileError("HTTP 404: M_NOT_FOUND")
        return self.files[mxc][0]

    async def upload_limit(self) -> int:
        return 1000

    async def redact(self, _: str, event_id: str, *, ghost: str | None = None) -> None:
        self.redactions.append(event_id)

    async def invited(self, room: str, mxid: str, *, by: str | None = None) -> None:
        self.invitations.append((by or BOT, mxid))

    async def joined(self, room: str, ghost: str) -> None:
        self.present.append((ghost, room))

    async def set_state(
        self, room: str, kind: str, content: Mapping[str, Any], key: str = "", *, by: str | None = None
    ) -> bool:
        self.state.append((room, kind, content, key))
        return True

    async def event(self, _: str, event_id: str, *, by: str | None = None) -> Mapping[str, Any]:
        return self.events[event_id]

    async def name_in(self, _: str, mxid: str) -> str | None:
        return {BOB: "Bob", ADMIN: "Admin"}.get(mxid)

    async def portrait_address(self, *_: str) -> str:
        return ""

    async def power(self, *_: str) -> tuple[int, int]:
        return 0, 50

    async def joined_members(self, _: str, *, by: str | None = None) -> set[str]:
        return self.members

    def said(self, room: str = ROOM) -> list[tuple[str, str]]:
        """Return who said what in a room: (sender, body)."""
        messages = [event for event in self.events.values() if event["room"] == room and event["at"] is not None]
        return [(str(event["sender"]), str(event["content"]["body"])) for event in messages]


@dataclass
class DiscordRecorder:
    """Stands where Discord is, for the relay's webhooks and the account's calls."""

    posts: list[tuple[str, str, str]] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    embeds: list[Sequence[Mapping[str, Any]]] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    bodies: list[Mapping[str, Any]] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    past: list[Mapping[str, Any]] = field(default_factory=list)
    roles: Sequence[Mapping[str, str]] = ({"id": GUILD, "permissions": str(VIEW_CHANNEL)},)
    made: int = 1000
    closed: bool = False

    async def send(
        self, webhook: RelayWebhook, body: Mapping[str, Any], files: Sequence[Upload] = (), *, thread: str = ""
    ) -> Mapping[str, Any]:
        self.posts.append((webhook.id, body["username"], body["content"]))
        self.embeds.append(body.get("embeds", []))
        self.threads.append(thread)
        return self._made(body, files)

    async def post(self, channel: str, body: Mapping[str, Any], files: Sequence[Upload] = ()) -> Mapping[str, Any]:
        self.calls.append(("POST", f"/channels/{channel}/messages"))
        return self._made(body, files)

    def _made(self, body: Mapping[str, Any], files: Sequence[Upload]) -> Mapping[str, Any]:
        self.bodies.append(body)
        self.uploads += files
        self.made += 1
        return {"id": str(self.made), "attachments": [{"id": f"{self.made}{n}"} for n, _ in enumerate(files)]}

    async def edit(self, _: RelayWebhook, message: str, text: str, mentions: Mentions) -> None:
        self.changes.append(("edit", message, text))

    async def delete(self, _: RelayWebhook, message: str) -> None:
        self.changes.append(("delete", message, ""))

    async def info(self, webhook: RelayWebhook) -> WebhookInfo:
        return WebhookInfo(webhook.id, "mautrix", CHANNEL, webhook.token)

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **ids: str) -> Any:
        if path.startswith("/guilds/"):
            return {"roles": ["5"]} if "members" in path else {"id": ids["guild_id"], "roles": self.roles}
        self.calls.append((method, path.format(**ids)))
        if path.endswith("/webhooks"):
            return {"id": WEBHOOK, "name": (body or {})["name"], "channel_id": CHANNEL, "token": "t"}
        self.made += 1
        return {"id": str(self.made)}

    async def react(self, channel: str, message: str, emoji: str, *, add: bool) -> None:
        self.calls.append(("REACT" if add else "UNREACT", f"{channel}/{message}/{emoji}"))

    async def history(self, channel: str, limit: int, *, before: str = "", after: str = "") -> list[Mapping[str, Any]]:
        known = [one for one in self.past if not before or int(one["id"]) < int(before)]
        known = [one for one in known if not after or int(one["id"]) > int(after)]
        wanted = sorted(known, key=lambda one: int(one["id"]), reverse=not after)[:limit]
        return sorted(wanted, key=lambda one: int(one["id"]), reverse=True)

    async def close(self) -> None:
        self.closed = True

    async def may_create_webhooks(self, _: str) -> bool:
        return True


@dataclass
class CdnRecorder:
    """Stands where Discord's CDN is: its files by address."""

    files: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    async def fetch(self, url: str, limit: int) -> bytes:
        self.fetched.append(url)
        data = self.files.get(url)
        if data is None:
            raise FileError(f"unexpected status 404 downloading {url}: ")
        if len(data) > limit:
            raise FileError(f"attachment too large ({len(data)} > {limit})")
        return data


class Stage:
    """A bridge with one logged-in admin and two bridged channels, each with a relay."""

    def __init__(self, *defects: str, archive: Archive | None = None, bare: bool = False) -> None:
        self.archive = archive or Archive(None)
        self.matrix, self.discord, self.cdn = MatrixRecorder(), DiscordRecorder(), CdnRecorder()
        self.bridge = Bridge(
            CONFIG, Defects(defects), cast("MatrixSide", self.matrix), cast("Relay", self.discord),
            cast("Web", self.cdn), self.archive,
        )  # fmt: skip
        self.listener = Listener(self.bridge)
        if not bare:
            self.log_in()

    def log_in(self) -> None:
        """Connect the admin's account, which sees one guild."""
        admin = self.bridge.user(ADMIN)
        admin.session, admin.token = cast("Account", self.discord), "Bot x"
        self.gateway("READY", user={"id": ACCOUNT, "username": "bridge", "bot": True})
        channels = [{"id": CHANNEL, "name": "general", "type": 0}, {"id": OTHER, "name": "other", "type": 0}]
        self.gateway("GUILD_CREATE", id=GUILD, name="Guild", channels=channels, roles=[])

    def bridged(self) -> Stage:
        """Bridge both channels."""
        self.bridge.allow_portals(GUILD)
        for channel, room in ((CHANNEL, ROOM), (OTHER, OTHER_ROOM)):
            portal = self.bridge.portals[channel]
            self.bridge.bind(portal, room)
            portal.relay = RelayWebhook(f"{WEBHOOK}{channel}", "relay-secret")
            self.bridge.keep(portal)
        return self

    def gateway(self, kind: str, **data: Any) -> None:
        """Let the admin's account see a gateway event."""
        self.bridge.events.take(self.bridge.user(ADMIN), kind, data)

    def discord_says(self, number: int, text: str, *, author: str = ALICE, kind: str = "CREATE", **more: Any) -> None:
        """Let somebody speak in the channel; ``number`` is the message's id."""
        person = {"id": author, "username": "alice", "global_name": "Alice"}
        message = {"id": str(number), "channel_id": CHANNEL, "guild_id": GUILD, "author": person, "content": text}
        self.gateway(f"MESSAGE_{kind}", **message, **more)

    async def matrix_says(
        self, number: int, text: str, more: Mapping[str, Any] | None = None, *, sender: str = BOB, room: str = ROOM
    ) -> None:
        """Let somebody speak in the room; the event's id is ``$m<number>``."""
        content = {"msgtype": "m.text", "body": text, **(more or {})}
        event = {"type": "m.room.message", "event_id": f"$m{number}", "room_id": room, "sender": sender}
        await self.listener.take({**event, "content": content})
        # What the homeserver would give when asked for the event later.
        self.matrix.events[f"$m{number}"] = {"room": room, "sender": sender, "content": content, "at": None}

    async def matrix_sends(self, number: int, content: Mapping[str, Any], *, kind: str = "m.room.message") -> None:
        """Let bob send any event to the room."""
        event = {"type": kind, "event_id": f"$m{number}", "room_id": ROOM, "sender": BOB, "content": content}
        await self.listener.take(event)
        self.matrix.events[f"$m{number}"] = {"room": ROOM, "sender": BOB, "content": content, "at": None}

    def shown(self, kind: str = "m.room.message") -> list[dict[str, Any]]:
        """Return the contents of a kind that the bridge sent to the room, in order."""
        sent = [event for event in self.matrix.events.values() if event.get("type") == kind and event["room"] == ROOM]
        return [dict(event["content"]) for event in sent]

    async def settled(self) -> None:
        """Wait until every queue is empty and every command is answered."""
        while self.bridge.busy:
            await asyncio.gather(*self.bridge.busy)
        for portal in list(self.bridge.portals.values()):
            await portal.queue.drained()
