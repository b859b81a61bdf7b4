"""Where a server name leads (server-server API, "Resolving server names"), decided without a socket.

:func:`steps` is a generator: it yields a question, is sent the answer, and returns the :class:`Target`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from dataclasses import dataclass, field
from ipaddress import ip_address

DEFAULT_PORT = 8448
_HOUR = 60 * 60.0  # seconds
_DAY = 24 * _HOUR
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_NAME = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?")
_SERVICES = ("_matrix-fed._tcp", "_matrix._tcp")


@dataclass(frozen=True, slots=True)
class AskWellKnown:
    """Fetch ``https://host/.well-known/matrix/server``; the answer is status and body, None where there was none."""

    host: str


@dataclass(frozen=True, slots=True)
class AskService:
    """Look SRV records up; the answer is hosts and ports, best first, empty where there are none."""

    name: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: ``addresses`` are hosts with ports, tried in order; ``host`` goes into the Host header.

    The certificate must be ``certified``'s, a host name or an IP address.
    """

    addresses: tuple[tuple[str, int], ...]
    host: str
    certified: str
    found_by: str = field(compare=False, default="")


Question = AskWellKnown | AskService
WellKnown = tuple[int, bytes] | None
Services = list[tuple[str, int]]
Steps = Generator[Question, "WellKnown | Services", Target]


class Memory:
    """What well-known answered, by host, for as long as it said: two days at most, a day where it doesn't say.

    That it delegates nothing, or doesn't answer, is kept for an hour.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, WellKnown]] = {}

    def holds(self, host: str, now: float) -> bool:
        """Tell whether what is known of a host is good at ``now`` (seconds)."""
        return host in self._kept and now < self._kept[host][0]

    def get(self, host: str) -> WellKnown:
        """Return what a host answered last."""
        return self._kept[host][1]

    def put(self, host: str, told: WellKnown, cache_control: str, now: float) -> None:
        """Keep an answer that came with this header; None where none came."""
        seconds = lifetime(cache_control) if _delegated(told) is not None else _HOUR
        self._kept[host] = (now + seconds, told)


def lifetime(cache_control: str) -> float:
    """Return for how many seconds an answer with that ``Cache-Control`` may be kept."""
    if "no-store" in cache_control.lower() or "no-cache" in cache_control.lower():
        return 0.0
    found = _MAX_AGE.search(cache_control)
    return min(float(found[1]), 2 * _DAY) if found is not None else _DAY


def split(name: str) -> tuple[str, int | None]:
    """Take a server name apart into host (an IPv6 literal without brackets) and port; raises ``ValueError``."""
    match = _NAME.fullmatch(name)
    if match is None or (match[2] is not None and int(match[2]) > 65535):
        raise ValueError(f"{name!r} is no server name")
    return match[1].strip("[]"), int(match[2]) if match[2] is not None else None


def steps(name: str) -> Steps:
    """Resolve a server name; raises ``ValueError`` for what is none."""
    host, port = split(name)
    direct = _direct(name, host, port, "")
    if direct is not None:
        return direct
    told = yield AskWellKnown(host)
    delegated = _delegated(told)
    if delegated is None:
        return (yield from _by_service(host, ""))
    inner, inner_port = split(delegated)
    direct = _direct(delegated, inner, inner_port, "well-known, ")
    return direct if direct is not None else (yield from _by_service(inner, "well-known, "))


def _direct(name: str, host: str, port: int | None, before: str) -> Target | None:
    """Return the target of an IP literal, or of a name with a port."""
    if _is_literal(host):
        return Target(((host, port or DEFAULT_PORT),), name, host, f"{before}IP literal")
    if port is not None:
        return Target(((host, port),), name, host, f"{before}explicit port")
    return None


def _by_service(host: str, before: str) -> Steps:
    for service in _SERVICES:
        found = yield AskService(f"{service}.{host}")
        if isinstance(found, list) and found:
            return Target(tuple(found), host, host, f"{before}SRV {service}")
    return Target(((host, DEFAULT_PORT),), host, host, f"{before}port {DEFAULT_PORT}")


def _delegated(told: WellKnown | Services) -> str | None:
    """Return ``m.server`` of a valid well-known answer."""
    if not isinstance(told, tuple) or told[0] != 200:
        return None
    try:
        name = json.loads(told[1])["m.server"]
        split(name)
    except (ValueError, TypeError, KeyError):
        return None
    return str(name)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
