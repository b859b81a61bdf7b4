"""The control API's HTTP shell: ``POST /v1/act/<operation>``, ``GET /v1/witness``, ``GET /v1/health``."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from fakes.control.hub import Hub
from fakes.control.record import SCHEMA_VERSION

Operation = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


class ActError(Exception):
    """An order that can't be carried out; ``name`` is for programs, ``message`` is a sentence for people."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


def control_app(fake: str, version: str, hub: Hub, operations: Mapping[str, Operation]) -> web.Application:
    """Build the application; ``operations`` maps a dotted name (``message.send``) to its handler."""

    async def health(_: web.Request) -> web.Response:
        return web.json_response(
            {"fake": fake, "version": version, "schema": SCHEMA_VERSION, "operations": sorted(operations)}
        )

    async def act(request: web.Request) -> web.Response:
        name = request.match_info["operation"]
        operation = operations.get(name)
        if operation is None:
            known = ", ".join(sorted(operations))
            return _refusal(404, "UNKNOWN_OPERATION", f"{fake} has no operation {name!r}; it has: {known}")
        try:
            order = await request.json() if request.can_read_body else {}
        except json.JSONDecodeError as error:
            return _refusal(400, "BAD_JSON", f"the order isn't JSON: {error}")
        if not isinstance(order, dict):
            return _refusal(400, "BAD_ORDER", "an order is a JSON object")
        try:
            return web.json_response(await operation(order))
        except ActError as error:
            return _refusal(409, error.name, error.message)
        except (KeyError, TypeError, ValueError) as error:
            return _refusal(400, "BAD_ORDER", f"{name}: {type(error).__name__}: {error}")

    async def witness(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        async for record in hub.follow(int(request.query.get("since", "0"))):
            await response.write(record.line().encode() + b"\n")
        return response

    app = web.Application()
    app.add_routes(
        [
            web.get("/v1/health", health),
            web.get("/v1/witness", witness),
            web.post("/v1/act/{operation}", act),
        ]
    )
    return app


def _refusal(status: int, name: str, message: str) -> web.Response:
    return web.json_response({"error": {"name": name, "message": message}}, status=status)
