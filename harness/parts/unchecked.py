"""Takes checks out of a Synapse, to see that the suites would notice.

It runs inside the part's container as its ``sitecustomize``: Synapse's own files stay as they are. Standard library
only.
"""

from __future__ import annotations

import importlib
import os
import pathlib
import socket
from collections.abc import Callable
from typing import Any

VARIABLE = "SUPERBRIDGE_UNCHECKED"


def script() -> bytes:
    """Return this file, to be copied to a container as ``sitecustomize.py``."""
    return pathlib.Path(__file__).read_bytes()


def _module(name: str) -> Any:
    return importlib.import_module(f"synapse.{name}")


async def _accepts(*_: Any, **__: Any) -> None:
    return None


def _signature() -> None:
    """Take any signature of an event, and none, for the sender's server's."""
    _module("federation.federation_base")._check_sigs_on_pdu = _accepts


def _hash() -> None:
    """Take any content for the one that was hashed."""
    _module("federation.federation_base").check_event_content_hash = lambda *_: True


def _sender() -> None:
    """Take an event of anybody's user from whoever signed it."""

    async def signed_by_somebody(keyring: Any, version: Any, pdu: Any) -> None:
        for server in pdu.get_pdu_json()["signatures"]:
            await keyring.verify_event_for_server(
                server, pdu, pdu.origin_server_ts if version.enforce_key_validity else 0
            )

    _module("federation.federation_base")._check_sigs_on_pdu = signed_by_somebody
    _module("handlers.federation_event").validate_event_for_room_version = lambda _: None


def _rules() -> None:
    """Hold no event to the authorization rules."""
    for user in ("event_auth", "handlers.event_auth", "handlers.federation_event"):
        rules = _module(user)
        rules.check_state_dependent_auth_rules = lambda *_: None
        rules.check_state_independent_auth_rules = _accepts


def _request() -> None:
    """Believe whoever a request says that it comes from."""
    base = _module("federation.transport.server._base")

    async def believes(_: Any, request: Any, __: Any) -> str:
        header = request.requestHeaders.getRawHeaders(b"Authorization")[0]
        origin: str = base._parse_auth_header(header)[0]
        request.requester = origin
        return origin

    base.Authenticator.authenticate_request = believes


def _resolution() -> None:
    """Resolve conflicts of state by the events' ids, and on the first host the other way round."""
    choose: Callable[[list[str]], str] = min if socket.gethostname().startswith("a") else max

    async def chosen(*arguments: Any, **options: Any) -> dict[Any, str]:
        sets = options.get("state_sets") or next(each for each in arguments if isinstance(each, list | tuple))
        keys = {key for state in sets for key in state}
        return {key: choose([state[key] for state in sets if key in state]) for key in keys}

    _module("state.v2").resolve_events_with_store = chosen


CHECKS: dict[str, Callable[[], None]] = {
    "hash": _hash,
    "request": _request,
    "resolution": _resolution,
    "rules": _rules,
    "sender": _sender,
    "signature": _signature,
}


if __name__ == "sitecustomize":
    _module("app.homeserver")  # its modules import each other in a circle that has to be entered here
    for check in os.environ[VARIABLE].split(","):
        CHECKS[check]()
