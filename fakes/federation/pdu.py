"""Events between servers: hashes, ids and signatures by room version (server-server API, "Signing Events")."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from unpaddedbase64 import encode_base64

from fakes.federation import canonical, keys
from fakes.federation.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signedjson.types import SigningKey

    from fakes.federation.versions import RoomVersion

Event = dict[str, Any]
MOST_BYTES = 65536
_LONGEST_ID = 255
_UNHASHED = ("unsigned", "signatures", "hashes")
_UNREFERENCED = ("unsigned", "signatures")


def server_of(identifier: str) -> str:
    """Return the server's name in an id of a user, an alias or an event: all that follows the first colon."""
    return identifier.partition(":")[2]


def content_hash(event: Mapping[str, Any]) -> str:
    """Return the hash over everything but ``unsigned``, ``signatures`` and ``hashes``, in unpadded base64."""
    covered = {name: part for name, part in event.items() if name not in _UNHASHED}
    return encode_base64(sha256(canonical.encode(covered)).digest())


def reference_digest(event: Mapping[str, Any], version: RoomVersion) -> bytes:
    """Return the hash over what redaction leaves, but for signatures: the event's id is made of it."""
    covered = {name: part for name, part in redacted(event, version).items() if name not in _UNREFERENCED}
    return sha256(canonical.encode(covered)).digest()


def event_id(event: Mapping[str, Any], version: RoomVersion) -> str:
    """Return the event's id: its own word for it in versions 1 and 2, a hash from 3 on."""
    if version.event_ids == "given":
        return str(event["event_id"])
    digest = reference_digest(event, version)
    if version.event_ids == "hash":
        return "$" + encode_base64(digest)
    return "$" + urlsafe_b64encode(digest).decode().rstrip("=")


def room_id(event: Mapping[str, Any], version: RoomVersion) -> str:
    """Return the room that the event belongs to; a create event of version 12 names it by its hash alone."""
    if version.hashed_room_ids and event.get("type") == "m.room.create":
        return "!" + event_id(event, version)[1:]
    return str(event.get("room_id", ""))


def hashed(event: Event) -> Event:
    """Return ``event`` with its content hash, replacing hashes that it had."""
    return {**event, "hashes": {"sha256": content_hash(event)}}


def signed(event: Event, version: RoomVersion, name: str, key: SigningKey) -> Event:
    """Return ``event``, which has its hashes, with the signature of server ``name`` over its redacted form."""
    signatures = {server: dict(by_key) for server, by_key in event.get("signatures", {}).items()}
    signatures.setdefault(name, {})[keys.key_id(key)] = keys.signature(redacted(event, version), key)
    return {**event, "signatures": signatures}


def reference(identifier: str, event: Mapping[str, Any], version: RoomVersion) -> str | list[Any]:
    """Return ``event`` as ``prev_events`` and ``auth_events`` name it: with a hash of it in versions 1 and 2."""
    if version.event_ids == "given":
        return [identifier, {"sha256": encode_base64(reference_digest(event, version))}]
    return identifier


def references(event: Mapping[str, Any], field: str) -> list[str]:
    """Return the ids in ``prev_events`` or ``auth_events``, whichever form the version gives them."""
    return [str(each[0]) if isinstance(each, list) else str(each) for each in event.get(field, [])]


def oversize(event: Mapping[str, Any]) -> list[str]:
    """Name what is longer than the specification allows ("Size limits")."""
    found = [f"the event is over {MOST_BYTES} bytes"] if len(canonical.encode(event)) > MOST_BYTES else []
    names = ("sender", "room_id", "type", "state_key", "event_id")
    sizes = {name: len(str(event.get(name, "")).encode("utf-8", "surrogatepass")) for name in names}
    return found + [f"{name} is over {_LONGEST_ID} bytes" for name, size in sizes.items() if size > _LONGEST_ID]
