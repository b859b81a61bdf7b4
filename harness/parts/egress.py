"""Which part may talk to whom, and why; where it listens; and what is said of anything else. Pure.

A browser, where there is one, and what fronts the homeserver for it are people's, and no parts of the superbridge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.core.fact import Fact
from harness.parts import names
from harness.parts.homeserver import TLS_PORT
from harness.runtime.lookout import CONTROL_ADDRESS

CONTROL = ".lookout.test"
"""The names that the harness itself lets look-outs ask for, to see that they would see it, end so."""
IDENTITY_SERVERS = "identity-server.test"
"""So end the identity servers that tests have a homeserver look for: Synapse has no setting that forbids it."""


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody by name and port (TCP), whom a part may talk to, and why."""

    host: str
    port: int
    why: str

    @property
    def names(self) -> tuple[str, str]:
        """What DNS may be asked for on this way: the host, and how to speak HTTP with that port (RFC 9460)."""
        return self.host, f"_{self.port}._https.{self.host}"


_DATABASE = Way(names.DATABASE, 5432, "what it knows is kept there")
_HOMESERVER = Way(names.HOMESERVER, 8008, "it acts there for its bot and its ghosts")

WAYS: Mapping[str, tuple[Way, ...]] = {
    names.DATABASE: (),
    names.HOMESERVER: (
        _DATABASE,
        Way(names.DISCORD_BRIDGE, 29334, "it hands the bridge what concerns it"),
        Way(names.TELEGRAM_BRIDGE, 29317, "it hands the bridge what concerns it"),
    ),
    names.DISCORD_BRIDGE: (
        _DATABASE,
        _HOMESERVER,
        *(Way(host, 443, "Discord's API, gateway and files are there") for host in names.DISCORD_HOSTS),
    ),
    names.TELEGRAM_BRIDGE: (_DATABASE, _HOMESERVER, Way(names.TELEGRAM_FAKE, 443, "Telegram's data centre")),
    names.FRONT: (Way(names.HOMESERVER, 8008, "it hands on what clients ask by TLS"),),
    names.BROWSER: (
        Way(names.MATRIX_HOST, 443, "people's homeserver is there"),
        Way(names.APP_HOST, 8443, "the web client's files are there"),
    ),
}
LISTENERS: Mapping[str, frozenset[int]] = {
    names.DATABASE: frozenset({5432}),
    names.HOMESERVER: frozenset({8008, TLS_PORT}),
    names.DISCORD_BRIDGE: frozenset({29334}),
    names.TELEGRAM_BRIDGE: frozenset({29317}),
    names.FRONT: frozenset({443, 8443, 8080}),
    names.BROWSER: frozenset({8080}),
}
WITH_BROWSER = (names.FRONT, names.BROWSER)
PARTS = tuple(part for part in WAYS if part not in WITH_BROWSER)


def trespass(fact: Fact, known: Mapping[str, str] = {}) -> str:
    """Return what is wrong with what a look-out told of its part; nothing where the lists above allow it.

    ``known`` are names by the addresses that people were told, for which nobody asks DNS.
    """
    part, detail = fact.author, fact.detail
    if detail["what"] == "asked":
        excused = detail["name"].endswith((CONTROL, f".{IDENTITY_SERVERS}"))
        wrong = not excused and detail["name"] not in {name for way in WAYS[part] for name in way.names}
        return _said(fact, "which is nobody that it may talk to") if wrong else ""
    if detail["what"] == "listens":
        port = int(detail["at"].rpartition(":")[2])
        wrong = port not in LISTENERS[part] or not detail["at"].startswith("tcp ")
        return _said(fact, "where nobody may come to it") if wrong else ""
    allowed = {(way.host, way.port) for way in WAYS[part]}
    led = {*detail["names"], known.get(detail["address"], "")}
    lawful = detail["protocol"] == "tcp" and allowed & {(name, detail["port"]) for name in led}
    wrong = detail["address"] != CONTROL_ADDRESS and not lawful
    return _said(fact, "which it may not talk to") if wrong else ""


def _said(fact: Fact, why: str) -> str:
    return f"{fact.author} {fact.text}, {why} (harness/parts/egress.py)"
