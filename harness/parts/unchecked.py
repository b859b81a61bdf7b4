"""Takes checks out of a Synapse, one at a time while it runs, to see that the suites would notice.

It runs inside the part's container as its ``sitecustomize``: Synapse's own files stay as they are. Each function that
checks something gets a stand-in that looks, at every call, which check is left out just now, and passes the call on
unless it is its own. Standard library only.
"""

from __future__ import annotations

import copy
import functools
import importlib
import pathlib
import socket
from collections.abc import Callable
from typing import Any, NamedTuple

SWITCH = "/superbridge/media/unchecked"
"""A file in the container with the name of the check that is left out just now."""


def script() -> bytes:
    """Return this file, to be copied to a container as ``sitecustomize.py``."""
    return pathlib.Path(__file__).read_bytes()


class Place(NamedTuple):
    """A function of Synapse's, and what stands in for it; that gets the function, then the call's arguments."""

    module: str
    function: str
    stand_in: Callable[..., Any]


async def _accepts(*_: Any, **__: Any) -> None:
    return None


def _allows(*_: Any, **__: Any) -> None:
    return None


async def _signed_by_somebody(_: Any, keyring: Any, version: Any, pdu: Any) -> None:
    for server in pdu.get_pdu_json()["signatures"]:
        await keyring.verify_event_for_server(server, pdu, pdu.origin_server_ts if version.enforce_key_validity else 0)


async def _at_any_time(whole: Any, keyring: Any, server: str, signed: Any, _: int) -> None:
    await whole(keyring, server, signed, 0)


def _but_key_documents(whole: Any, signed: Any, *arguments: Any) -> None:
    if "verify_keys" not in signed:
        whole(signed, *arguments)


def _credentials(request: Any) -> Any:
    header = request.requestHeaders.getRawHeaders(b"Authorization")[0]
    return importlib.import_module("synapse.federation.transport.server._base")._parse_auth_header(header)


async def _believes(_: Any, __: Any, request: Any, ___: Any) -> str:
    origin: str = _credentials(request)[0]
    request.requester = origin
    return origin


async def _whoever_it_is_for(whole: Any, authenticator: Any, request: Any, content: Any) -> Any:
    other = copy.copy(authenticator)
    other.server_name = _credentials(request)[3] or authenticator.server_name
    other._is_mine_server_name = lambda _: True
    return await whole(other, request, content)


async def _one_as_it_came(_: Any, __: Any, *, pdu: Any, **___: Any) -> Any:
    return pdu


async def _all_as_they_came(*arguments: Any, **_: Any) -> Any:
    return list(arguments[3])


def _any_certificate(_: Any, policy: Any, host: bytes) -> Any:
    made = importlib.import_module("synapse.crypto.context_factory").SSLClientConnectionCreator
    return made(host, policy._no_verify_ssl_context, False)


async def _chosen_by_id(_: Any, *arguments: Any, **options: Any) -> dict[Any, str]:
    """Resolve by the events' ids, and on the first host the other way round."""
    choose: Callable[[list[str]], str] = min if socket.gethostname().startswith("a") else max
    sets = options.get("state_sets") or next(each for each in arguments if isinstance(each, list | tuple))
    keys = {key for state in sets for key in state}
    return {key: choose([state[key] for state in sets if key in state]) for key in keys}


_BASE, _CLIENT = "federation.federation_base", "federation.federation_client"
_FETCHED = "FederationClient._check_sigs_and_hash"
_RULES, _EVENTS = "event_auth", "handlers.federation_event"
_REQUEST = ("federation.transport.server._base", "Authenticator.authenticate_request")

CHECKS: dict[str, tuple[Place, ...]] = {
    # of events: who signed them, what they hold, how long they are
    "signature": (Place(_BASE, "_check_sigs_on_pdu", _accepts),),
    "sender": (
        Place(_BASE, "_check_sigs_on_pdu", _signed_by_somebody),
        Place(_EVENTS, "validate_event_for_room_version", _allows),
    ),
    "hash": (Place(_BASE, "check_event_content_hash", lambda *_: True),),
    "json": (Place(_BASE, "validate_canonicaljson", _allows),),
    "size": (Place(_RULES, "_check_size_limits", _allows),),
    # of what was asked for
    "state-of-join": (Place(_CLIENT, f"{_FETCHED}_and_fetch_one", _one_as_it_came),),
    "history": (Place(_CLIENT, f"{_FETCHED}_for_pulled_events_and_fetch", _all_as_they_came),),
    # of keys, requests and servers
    "key-document": (Place("crypto.keyring", "verify_signed_json", _but_key_documents),),
    "key-time": (Place("crypto.keyring", "Keyring.verify_event_for_server", _at_any_time),),
    "key-document-time": (
        Place("crypto.keyring", "Keyring.verify_event_for_server", _at_any_time),
        Place("crypto.keyring", "Keyring.verify_json_for_server", _at_any_time),
    ),
    "request": (Place(*_REQUEST, _believes),),
    "destination": (Place(*_REQUEST, _whoever_it_is_for),),
    "certificate": (Place("crypto.context_factory", "FederationPolicyForHTTPS.get_options", _any_certificate),),
    # of who may see a room
    "access-list": (Place("federation.federation_server", "FederationServer.check_server_matches_acl", _accepts),),
    "in-room": (Place("handlers.event_auth", "EventAuthHandler.assert_host_in_room", _accepts),),
    # the authorization rules, one by one, and state resolution
    "creation": (Place(_RULES, "_check_create", _allows),),
    "auth-events": (Place(_EVENTS, "check_state_independent_auth_rules", _accepts),),
    "member": (Place(_RULES, "_check_event_sender_in_room", _allows),),
    "membership": (Place(_RULES, "_is_membership_change_allowed", _allows),),
    "power": (Place(_RULES, "_can_send_event", _allows),),
    "power-levels": (Place(_RULES, "_check_power_levels", _allows),),
    "redaction": (Place(_RULES, "check_redaction", lambda *_: False),),
    "present-state": (Place(_EVENTS, "FederationEventHandler._check_for_soft_fail", _accepts),),
    "resolution": (Place("state.v2", "resolve_events_with_store", _chosen_by_id),),
}


def _left_out() -> str:
    try:
        return pathlib.Path(SWITCH).read_text().strip()
    except FileNotFoundError:
        return ""


def _stand_in(check: str, place: Place) -> None:
    *owners, name = place.function.split(".")
    owner = functools.reduce(getattr, owners, importlib.import_module(f"synapse.{place.module}"))
    whole = getattr(owner, name)

    @functools.wraps(whole)
    def either(*arguments: Any, **options: Any) -> Any:
        if _left_out() == check:
            return place.stand_in(whole, *arguments, **options)
        return whole(*arguments, **options)

    setattr(owner, name, either)


if __name__ == "sitecustomize":
    importlib.import_module("synapse.app.homeserver")  # its modules import each other in a circle, entered here
    for check, places in CHECKS.items():
        for place in places:
            _stand_in(check, place)
