"""Questions that somebody puts to the superbridge over HTTP, as data; whether they are told is the point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Question:
    """One request; ``{user}``, ``{room}`` and the like are filled in by whoever asks. ``str`` is its id.

    ``refused_with`` are the statuses of a refusal: where 401 only begins a conversation, it is none.
    """

    name: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    refused_with: tuple[int, ...] = (401, 403)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")

    def address(self, about: Mapping[str, str]) -> str:
        """Return path and query, filled in and made safe for an address."""
        safe = {name: quote(value, safe="") for name, value in about.items()}
        query = {name: value.format_map(about) for name, value in self.query.items()}
        return self.path.format_map(safe) + (f"?{urlencode(query)}" if query else "")

    def filled(self, about: Mapping[str, str]) -> Any:
        """Return the body, filled in; None where there is none."""
        return _filled(self.body, about)


def _filled(value: Any, about: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return value.format_map(about)
    if isinstance(value, Mapping):
        return {_filled(name, about): _filled(one, about) for name, one in value.items()}
    return [_filled(one, about) for one in value] if isinstance(value, list) else value


_V3 = "/_matrix/client/v3"

WHO_AM_I = Question("who am I", "GET", f"{_V3}/account/whoami")
MESSAGES = Question("a room's messages", "GET", f"{_V3}/rooms/{{room}}/messages", query={"dir": "b"})
PROFILE = Question("a profile", "GET", f"{_V3}/profile/{{user}}")
FILE = Question("a file", "GET", "/_matrix/client/v1/media/download/{home}/{media}")
# Client-Server API: every endpoint here demands an access token of everybody, or the closed homeserver does.
OF_A_USER = (
    WHO_AM_I,
    MESSAGES,
    Question("one's rooms", "GET", f"{_V3}/joined_rooms"),
    Question("what is new", "GET", f"{_V3}/sync", query={"timeout": "0"}),
    Question("a room's state", "GET", f"{_V3}/rooms/{{room}}/state"),
    Question("a room's members", "GET", f"{_V3}/rooms/{{room}}/members"),
    Question("a room's relatives", "GET", "/_matrix/client/v1/rooms/{room}/hierarchy"),
    PROFILE,
    Question("a display name", "GET", f"{_V3}/profile/{{user}}/displayname"),
    Question("the public rooms", "GET", f"{_V3}/publicRooms"),
    Question("public rooms by name", "POST", f"{_V3}/publicRooms", {}),
    Question("people by name", "POST", f"{_V3}/user_directory/search", {"search_term": "a"}),
    Question("somebody's keys", "POST", f"{_V3}/keys/query", {"device_keys": {}}),
    Question("one's devices", "GET", f"{_V3}/devices"),
    FILE,
    Question("how large files may be", "GET", "/_matrix/client/v1/media/config"),
    Question("room for a file", "POST", "/_matrix/media/v1/create"),
    Question("a room of one's own", "POST", f"{_V3}/createRoom", {"creation_content": {"m.federate": False}}),
)

_DUMMY = {"type": "m.login.dummy"}
REGISTRATIONS = tuple(
    Question(name, "POST", f"{_V3}/register", body, query, refused_with=(403,))
    for name, body, query in (
        ("an account", {"username": "mallory", "password": "secret", "auth": _DUMMY}, {}),
        ("a guest's account", {}, {"kind": "guest"}),
        ("an account by a token", {"auth": {"type": "m.login.registration_token", "token": "x"}}, {}),
    )
)

LOG_IN = Question(
    "a log-in",
    "POST",
    f"{_V3}/login",
    {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "{user}"}, "password": "{password}"},
    refused_with=(403, 429),
)
# "Content repository": before version 1.11 of the specification everybody was given files by these, and no others.
OPEN_MEDIA = (
    Question("a file by its old address", "GET", "/_matrix/media/v3/download/{home}/{media}"),
    Question("a file by its oldest address", "GET", "/_matrix/media/r0/download/{home}/{media}"),
    Question(
        "a thumbnail by its old address",
        "GET",
        "/_matrix/media/v3/thumbnail/{home}/{media}",
        query={"width": "9", "height": "9"},
    ),
)

_PROVISION = "/_matrix/provision/v1"
PROVISIONING = (
    Question("the bridge's ping", "GET", f"{_PROVISION}/ping", query={"user_id": "{user}"}),
    Question("somebody's guilds", "GET", f"{_PROVISION}/guilds", query={"user_id": "{user}"}),
    Question("a log-out", "POST", f"{_PROVISION}/logout", {}, {"user_id": "@nobody:{home}"}),
)
TELEGRAM_PROVISIONING = {
    "python": Question("somebody's account", "GET", f"{_PROVISION}/user/{{user}}"),
    "go": Question("somebody's log-ins", "GET", "/_matrix/provision/v3/whoami", query={"user_id": "{user}"}),
}


# Server-Server API: what a server that federates tells another that signs, of a public room that they share.
_FED = "/_matrix/federation/v1"
OF_A_SERVER = (
    Question("its version", "GET", f"{_FED}/version"),
    Question("its keys", "GET", "/_matrix/key/v2/server"),
    Question("its keys as a notary", "GET", "/_matrix/key/v2/query/{home}"),
    Question("its public rooms", "GET", f"{_FED}/publicRooms"),
    Question("its public rooms by name", "POST", f"{_FED}/publicRooms", {"limit": 10}),
    Question("a profile there", "GET", f"{_FED}/query/profile", query={"user_id": "{user}"}),
    Question("an alias there", "GET", f"{_FED}/query/directory", query={"room_alias": "{alias}"}),
    Question("how to join", "GET", f"{_FED}/make_join/{{room}}/{{asker}}", query={"ver": "11"}),
    Question("a room's event", "GET", f"{_FED}/event/{{event}}"),
    Question("a room's whole state", "GET", f"{_FED}/state/{{room}}", query={"event_id": "{event}"}),
    Question("a room's state by ids", "GET", f"{_FED}/state_ids/{{room}}", query={"event_id": "{event}"}),
    Question("an event's reasons", "GET", f"{_FED}/event_auth/{{room}}/{{event}}"),
    Question("a room's history", "GET", f"{_FED}/backfill/{{room}}", query={"v": "{event}", "limit": "10"}),
    Question(
        "what one missed",
        "POST",
        f"{_FED}/get_missing_events/{{room}}",
        {"earliest_events": [], "latest_events": ["{event}"], "limit": 10},
    ),
    Question("a space's rooms", "GET", f"{_FED}/hierarchy/{{room}}"),
    Question("somebody's devices", "GET", f"{_FED}/user/devices/{{user}}"),
    Question("somebody's keys there", "POST", f"{_FED}/user/keys/query", {"device_keys": {"{user}": []}}),
    Question("a file there", "GET", f"{_FED}/media/download/{{media}}"),
)

# Client-Server API: what a local user can ask for that lives on another server, so that theirs must ask there.
INVITATION = Question("an invitation", "POST", f"{_V3}/rooms/{{own_room}}/invite", {"user_id": "{user}"})
LEAKS = (
    INVITATION,
    Question("a room with an invitation", "POST", f"{_V3}/createRoom", {"invite": ["{user}"]}),
    Question("a join by id", "POST", f"{_V3}/join/{{room}}", {}, {"server_name": "{home}", "via": "{home}"}),
    Question("a join by alias", "POST", f"{_V3}/join/{{alias}}", {}),
    Question("a knock", "POST", f"{_V3}/knock/{{room}}", {}, {"server_name": "{home}", "via": "{home}"}),
    Question("a profile", "GET", f"{_V3}/profile/{{user}}"),
    Question("an alias", "GET", f"{_V3}/directory/room/{{alias}}"),
    Question(
        "public rooms elsewhere",
        "POST",
        f"{_V3}/publicRooms",
        {"filter": {"generic_search_term": "{nonce}"}},
        {"server": "{home}"},
    ),
    Question("a file", "GET", "/_matrix/client/v1/media/download/{home}/{media}"),
    Question("somebody's keys", "POST", f"{_V3}/keys/query", {"device_keys": {"{user}": []}}),
    Question("one-time keys", "POST", f"{_V3}/keys/claim", {"one_time_keys": {"{user}": {"D": "signed_curve25519"}}}),
    Question(
        "a message to a device", "PUT", f"{_V3}/sendToDevice/m.canary/{{nonce}}", {"messages": {"{user}": {"*": {}}}}
    ),
)

# Client-Server API: what a homeserver would fetch, ask or tell elsewhere for its people, though not by federation.
_PUSHER = {"kind": "http", "app_id": "app", "app_display_name": "App", "device_display_name": "D", "lang": "en"}
PUSHER = Question(
    "a push gateway",
    "POST",
    f"{_V3}/pushers/set",
    {**_PUSHER, "pushkey": "key", "data": {"url": "http://{home}/_matrix/push/v1/notify"}},
)
PREVIEW = Question("a page", "GET", "/_matrix/client/v1/media/preview_url", query={"url": "http://{home}/page"})
_AT_IDENTITY_SERVER = {"id_server": "{home}", "id_access_token": "token"}
_MAIL = {"medium": "email", "address": "mallory@{home}"}
INVITATION_BY_MAIL = Question(
    "an invitation by mail", "POST", f"{_V3}/rooms/{{own_room}}/invite", {**_AT_IDENTITY_SERVER, **_MAIL}
)
MAIL = Question(
    "a mail",
    "POST",
    f"{_V3}/account/3pid/email/requestToken",
    {"client_secret": "secret", "email": "mallory@{home}", "send_attempt": 1},
)
ERRANDS = (
    PUSHER,
    PREVIEW,
    INVITATION_BY_MAIL,
    MAIL,
    Question(
        "an icon", "GET", "/_matrix/client/v1/media/thumbnail/{home}/{media}", query={"width": "9", "height": "9"}
    ),
    Question("an older room's file", "GET", "/_matrix/media/v3/download/{home}/{media}"),
)

AT_IDENTITY_SERVERS = (
    Question(
        "to be known there",
        "POST",
        f"{_V3}/account/3pid/bind",
        {**_AT_IDENTITY_SERVER, "client_secret": "secret", "sid": "1"},
    ),
    Question("to be forgotten there", "POST", f"{_V3}/account/3pid/unbind", {"id_server": "{home}", **_MAIL}),
)


def account_of_a_bridge(localpart: str) -> Question:
    """Return an application service's request for an account (Application Service API)."""
    body = {"type": "m.login.application_service", "username": localpart, "inhibit_login": True}
    return Question(f"the account {localpart}", "POST", f"{_V3}/register", body)
