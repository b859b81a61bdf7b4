"""Gateway payloads and REST requests for the fuzz, drawn from a seed and spoiled within or around their JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from fakes.discord.rest import ROUTES
from tests.fuzzing import spoiled_bytes, spoiled_json

# What would end the ground that all later requests stand on.
_FATAL = {
    "DELETE /guilds/{guild}",
    "DELETE /users/@me/guilds/{guild}",
    "DELETE /channels/{channel}",
    "DELETE /webhooks/{webhook}",
    "DELETE /webhooks/{webhook}/{token}",
    "POST /auth/logout",
}
_TARGETS = [route for route in ROUTES if not route.refuses and route.key not in _FATAL]
_REFUSING = [route for route in ROUTES if route.refuses]
_QUERY = {
    "limit": "50",
    "after": "1",
    "before": "99999999999999999999",
    "around": "5",
    "wait": "true",
    "with_counts": "1",
}
_MESSAGE: dict[str, Any] = {
    "content": "hello <@1>",
    "nonce": "1",
    "tts": False,
    "embeds": [{"title": "t", "description": "d", "fields": [{"name": "n", "value": "v"}]}],
    "allowed_mentions": {"parse": ["users"], "replied_user": True},
    "message_reference": {"message_id": "1", "fail_if_not_exists": False},
    "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": "c"}]}],
    "flags": 4,
}
_POLL = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}], "duration": 1}
_CHANNEL = {"name": "n", "type": 0, "topic": "t", "rate_limit_per_user": 5, "permission_overwrites": [], "nsfw": False}
_ROLE = {"name": "r", "permissions": "1024", "color": 255, "hoist": True, "mentionable": False}
_COMMAND = {"name": "ping", "description": "d", "type": 1, "options": [{"type": 3, "name": "o", "description": "d"}]}
_BODIES: dict[str, Any] = {
    "POST /channels/{channel}/messages": _MESSAGE,
    "PATCH /channels/{channel}/messages/{message}": _MESSAGE,
    "POST /channels/{channel}/messages/bulk-delete": {"messages": ["1", "2"]},
    "POST /webhooks/{webhook}/{token}": {"content": "w", "username": "u", "avatar_url": None, "thread_name": "t"},
    "PATCH /webhooks/{webhook}/{token}/messages/{message}": _MESSAGE,
    "POST /guilds/{guild}/channels": _CHANNEL,
    "PATCH /channels/{channel}": _CHANNEL,
    "PATCH /guilds/{guild}/channels": [{"id": "1", "position": 1}],
    "PATCH /guilds/{guild}/roles": [{"id": "1", "position": 1}],
    "POST /guilds/{guild}/roles": _ROLE,
    "PATCH /guilds/{guild}/roles/{role}": _ROLE,
    "PATCH /guilds/{guild}/members/{user}": {"nick": "n", "roles": ["1"], "communication_disabled_until": None},
    "PUT /channels/{channel}/permissions/{target}": {"allow": "1024", "deny": "0", "type": 1},
    "POST /channels/{channel}/threads": {"name": "t", "type": 11, "auto_archive_duration": 60},
    "POST /channels/{channel}/messages/{message}/threads": {"name": "t", "rate_limit_per_user": 1},
    "POST /channels/{channel}/attachments": {"files": [{"filename": "a.bin", "file_size": 5, "id": "0"}]},
    "POST /channels/{channel}/webhooks": {"name": "w", "avatar": None},
    "POST /channels/{channel}/invites": {"max_age": 60, "max_uses": 1, "unique": True},
    "PUT /channels/{channel}/polls/{message}/answers/@me": {"answer_ids": ["1"]},
    "POST /guilds/{guild}/emojis": {"name": "e", "image": "data:image/png;base64,AAAA", "roles": []},
    "POST /users/@me/channels": {"recipient_id": "1"},
    "POST /guilds/{guild}/bulk-ban": {"user_ids": ["1"], "delete_message_seconds": 0},
    "POST /applications/{application}/commands": _COMMAND,
    "PUT /applications/{application}/commands": [_COMMAND],
    "POST /interactions": {"type": 2, "channel_id": "1", "application_id": "1", "data": {"name": "ping"}},
}
_TEXTS = {key: json.dumps(body) for key, body in _BODIES.items()}
_ANY = json.dumps({"name": "n", "type": 1, "id": "1", "description": "d", "channel_id": "1", "content": "c"})


@dataclass(frozen=True)
class Ground:
    """What a window's attack stands on: ids by their names in paths, members to kick, and the tokens of who attacks."""

    ids: dict[str, str]
    crowd: list[str]
    bots: list[str]
    people: list[str]


@dataclass
class Seat:
    """A session of the gateway's that a socket was left from, and how far it had been heard."""

    token: str
    session: str = ""
    heard: int = 0

    def as_resume(self) -> dict[str, Any]:
        """Return the data of a right op 6."""
        return {"token": self.token, "session_id": self.session, "seq": self.heard}


@dataclass(frozen=True)
class Asked:
    """A request's bytes; ``inside`` when all but its JSON's contents is right."""

    key: str
    data: bytes
    inside: bool


