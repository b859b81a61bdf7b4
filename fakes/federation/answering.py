"""What becomes of a request: its route, who signed it, a test's hook, the service, the witness."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fakes.federation import services, verify, xmatrix
from fakes.federation.services.registry import Call, query_of
from fakes.federation.wire import Answer, MatrixError
from fakes.federation.witness import Way

if TYPE_CHECKING:
    from fakes.federation.peer import Peer
    from fakes.federation.services.registry import Route
    from fakes.federation.wire import Request

_log = logging.getLogger(__name__)


async def answer(peer: Peer, request: Request) -> Answer:
    """Answer another server's request. What it mustn't ask, and what is lacking here, is refused by name."""
    found = services.find(request)
    if found is None:
        why = f"{request.method} {request.path} isn't served"
        peer.witness.refusal(Way("in", _claimed(request), "unknown"), request, "UNKNOWN_ENDPOINT", why)
        return MatrixError(404, "M_UNRECOGNIZED", why).answer()
    route, params = found
    try:
        origin = await _signer(peer, request) if route.signed else ""
    except MatrixError as error:
        way = Way("in", _claimed(request), route.name)
        peer.witness.refusal(way, request, "UNSIGNED_REQUEST", error.error)
        return error.answer()
    given = await _given(Call(peer, request, params, origin, query_of(request)), route)
    peer.witness.call(Way("in", origin, route.name), request, given)
    return given


async def _given(call: Call, route: Route) -> Answer:
    hook = call.peer.hooks.take(route.name, call.origin)
    if hook is not None and hook.answers:
        return hook.answer()
    try:
        own = await route.handler(call)
    except MatrixError as error:
        own = error.answer()
    except Exception as error:  # noqa: BLE001 - a bug here is told to who asked, and to the log
        _log.exception("%s failed", route.name)
        own = MatrixError(500, "M_UNKNOWN", f"{route.name} failed: {type(error).__name__}: {error}").answer()
    return own if hook is None else hook.applied(own)


async def _signer(peer: Peer, request: Request) -> str:
    """Return which server signed a request; raises ``MatrixError`` where none validly did."""
    header = request.headers.get("authorization", "")
    try:
        given = xmatrix.parse(header)
    except ValueError as error:
        raise MatrixError(401, "M_UNAUTHORIZED", str(error)) from None
    await peer.known.learn(given.origin, [given.key], peer.now())
    problems = verify.request_problems(
        request.method, request.uri, header, request.body, peer.name, peer.known.find, peer.now()
    )
    if problems:
        raise MatrixError(401, "M_UNAUTHORIZED", "; ".join(problems))
    return given.origin


def _claimed(request: Request) -> str:
    try:
        return xmatrix.parse(request.headers.get("authorization", "")).origin
    except ValueError:
        return ""
