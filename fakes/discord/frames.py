"""Reads what a client sends on the gateway; whatever can't be read names the close code that it earns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fakes.discord import closing
from fakes.discord.closing import Close
from fakes.discord.jsontext import read_json
from fakes.discord.presences import STATUSES
from fakes.discord.shapes import Json

MAX_PAYLOAD = 4096
MOST_MEMBERS = 100
ALL_INTENTS = (1 << 26) - 1


class BadFrameError(Exception):
    """A frame that ends the connection with ``close``."""

    def __init__(self, close: Close = closing.DECODE_ERROR) -> None:
        super().__init__(close.reason)
        self.close = close


@dataclass(frozen=True, slots=True)
class Identify:
    """Op 2; ``intents`` is None where none were given, which only people may do."""

    token: str
    intents: int | None
    shard: tuple[int, int]
    compress: bool
    presence: Presence | None


@dataclass(frozen=True, slots=True)
class Resume:
    """Op 6."""

    token: str
    session_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class MembersRequest:
    """Op 8: by ``user_ids``, or by the beginning of a name; ``limit`` 0 is no limit."""

    guild_ids: tuple[str, ...]
    user_ids: tuple[str, ...]
    query: str
    limit: int
    presences: bool
    nonce: str | None


@dataclass(frozen=True, slots=True)
class Presence:
    """Op 3."""

    status: str
    activities: list[Json]


def read_frame(frame: str | bytes) -> tuple[int, Any]:
    """Return a frame's op and data."""
    if len(frame) > MAX_PAYLOAD:
        raise BadFrameError
    try:
        payload = read_json(frame)
    except ValueError:
        raise BadFrameError from None
    if not isinstance(payload, dict) or type(payload.get("op")) is not int:
        raise BadFrameError
    return payload["op"], payload.get("d")


def read_identify(data: Any) -> Identify:
    """Read op 2's data; 4013 for impossible intents, 4010 for an impossible shard."""
    fields = _object(data)
    shard = fields.get("shard", [0, 1])
    if not _is_shard(shard):
        raise BadFrameError(closing.INVALID_SHARD)
    intents = fields.get("intents")
    if intents is not None and (type(intents) is not int or not 0 <= intents <= ALL_INTENTS):
        raise BadFrameError(closing.INVALID_INTENTS)
    return Identify(
        _text(fields, "token"),
        intents,
        (shard[0], shard[1]),
        bool(fields.get("compress")),
        _first_presence(fields.get("presence")),
    )


def read_resume(data: Any) -> Resume:
    """Read op 6's data."""
    fields = _object(data)
    seq = fields.get("seq")
    if type(seq) is not int:
        raise BadFrameError
    if seq < 0:
        raise BadFrameError(closing.INVALID_SEQ)
    return Resume(_text(fields, "token"), _text(fields, "session_id"), seq)


def read_members_request(data: Any) -> MembersRequest:
    """Read op 8's data; guilds and people come as one id or as a list of them."""
    fields = _object(data)
    limit = fields.get("limit") or 0
    if type(limit) is not int or limit < 0 or len(_ids(fields.get("user_ids"))) > MOST_MEMBERS:
        raise BadFrameError
    nonce = fields.get("nonce")
    return MembersRequest(
        _ids(fields.get("guild_id")),
        _ids(fields.get("user_ids")),
        str(fields.get("query") or ""),
        limit,
        bool(fields.get("presences")),
        None if nonce is None else str(nonce),
    )


def read_presence(data: Any) -> Presence:
    """Read op 3's data; without a list of activities, or with another status than there are, it can't be decoded."""
    fields = _object(data)
    activities = fields.get("activities")
    if fields.get("status") not in STATUSES or not isinstance(activities, list):
        raise BadFrameError
    return Presence(fields["status"], [_object(one) for one in activities])


def _first_presence(data: Any) -> Presence | None:
    """Read what an identify says of presence; what libraries fill in to say nothing counts as online."""
    if not isinstance(data, dict):
        return None
    status, activities = data.get("status"), data.get("activities")
    known = [one for one in activities if isinstance(one, dict)] if isinstance(activities, list) else []
    return Presence(status if status in STATUSES else "online", known)


def _object(data: Any) -> Json:
    if not isinstance(data, dict):
        raise BadFrameError
    return data


def _text(fields: Json, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise BadFrameError
    return value


def _ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _is_shard(shard: Any) -> bool:
    if not isinstance(shard, list) or len(shard) != 2 or any(type(one) is not int for one in shard):
        return False
    return bool(0 <= shard[0] < shard[1])
