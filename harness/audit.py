"""``superbridge audit``: an outsider's harmless questions to a homeserver of one's own, and what to do about answers.

Only requests that change nothing, one server, slowly, and only when its owner has said so.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from harness.actors.question import OF_A_SERVER, OF_A_USER, Question
from harness.runtime.trouble import TroubleError

FASTEST = 10.0  # requests a second
FEDERATION_PORT = 8448
_PATIENCE = aiohttp.ClientTimeout(total=10)
_ALIVE = Question("what it speaks", "GET", "/_matrix/client/versions")
_REGISTRATION = Question(
    "whether one may register", "GET", "/_matrix/client/v3/register/available", None, {"username": "x"}
)
# "Standard error response": the codes for who isn't let in, and for what isn't there at all.
_CLOSED_CODES = {"M_MISSING_TOKEN", "M_UNKNOWN_TOKEN", "M_FORBIDDEN", "M_UNAUTHORIZED", "M_UNRECOGNIZED"}
_REMEDIES = {
    "a profile": "require_auth_for_profile_requests: true",
    "a display name": "require_auth_for_profile_requests: true",
    "the public rooms": "allow_public_rooms_without_auth: false",
    _REGISTRATION.name: "enable_registration: false; make users with registration_shared_secret",
    "its keys": "take `keys` and `federation` out of the listeners' resources",
    "its keys as a notary": "take `keys` and `federation` out of the listeners' resources",
}
_NO_FEDERATION = "take `federation` out of the listeners' resources, and set federation_domain_whitelist: []"
_TOKEN = "this must need an access token: is something before the homeserver that answers in its place?"  # noqa: S105

Verdict = Literal["closed", "open", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one question brought to light; ``remedy`` is a setting of Synapse's, where the server is open."""

    where: str
    question: str
    verdict: Verdict
    answer: str
    remedy: str = ""

    def __str__(self) -> str:
        row = f"{self.verdict:<8}{self.where:<28}{self.question:<28}{self.answer}"
        return f"{row}\n        -> {self.remedy}" if self.remedy else row


@dataclass(frozen=True, slots=True)
class Target:
    """One homeserver: where its clients come, its host, and its name, as it stands in its users' ids."""

    url: str
    host: str
    name: str

    @classmethod
    def read(cls, text: str, name: str = "") -> Target:
        """Read an ``https://`` or ``http://`` address of one host; ``TroubleError`` for anything else.

        Without a ``name`` the server is called as its host: of another's people it would ask that other.
        """
        try:
            parts = urlsplit(text)
        except ValueError:
            parts = urlsplit("")
        plain = parts.scheme in ("http", "https") and parts.hostname and not (parts.path.strip("/") or parts.query)
        if not plain or any(sign in text for sign in ",;*[{ "):
            raise TroubleError(
                f"{text!r} is not the address of one server",
                "Give one, such as https://matrix.example.org, which is yours.",
            )
        return cls(text.rstrip("/"), str(parts.hostname), name or str(parts.hostname))

    def addresses(self) -> Iterator[str]:
        """Yield where it may listen: for clients, and where servers would look for it."""
        yield self.url
        federation = f"https://{self.host}:{FEDERATION_PORT}"
        if federation != self.url:
            yield federation


class Audit:
    """Asks one target at most ``rate`` times a second. ``sleep`` waits between two requests."""

    def __init__(
        self,
        target: Target,
        rate: float,
        trust: ssl.SSLContext,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.target = target
        self._pause = 1 / rate
        self._trust = trust
        self._sleep = sleep

    def questions(self) -> list[tuple[str, Question]]:
        """Return everything that will be asked, with the address that it goes to."""
        asked = [one for one in OF_A_USER if _is_harmless(one)]
        federation = [one for one in OF_A_SERVER if _is_harmless(one)]
        clients, *servers = self.target.addresses()
        return [(clients, one) for one in (*asked, _REGISTRATION, *federation)] + [
            (address, one) for address in servers for one in federation
        ]

    async def findings(self) -> AsyncIterator[Finding]:
        """Ask, and yield what each answer means; ``TroubleError`` where no homeserver answers clients at all."""
        async with aiohttp.ClientSession(timeout=_PATIENCE, connector=aiohttp.TCPConnector(ssl=self._trust)) as http:
            await self._is_alive(http)
            silent: set[str] = set()
            for address, question in self.questions():
                if address in silent:
                    continue
                await self._sleep(self._pause)
                finding = await self._asked(http, address, question)
                if finding.answer == "refuses connections":
                    silent.add(address)
                yield finding

    async def _is_alive(self, http: aiohttp.ClientSession) -> None:
        try:
            async with http.get(f"{self.target.url}{_ALIVE.path}") as response:
                alive = response.status == 200 and "versions" in await response.json(content_type=None)
        except aiohttp.ClientConnectorCertificateError as error:
            raise TroubleError(
                f"{self.target.url} shows a certificate that isn't trusted here: {error.certificate_error}",
                "Give its authority's file with --ca.",
            ) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise TroubleError(
                f"{self.target.url} can't be asked: {error or 'it took too long'}", "Is it running?"
            ) from None
        if not alive:
            raise TroubleError(f"No homeserver answers at {self.target.url}", "Give the address that its clients use.")

    async def _asked(self, http: aiohttp.ClientSession, address: str, question: Question) -> Finding:
        name = self.target.name
        about = {"user": f"@admin:{name}", "alias": f"#admin:{name}", "home": name}
        url = URL(f"{address}{question.address(about)}", encoded=True)
        try:
            async with http.get(url, allow_redirects=False) as response:
                answer = _Answer(response.status, _code(await response.read()))
        except aiohttp.ClientConnectorCertificateError:
            # Whoever shows a certificate listens; what it would say an outsider with less scruples learns.
            return Finding(address, question.name, "unknown", "its certificate isn't trusted here")
        except aiohttp.ClientConnectionError:
            return Finding(address, question.name, "closed", "refuses connections")
        except (aiohttp.ClientError, TimeoutError) as error:
            return Finding(address, question.name, "unknown", f"no answer: {error or 'it took too long'}")
        return _judged(address, question, answer)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    code: str

    def __str__(self) -> str:
        return f"{self.status} {self.code}".rstrip()


def _judged(address: str, question: Question, answer: _Answer) -> Finding:
    if answer.code in _CLOSED_CODES or answer.status in (401, 403):
        return Finding(address, question.name, "closed", str(answer))
    if answer.status >= 300 and not answer.code:
        return Finding(address, question.name, "unknown", f"{answer}, which no homeserver says")
    remedy = _REMEDIES.get(question.name, _NO_FEDERATION if question in OF_A_SERVER else _TOKEN)
    return Finding(address, question.name, "open", str(answer), remedy)


def _is_harmless(question: Question) -> bool:
    """Tell whether a question changes nothing, and is about nothing that only somebody inside could name."""
    needs = [name for name in ("{room}", "{event}", "{media}", "{asker}") if name in question.path]
    return question.method == "GET" and not needs and "sync" not in question.path


def _code(body: bytes) -> str:
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    return str(answer.get("errcode", "")) if isinstance(answer, dict) else ""
