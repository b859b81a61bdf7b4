"""Keys, the notary, and what tells where and what this server is. Nobody needs to sign for these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation import key_flaws
from fakes.federation.services.registry import Call, serves
from fakes.federation.wire import Answer, MatrixError, answer

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERSION = "0.1.0"


@serves("GET", "/_matrix/key/v2/server", signed=False)
async def server_keys(call: Call) -> Answer:
    """Publish our keys."""
    return answer(key_flaws.document(call.peer.key_flaw, call.peer.keys, call.peer.now()))


@serves("GET", "/_matrix/key/v2/server/{key}", signed=False)
async def server_key(call: Call) -> Answer:
    """Publish our keys to who asks for one, as old servers do."""
    return await server_keys(call)


@serves("GET", "/_matrix/key/v2/query/{server}", signed=False)
async def notary_get(call: Call) -> Answer:
    """Vouch for another server's keys."""
    return answer({"server_keys": await _vouched(call, [call.params["server"]])})


@serves("POST", "/_matrix/key/v2/query", signed=False)
async def notary_post(call: Call) -> Answer:
    """Vouch for several servers' keys."""
    return answer({"server_keys": await _vouched(call, call.body.get("server_keys", {}))})


@serves("GET", "/.well-known/matrix/server", signed=False)
async def well_known(call: Call) -> Answer:
    """Tell where this server really is."""
    return answer({"m.server": call.peer.address})


@serves("GET", "/.well-known/matrix/client", signed=False)
async def well_known_client(call: Call) -> Answer:
    """Tell clients where to go, though we serve none ourselves (Client-Server API, "Well-known URI")."""
    if not call.peer.client_address:
        raise MatrixError(404, "M_NOT_FOUND", f"{call.peer.name} has no clients")
    return answer({"m.homeserver": {"base_url": call.peer.client_address}})


@serves("GET", "/_matrix/federation/v1/version", signed=False)
async def version(_: Call) -> Answer:
    """Tell what this is."""
    return answer({"server": {"name": "superbridge-forger", "version": _VERSION}})


async def _vouched(call: Call, servers: Iterable[str]) -> list[dict[str, Any]]:
    peer = call.peer
    found: list[dict[str, Any]] = []
    for server in servers:
        if server == peer.name:
            found.append(key_flaws.document(peer.key_flaw, peer.keys, peer.now()))
            continue
        if not peer.known.documents.get(server):
            await peer.known.refresh(server)
        found += [peer.vouched(document) for document in peer.known.documents.get(server, [])[-1:]]
    return found
