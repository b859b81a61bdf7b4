"""Whether events and requests are what their senders signed: independent of any server, for every room version.

The harness imports this module and nothing else of the fakes. ``python -m fakes.federation verify`` is its command
(:mod:`fakes.federation.verifying`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fakes.federation import canonical, keys, pdu, shape, xmatrix
from fakes.federation.redaction import redacted
from fakes.federation.versions import RoomVersion, UnknownVersionError, room_version

__all__ = ["WRONG_HASH", "Keys", "UnknownVersionError", "of_documents", "pdu_id", "pdu_problems", "request_problems"]

# The one problem that redaction heals: whoever gets such an event goes on with what redaction leaves of it.
WRONG_HASH = "the content hash is wrong"

# (server, key id, milliseconds of Unix time) → the public key in unpadded base64, or None when none is known for that
# time, which is 0 where a room version doesn't ask whether the key was valid.
Keys = Callable[[str, str, int], str | None]


def of_documents(documents: Iterable[Mapping[str, Any]]) -> Keys:
    """Look keys up in answers to ``GET /_matrix/key/v2/server``; what its server didn't sign counts for nothing."""
    by_server: dict[str, list[Mapping[str, Any]]] = {}
    for document in documents:
        if not document_problems(document):
            by_server.setdefault(str(document["server_name"]), []).append(document)

    def find(server: str, key: str, at: int) -> str | None:
        for document in by_server.get(server, []):
            if public := _published(document, key, at):
                return public
        return None

    return find


def document_problems(document: Mapping[str, Any]) -> list[str]:
    """Say why a key document proves nothing: each key that it calls current must have signed it."""
    server, current = document.get("server_name"), document.get("verify_keys")
    if not isinstance(server, str) or not isinstance(current, dict) or not current:
        return ["the document has no server_name or no verify_keys"]
    signatures = document.get("signatures")
    signed = signatures.get(server) if isinstance(signatures, dict) else None
    if not isinstance(signed, dict) or not all(isinstance(entry, dict) for entry in current.values()):
        return ["the document isn't signed by its server, or its verify_keys aren't objects"]
    return [
        f"the document isn't signed by its key {name}"
        for name, entry in current.items()
        if not keys.is_signed_with(document, signed.get(name), str(entry.get("key")))
    ]


def _published(document: Mapping[str, Any], key: str, at: int) -> str | None:
    current = document["verify_keys"].get(key)
    if current is not None and at <= int(document.get("valid_until_ts", 0)):
        return str(current["key"])
    old = document.get("old_verify_keys", {}).get(key)
    if old is not None and at <= int(old.get("expired_ts", 0)):
        return str(old["key"])
    return None


def pdu_id(event: Mapping[str, Any], version_name: str) -> str:
    """Return the event's id in rooms of that version; raises ``UnknownVersionError``."""
    return pdu.event_id(event, room_version(version_name))


def pdu_problems(event: Mapping[str, Any], version_name: str, find: Keys, *, called: str = "") -> list[str]:
    """Say what is wrong with an event, nothing for a good one; ``called`` is the id that somebody gave it.

    A redacted event can't match its content hash, so that is no problem where redaction would change nothing.
    Raises ``UnknownVersionError``.
    """
    version = room_version(version_name)
    found = shape.problems(event, version)
    if found:
        return found
    found = list(canonical.breaches(event) if version.strict_json else canonical.surrogates(event))
    if found:
        return found
    problems = pdu.oversize(event)
    if not _hash_is_right(event, version):
        problems.append(WRONG_HASH)
    if called and called != pdu.event_id(event, version):
        problems.append(f"the event id is {pdu.event_id(event, version)}, not {called}")
    return problems + signature_problems(event, version, find)


def signature_problems(event: Mapping[str, Any], version: RoomVersion, find: Keys) -> list[str]:
    """Say which servers should have signed an event and didn't."""
    at = time_of_keys(event, version)
    return [
        f"{server} didn't sign it: {why}"
        for server in sorted(signers(event, version))
        if (why := _unsigned_by(server, event, version, find, at))
    ]


def time_of_keys(event: Mapping[str, Any], version: RoomVersion) -> int:
    """Return when the keys that signed an event must have been valid; 0 for versions that don't ask."""
    at = event.get("origin_server_ts", 0)
    return at if version.enforces_key_validity and isinstance(at, int) else 0


def signers(event: Mapping[str, Any], version: RoomVersion) -> set[str]:
    """Name the servers whose signatures an event needs ("Validating hashes and signatures on received events")."""
    content = event.get("content", {})
    needed = {pdu.server_of(str(event.get("sender", "")))}
    member = event.get("type") == "m.room.member"
    if member and content.get("membership") == "invite" and "third_party_invite" in content:
        needed = set()  # made by whoever holds the invitation's token
    if version.event_ids == "given":
        needed.add(pdu.server_of(str(event.get("event_id", ""))))
    if version.restricted and member and "join_authorised_via_users_server" in content:
        needed.add(pdu.server_of(str(content["join_authorised_via_users_server"])))
    return needed


def request_problems(
    method: str, uri: str, authorization: str, body: bytes, destination: str, find: Keys, at: int = 0
) -> list[str]:
    """Say what is wrong with a request to server ``destination``, nothing for a good one; ``at`` is when it came."""
    try:
        given = xmatrix.parse(authorization)
        value = xmatrix.Signable(method, uri, given.origin, given.destination or destination, body).value()
    except ValueError as error:
        return [str(error)]
    if given.destination not in ("", destination):
        return [f"it is meant for {given.destination}, not for {destination}"]
    public = find(given.origin, given.key, at)
    if public is None:
        return [f"{given.origin} has no key {given.key} at that time"]
    return [] if keys.is_signed_with(value, given.sig, public) else [f"the signature isn't {given.origin}'s"]


def _hash_is_right(event: Mapping[str, Any], version: RoomVersion) -> bool:
    claimed = event.get("hashes")
    if isinstance(claimed, dict) and claimed.get("sha256") == pdu.content_hash(event):
        return True
    bare = {name: part for name, part in event.items() if name != "unsigned"}
    return isinstance(claimed, dict) and "sha256" in claimed and redacted(event, version) == bare


def _unsigned_by(server: str, event: Mapping[str, Any], version: RoomVersion, find: Keys, at: int) -> str:
    """Say why ``server`` didn't sign; one good signature is enough."""
    entries = event.get("signatures", {})
    signed = entries.get(server, {}) if isinstance(entries, dict) else {}
    why = "there is no signature of it"
    for name, signature in signed.items():
        public = find(server, name, at)
        if public is None:
            why = f"its key {name} isn't known for that time"
        elif keys.is_signed_with(redacted(event, version), signature, public):
            return ""
        else:
            why = f"the signature by {name} is wrong"
    return why
