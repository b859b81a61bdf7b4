"""Requests to other servers: signed, carried, witnessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fakes.federation import request_flaws, wire, xmatrix
from fakes.federation.wire import Answer, MatrixError, Request, UnreachableError
from fakes.federation.witness import Way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakes.federation.keys import KeyRing
    from fakes.federation.wire import Transport
    from fakes.federation.witness import Witness

API = "/_matrix/federation"


def path(*parts: str, query: Mapping[str, Any] | None = None) -> str:
    """Join parts of a path, each encoded (slashes too), with a query; a list gives its name several times."""
    joined = "/".join(quote(part, safe="") for part in parts)
    return f"{API}/{joined}" + (f"?{urlencode(query, doseq=True)}" if query else "")


class Outgoing:
    """Asks other servers in the name of one."""

    def __init__(self, keys: KeyRing, transport: Transport, witness: Witness) -> None:
        self._keys = keys
        self._transport = transport
        self._witness = witness

    async def ask(self, to: str, method: str, uri: str, body: Any = None, *, by: str, flaw: str = "") -> Answer:
        """Ask server ``to``; ``body`` is a JSON value or None. Raises ``UnreachableError``."""
        content = wire.dumps(body) if body is not None else b""
        signable = xmatrix.Signable(method, uri, self._keys.name, to, content)
        header = request_flaws.header(flaw, signable, self._keys)
        headers = {"content-type": "application/json"} if content else {}
        if header is not None:
            headers["authorization"] = header
        return await self._carry(to, Request(method, uri, headers, content), by)

    async def ask_unsigned(self, to: str, uri: str, *, by: str) -> Answer:
        """Ask for what everybody may know, as keys."""
        return await self._carry(to, Request("GET", uri), by)

    async def need(self, to: str, method: str, uri: str, body: Any = None, *, by: str, flaw: str = "") -> Any:
        """Ask, and return the answer's JSON; whatever isn't 200 is a ``MatrixError`` with that server's own words."""
        answer = await self.ask(to, method, uri, body, by=by, flaw=flaw)
        value = answer.json()
        if answer.status != 200:
            said = value if isinstance(value, dict) else {}
            raise MatrixError(
                answer.status,
                str(said.get("errcode", f"HTTP_{answer.status}")),
                str(said.get("error", "no reason given")),
            )
        return value

    async def keys_of(self, server: str) -> Mapping[str, Any] | None:
        """Fetch a server's key document; our own is made on the spot elsewhere."""
        try:
            answer = await self.ask_unsigned(server, "/_matrix/key/v2/server", by="server_keys")
        except UnreachableError:
            return None
        value = answer.json()
        return value if answer.status == 200 and isinstance(value, dict) else None

    async def _carry(self, to: str, request: Request, by: str) -> Answer:
        way = Way("out", to, by)
        try:
            answer = await self._transport(to, request)
        except UnreachableError as error:
            self._witness.call(way, request, None, error=f"UNREACHABLE: {error}")
            raise
        self._witness.call(way, request, answer)
        return answer
