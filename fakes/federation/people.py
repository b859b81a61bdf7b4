"""Who lives on the server, and what it knows about them beyond rooms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Device:
    """A device as other servers may ask for it; ``keys`` as a client uploads them, ``one_time`` by key id."""

    id: str
    name: str = ""
    keys: dict[str, Any] = field(default_factory=dict)
    one_time: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class User:
    """A user of this server."""

    id: str
    displayname: str = ""
    avatar_url: str = ""
    scope: str = ""
    devices: dict[str, Device] = field(default_factory=dict)
    cross_signing: dict[str, Any] = field(default_factory=dict)
    stream: int = 0

    def profile(self) -> dict[str, str]:
        """Return what profiles and membership events tell of them."""
        told = {"displayname": self.displayname, "avatar_url": self.avatar_url}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Medium:
    """A file that other servers may fetch."""

    data: bytes
    mime: str
    name: str


@dataclass(slots=True)
class Invitation:
    """A membership that somebody else's room gave one of ours: an invite, or a knock that waits for one."""

    room: str
    version: str
    event: dict[str, Any]
    state: list[Any]
    via: str
