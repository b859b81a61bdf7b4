"""What differs between room versions, as data (specification, "Room versions")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal


class UnknownVersionError(Exception):
    """A room version that nothing here knows."""


@dataclass(frozen=True, slots=True)
class RoomVersion:
    """One room version's traits; each comment names the version that brought it."""

    name: str
    event_ids: Literal["given", "hash", "safe hash"] = "given"  # 3, 4
    aliases_protected: bool = True  # until 5: redaction keeps aliases, auth rules know them
    enforces_key_validity: bool = False  # 5
    strict_json: bool = False  # 6: canonical JSON is a must
    knocking: bool = False  # 7
    restricted: bool = False  # 8
    protects_authoriser: bool = False  # 9: redaction keeps join_authorised_via_users_server
    knock_restricted: bool = False  # 10
    new_redaction: bool = False  # 11: also: creators are senders, redacts stands in the content
    hashed_room_ids: bool = False  # 12: also: creators are above all levels


def _stable() -> dict[str, RoomVersion]:
    changes: dict[str, dict[str, object]] = {
        "1": {},
        "2": {},
        "3": {"event_ids": "hash"},
        "4": {"event_ids": "safe hash"},
        "5": {"enforces_key_validity": True},
        "6": {"strict_json": True, "aliases_protected": False},
        "7": {"knocking": True},
        "8": {"restricted": True},
        "9": {"protects_authoriser": True},
        "10": {"knock_restricted": True},
        "11": {"new_redaction": True},
        "12": {"hashed_room_ids": True},
    }
    versions: dict[str, RoomVersion] = {}
    version = RoomVersion("1")
    for name, change in changes.items():
        version = replace(version, name=name, **change)  # type: ignore[arg-type] # each is a trait's own value
        versions[name] = version
    return versions


VERSIONS = _stable()
# Names that servers gave to versions before, or beside, the specification's.
EXPERIMENTAL = {
    "org.matrix.hydra.11": replace(VERSIONS["12"], name="org.matrix.hydra.11"),
    "org.matrix.msc3757.10": replace(VERSIONS["10"], name="org.matrix.msc3757.10"),
    "org.matrix.msc3757.11": replace(VERSIONS["11"], name="org.matrix.msc3757.11"),
}


def room_version(name: str) -> RoomVersion:
    """Return the version called ``name``; raises ``UnknownVersionError``."""
    version = VERSIONS.get(name) or EXPERIMENTAL.get(name)
    if version is None:
        known = ", ".join((*VERSIONS, *EXPERIMENTAL))
        raise UnknownVersionError(f"there is no room version {name!r}; known are {known}")
    return version
