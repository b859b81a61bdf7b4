"""Questions that somebody puts to the superbridge over HTTP, as data; whether they are told is the point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """One request; ``{user}``, ``{room}`` and the like in its path are filled in by whoever asks. ``str`` is its id."""

    name: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


_V3 = "/_matrix/client/v3"

WHO_AM_I = Question("who am I", "GET", f"{_V3}/account/whoami")
MESSAGES = Question("a room's messages", "GET", f"{_V3}/rooms/{{room}}/messages", query={"dir": "b"})
# Client-Server API: every endpoint here demands an access token of everybody, or the closed homeserver does.
OF_A_USER = (
    WHO_AM_I,
    MESSAGES,
    Question("one's rooms", "GET", f"{_V3}/joined_rooms"),
    Question("what is new", "GET", f"{_V3}/sync", query={"timeout": "0"}),
    Question("a room's state", "GET", f"{_V3}/rooms/{{room}}/state"),
    Question("a room's members", "GET", f"{_V3}/rooms/{{room}}/members"),
    Question("a room's relatives", "GET", "/_matrix/client/v1/rooms/{room}/hierarchy"),
    Question("a profile", "GET", f"{_V3}/profile/{{user}}"),
    Question("a display name", "GET", f"{_V3}/profile/{{user}}/displayname"),
    Question("the public rooms", "GET", f"{_V3}/publicRooms"),
    Question("public rooms by name", "POST", f"{_V3}/publicRooms", {}),
    Question("people by name", "POST", f"{_V3}/user_directory/search", {"search_term": "a"}),
    Question("somebody's keys", "POST", f"{_V3}/keys/query", {"device_keys": {}}),
    Question("one's devices", "GET", f"{_V3}/devices"),
    Question("a file", "GET", "/_matrix/client/v1/media/download/{media}"),
    Question("how large files may be", "GET", "/_matrix/client/v1/media/config"),
    Question("room for a file", "POST", "/_matrix/media/v1/create"),
    Question("a room of one's own", "POST", f"{_V3}/createRoom", {"creation_content": {"m.federate": False}}),
)

_DUMMY = {"type": "m.login.dummy"}
REGISTRATIONS = (
    Question("an account", "POST", f"{_V3}/register", {"username": "mallory", "password": "secret", "auth": _DUMMY}),
    Question("a guest's account", "POST", f"{_V3}/register", {}, {"kind": "guest"}),
    Question(
        "an account by a token",
        "POST",
        f"{_V3}/register",
        {"auth": {"type": "m.login.registration_token", "token": "x"}},
    ),
)

DISCORD_PING = Question("the bridge's ping", "GET", "/_matrix/provision/v1/ping", query={"user_id": "{user}"})


def account_of_a_bridge(localpart: str) -> Question:
    """Return an application service's request for an account (Application Service API)."""
    body = {"type": "m.login.application_service", "username": localpart, "inhibit_login": True}
    return Question(f"the account {localpart}", "POST", f"{_V3}/register", body)
