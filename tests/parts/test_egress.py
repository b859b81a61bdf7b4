"""Who may talk to whom: what the lists allow and what is said of anything else."""

from __future__ import annotations

from typing import Any

import pytest

from harness.core.fact import Fact
from harness.parts import names
from harness.parts.egress import CONTROL, LISTENERS, WAYS, trespass
from harness.runtime.lookout import CONTROL_ADDRESS


def fact(part: str, text: str = "does so", **detail: Any) -> Fact:
    return Fact(1, "harness", "call", "lookout", author=part, text=text, detail=detail)


def sent(part: str, port: int, *led: str, protocol: str = "tcp", address: str = "10.0.0.9") -> Fact:
    return fact(part, what="sent", protocol=protocol, address=address, port=port, names=list(led))


@pytest.mark.parametrize("part", WAYS)
def test_ways_on_the_list_are_allowed(part) -> None:
    """Every way of a part's own may be looked up and gone, also where the address has another name."""
    for way in WAYS[part]:
        assert {trespass(fact(part, what="asked", name=name)) for name in way.names} == {""}
        assert trespass(sent(part, way.port, "another.name", way.host)) == ""


@pytest.mark.parametrize("part", WAYS)
def test_ports_on_the_list_are_allowed(part) -> None:
    """A part may listen where it is on the list, on whatever address."""
    assert {trespass(fact(part, what="listens", at=f"tcp 0.0.0.0:{port}")) for port in LISTENERS[part]} == {""}


@pytest.mark.parametrize(
    "wrong",
    [
        fact(names.HOMESERVER, what="asked", name="matrix.org"),
        fact(names.DATABASE, what="asked", name=names.HOMESERVER),
        sent(names.HOMESERVER, 443, "matrix.org"),
        sent(names.HOMESERVER, 443, names.DISCORD_BRIDGE),
        sent(names.HOMESERVER, 5432),
        sent(names.HOMESERVER, 5432, names.DATABASE, protocol="udp"),
        sent(names.TELEGRAM_BRIDGE, 443, address="149.154.167.50"),
        sent(names.TELEGRAM_BRIDGE, 443, *names.DISCORD_HOSTS),
        fact(names.HOMESERVER, what="listens", at="tcp 0.0.0.0:8448"),
        fact(names.HOMESERVER, what="listens", at="udp 0.0.0.0:8008"),
        fact(names.BROWSER, what="asked", name="accounts.google.com"),
    ],
    ids=lambda wrong: f"{wrong.author} {wrong.detail['what']}",
)
def test_anything_else_is_told_with_the_part(wrong) -> None:
    """A name, an address, a port or a protocol that isn't a part's own is told, and whose it was."""
    assert trespass(wrong).startswith(f"{wrong.author} does so, ")


def test_known_address_needs_no_name() -> None:
    """Where people were told an address, it is held for the name that it has, and any other address isn't."""
    known = {"10.0.0.9": names.MATRIX_HOST}

    assert trespass(sent(names.BROWSER, 443), known) == ""
    assert trespass(sent(names.BROWSER, 443, address="10.0.0.8"), known) != ""


def test_controls_are_the_harness_s_own() -> None:
    """What look-outs are made to do, to see that they see it, is no part's."""
    control = f"canary{CONTROL}"

    assert trespass(fact(names.HOMESERVER, what="asked", name=control)) == ""
    assert trespass(sent(names.HOMESERVER, 9, address=CONTROL_ADDRESS)) == ""


def test_everything_is_allowed_for_a_reason() -> None:
    """No way is on a list without saying why, and none twice."""
    for ways in WAYS.values():
        assert len({(way.host, way.port) for way in ways}) == len(ways)
        assert all(way.why for way in ways)
