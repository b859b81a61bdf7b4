"""The control API's HTTP shell: ``POST /v1/act/<operation>`` and ``GET /v1/witness``, ``coverage``, ``health``."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from fakes.control.hub import Hub
from fakes.control.order import ActError, BadOrderError, Order, whole
from fakes.control.record import SCHEMA_VERSION

log = logging.getLogger(__name__)

_MOST = 64 * 1024 * 1024
_BEAT = 240.0  # seconds; proxies cut off whoever is silent for some minutes more

Operation = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
Coverage = Callable[[], Mapping[str, Any]]


def control_app(
    fake: str, version: str, hub: Hub, operations: Mapping[str, Operation], coverage: Coverage, beat: float = _BEAT
) -> web.Application:
    """Build the application; ``operations`` maps a dotted name (``message.send``) to its handler.

    ``coverage`` says what the fake serves (``fakes/schema/coverage.v1.json``). Every ``beat`` seconds the witness
    stream carries an empty line.
    """

    async def health(_: web.Request) -> web.Response:
        known, spent = sorted(operations), round(time.process_time(), 3)
        about = {"fake": fake, "version": version, "schema": SCHEMA_VERSION}
        return web.json_response({**about, "operations": known, "cpu_seconds": spent})

    async def covered(_: web.Request) -> web.Response:
        return web.json_response(coverage())

    async def act(request: web.Request) -> web.Response:
        name = request.match_info["operation"]
        operation = operations.get(name)
        if operation is None:
            known = ", ".join(sorted(operations))
            return _refusal(404, "UNKNOWN_OPERATION", f"{fake} has no operation {name!r}; it has: {known}")
        return await _carried_out(name, operation, request)

    async def witness(request: web.Request) -> web.StreamResponse:
        return await _streamed(hub, request, beat)

    app = web.Application(client_max_size=_MOST)
    app.add_routes(
        [
            web.get("/v1/health", health),
            web.get("/v1/coverage", covered),
            web.get("/v1/witness", witness),
            web.post("/v1/act/{operation}", act),
        ]
    )
    return app


async def _carried_out(name: str, operation: Operation, request: web.Request) -> web.Response:
    try:
        return web.json_response(await operation(await _order(request)))
    except json.JSONDecodeError as error:
        return _refusal(400, "BAD_JSON", f"the order isn't JSON: {error}")
    except BadOrderError as error:
        return _refusal(400, error.name, f"{name}: {error.message}")
    except ActError as error:
        return _refusal(409, error.name, error.message)
    except Exception as error:
        log.exception("%s failed", name)
        message = f"{name} failed inside the fake, whose log has the traceback: {type(error).__name__}: {error}"
        return _refusal(500, "FAKE_FAILED", message)


async def _order(request: web.Request) -> Order:
    order = await request.json() if request.can_read_body else {}
    if not isinstance(order, dict):
        raise BadOrderError("an order is a JSON object")
    return Order(order)


async def _streamed(hub: Hub, request: web.Request, beat: float) -> web.StreamResponse:
    try:
        since = max(0, whole(request.query.get("since", "0"), "since"))
    except BadOrderError as error:
        return _refusal(400, error.name, error.message)
    response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionResetError):  # whoever has heard enough hangs up
        async with _beating(response, beat):
            async for record in hub.follow(since):
                await response.write(record.line().encode() + b"\n")
    return response


@contextlib.asynccontextmanager
async def _beating(response: web.StreamResponse, beat: float) -> AsyncIterator[None]:
    """Write an empty line now and then, so that nobody on the way takes silence for the end."""

    async def beats() -> None:
        with contextlib.suppress(ConnectionResetError):
            while True:
                await asyncio.sleep(beat)
                await response.write(b"\n")

    beating = asyncio.create_task(beats())
    try:
        yield
    finally:
        beating.cancel()


def _refusal(status: int, name: str, message: str) -> web.Response:
    return web.json_response({"error": {"name": name, "message": message}}, status=status)