class Frames:
    """Draws from a seed."""

    def __init__(self, rng: Random, ground: Ground) -> None:
        self.rng = rng
        self._ground = ground
        guild, me = ground.ids["guild"], ground.crowd[0]
        activity = {"name": "a", "type": 0, "created_at": 1}
        voice = {"guild_id": guild, "channel_id": None, "self_mute": False, "self_deaf": False}
        self._payloads: list[tuple[int, Any]] = [
            (1, 41),
            (40, {"seq": 1, "qos": {"ver": 27, "active": True, "reasons": []}}),
            (3, {"since": None, "activities": [activity], "status": "online", "afk": False}),
            (4, voice),
            (8, {"guild_id": guild, "query": "", "limit": 5, "nonce": "n"}),
            (8, {"guild_id": guild, "user_ids": [me, "1"], "presences": True}),
            (13, {"channel_id": ground.ids["channel"]}),
            (14, {"guild_id": guild, "typing": True, "threads": True, "channels": {ground.ids["channel"]: [[0, 99]]}}),
        ]

    def token(self) -> str:
        """Return somebody's token."""
        return self.rng.choice(self._ground.bots)

    def identify(self) -> Any:
        """Return the data of a right op 2."""
        properties = {"os": "linux", "browser": "b", "device": "d"}
        presence: dict[str, Any] = {"since": None, "activities": [], "status": "idle", "afk": True}
        return {"token": self.token(), "intents": 1 << 1 | 513, "properties": properties, "presence": presence}

    def fence(self, number: int) -> bytes:
        """Return a payload whose answer bears a number."""
        asked = {"guild_id": self._ground.ids["guild"], "user_ids": ["1"], "nonce": f"fence {number}"}
        return json.dumps({"op": 8, "d": asked}).encode()

    def first(self, left: Seat | None) -> tuple[bytes, bool]:
        """Return a spoiled first payload: identify or resume, of ``left`` if given; and whether it is JSON still."""
        resume = (left or Seat(self.token(), "0" * 32, 1)).as_resume()
        identify = self.identify() | {"shard": [0, 1], "compress": False}
        return self._payload({"op": 2, "d": identify} if self.rng.random() < 0.7 else {"op": 6, "d": resume})

    def payload(self) -> tuple[bytes, bool]:
        """Return a spoiled payload for somebody who has identified; and whether it is JSON still."""
        op, data = self.rng.choice(self._payloads)
        return self._payload({"op": op, "d": data, "s": None, "t": None})

    def _payload(self, payload: dict[str, Any]) -> tuple[bytes, bool]:
        roll = self.rng.random()
        if roll < 0.02:
            return spoiled_bytes(self.rng, json.dumps(payload).encode()), False
        if roll < 0.06:
            return json.dumps(spoiled_json(self.rng, json.dumps(payload))).encode(), True
        return json.dumps(payload | {"d": spoiled_json(self.rng, json.dumps(payload["d"]))}).encode(), True

    def request(self) -> Asked:
        """Return a request with something wrong in its path, its query, its head or its body."""
        route = self.rng.choice(_REFUSING if self.rng.random() < 0.02 else _TARGETS)
        body = spoiled_json(self.rng, _TEXTS.get(route.key, _ANY))
        data, form = json.dumps(body).encode(), "application/json"
        inside = self.rng.random() < 0.85
        if not inside:
            data = spoiled_bytes(self.rng, data)
        elif route.key.startswith("POST") and self.rng.random() < 0.1:
            data, form = self._form(data), "multipart/form-data; boundary=b"
        head = f"{route.method} {self._target(route.template)} HTTP/1.1\r\nHost: discord.com\r\n"
        head += f"Authorization: {self._key()}\r\nContent-Type: {form}\r\nContent-Length: {len(data)}\r\n\r\n"
        return Asked(f"{route.key} {body!r}", head.encode() + data, inside)

    def outside(self) -> bytes:
        """Return a request whose very bytes are spoiled, so that it may be no HTTP."""
        asked = self.request().data
        head, _, body = asked.partition(b"\r\n\r\n")
        return spoiled_bytes(self.rng, head) + b"\r\n\r\n" + body

    def _form(self, data: bytes) -> bytes:
        part = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        file = part % (b"files[0]", b'; filename="a.png"', self.rng.randbytes(20))
        return part % (b"payload_json", b"", data) + file + b"--b--\r\n"

    def _target(self, template: str) -> str:
        path = re.sub(r"\{(\w+)\}", lambda name: quote(self._id(name[1])), template)
        names = self.rng.sample(list(_QUERY), self.rng.randrange(3))
        query = "&".join(f"{name}={quote(self._spoiled(_QUERY[name]))}" for name in names)
        return f"/api/v{self.rng.choice((9, 10))}{path}?{query}"

    def _id(self, name: str) -> str:
        members = self._ground.crowd if name in ("user", "target") else []
        known = self.rng.choice(members) if members else self._ground.ids.get(name, "1")
        return self._spoiled(known) or "x" if self.rng.random() < 0.1 else known

    def _spoiled(self, text: str) -> str:
        return spoiled_bytes(self.rng, text.encode()).decode(errors="replace") if self.rng.random() < 0.5 else text

    def _key(self) -> str:
        roll = self.rng.random()
        if roll < 0.02:
            return "Bot nonsense"
        return self.rng.choice(self._ground.people) if roll < 0.2 else f"Bot {self.token()}"
