"""Sockets to other servers: DNS, well-known, TLS, requests."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING, Any

import aiohttp
import dns.asyncresolver
import dns.exception
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from fakes.federation import resolver
from fakes.federation.wire import Answer, Request, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.federation.resolver import Question, Services, Target, WellKnown

_PATIENCE = aiohttp.ClientTimeout(total=20, sock_connect=3)
_WELL_KNOWN_PATIENCE = aiohttp.ClientTimeout(total=5)
_WELL_KNOWN_MOST = 50 * 1024
_REDIRECTS = 5
_UNUSABLE = (aiohttp.ClientError, TimeoutError, OSError)


class _Fixed(AbstractResolver):
    """Lets a connection for one name go to another's addresses, so that TLS asks for the first."""

    def __init__(self, host: str) -> None:
        self._host = host

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Look the fixed host up, whatever is asked."""
        found = await asyncio.get_running_loop().getaddrinfo(self._host, port, type=socket.SOCK_STREAM, family=family)
        return [
            {"hostname": host, "host": str(where[0]), "port": port, "family": kind, "proto": proto, "flags": 0}
            for kind, _, proto, _, where in found
        ]

    async def close(self) -> None:
        """Hold nothing."""


class Carrier:
    """Implements :data:`fakes.federation.wire.Transport`. ``tls`` says whom to trust, ``clock`` gives seconds."""

    def __init__(self, tls: ssl.SSLContext, clock: Callable[[], float]) -> None:
        self._tls = tls
        self._clock = clock
        self._memory = resolver.Memory()

    async def __call__(self, server: str, request: Request) -> Answer:
        """Carry a request to a server; raises ``UnreachableError``."""
        try:
            target = await self.resolve(server)
        except ValueError as error:
            raise UnreachableError(str(error)) from None
        failed: list[str] = []
        for host, port in target.addresses:
            try:
                return await self._ask(target, host, port, request)
            except _UNUSABLE as error:
                failed.append(f"{host}:{port} ({target.found_by}): {type(error).__name__} {error}".strip())
        raise UnreachableError(f"{server} doesn't answer at {'; '.join(failed)}")

    async def resolve(self, server: str) -> Target:
        """Find a server; raises ``ValueError`` for what is no server name."""
        steps = resolver.steps(server)
        try:
            question = next(steps)
            while True:
                question = steps.send(await self._found(question))
        except StopIteration as end:
            target: Target = end.value
            return target

    async def _found(self, question: Question) -> WellKnown | Services:
        if isinstance(question, resolver.AskWellKnown):
            return await self._well_known(question.host)
        return await _services(question.name)

    async def _well_known(self, host: str) -> WellKnown:
        if not self._memory.holds(host, self._clock()):
            told, cache_control = await self._fetched(host)
            self._memory.put(host, told, cache_control, self._clock())
        return self._memory.get(host)

    async def _fetched(self, host: str) -> tuple[WellKnown, str]:
        """Ask well-known; return what it says, and for how long (``Cache-Control``)."""
        url = f"https://{host}/.well-known/matrix/server"
        try:
            async with (
                aiohttp.ClientSession(timeout=_WELL_KNOWN_PATIENCE) as session,
                session.get(url, ssl=self._tls, max_redirects=_REDIRECTS) as response,
            ):
                body = await whole(response.content, _WELL_KNOWN_MOST)
        except _UNUSABLE:
            return None, ""
        told = (response.status, body) if body is not None else None
        return told, response.headers.get("Cache-Control", "")

    async def _ask(self, target: Target, host: str, port: int, request: Request) -> Answer:
        """Connect to ``host``, and let TLS and the Host header speak of the target's own names."""
        name = f"[{target.certified}]" if ":" in target.certified else target.certified
        url = URL(f"https://{name}:{port}{request.uri}", encoded=True)
        connector = aiohttp.TCPConnector(ssl=self._tls, resolver=_Fixed(host), use_dns_cache=False)
        options: dict[str, Any] = {"headers": {**request.headers, "Host": target.host}, "data": request.body or None}
        async with (
            aiohttp.ClientSession(connector=connector, timeout=_PATIENCE) as session,
            session.request(request.method, url, allow_redirects=False, **options) as response,
        ):
            return Answer(response.status, await response.read(), dict(response.headers))


async def whole(content: aiohttp.StreamReader, most: int) -> bytes | None:
    """Read a body to its end, however many pieces it comes in; None for one of more than ``most`` bytes."""
    body = bytearray()
    async for piece in content.iter_any():
        body += piece
        if len(body) > most:
            return None
    return bytes(body)


async def _services(name: str) -> Services:
    try:
        found = await dns.asyncresolver.resolve(name, "SRV", lifetime=5)
    except (dns.exception.DNSException, OSError):
        return []
    ranked = sorted(found, key=lambda record: (record.priority, -record.weight))
    return [(str(record.target).rstrip("."), int(record.port)) for record in ranked if str(record.target) != "."]
