"""Transactions from other servers (server-server API, "Transactions")."""

from __future__ import annotations

from typing import Any

from fakes.federation.receiving import Receiving
from fakes.federation.services.registry import Call, serves
from fakes.federation.wire import Answer, MatrixError, answer
from fakes.federation.witness import Way

_MOST_PDUS, _MOST_EDUS = 50, 100


@serves("PUT", "/_matrix/federation/v1/send/{txn}")
async def send(call: Call) -> Answer:
    """Take events and EDUs in; answer each event's result. What was heard before is answered as before."""
    peer, body = call.peer, call.body
    heard = (call.origin, call.params["txn"])
    if heard in peer.transactions:
        return answer({"pdus": peer.transactions[heard]})
    pdus, edus = _list(body, "pdus", _MOST_PDUS), _list(body, "edus", _MOST_EDUS)
    way = Way("in", call.origin, "send")
    receiving = Receiving(peer, way)
    results: dict[str, Any] = {}
    for event in pdus:
        identifier, why = await receiving.take(event)
        results[identifier] = {"error": why} if why else {}
    for edu in edus:
        peer.witness.edu(way, edu)
    peer.transactions[heard] = results
    return answer({"pdus": results})


def _list(body: dict[str, Any], name: str, most: int) -> list[dict[str, Any]]:
    found = body.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise MatrixError(400, "M_BAD_JSON", f"{name} is no list of objects")
    if len(found) > most:
        raise MatrixError(400, "M_INVALID_PARAM", f"there are over {most} {name}")
    return found
