"""Unreachable hosts, as the kernel is told of them (rtnetlink(7))."""

from __future__ import annotations

import struct

import pytest

from harness.faults import routes


@pytest.mark.parametrize(("verb", "kind", "flags"), [("cut", 24, 0x505), ("heal", 25, 0x5)])
def test_message_names_one_host(verb: str, kind: int, flags: int) -> None:
    """A request has its own length, says whether the route comes or goes, and names all 32 bits of one address."""
    message = routes.message(verb, "172.20.0.7")

    length, told, asked, _, _ = struct.unpack_from("=IHHII", message)
    family, bits = struct.unpack_from("=BB", message, 16)
    assert (length, told, asked) == (len(message), kind, flags)
    assert (family, bits, message[23]) == (2, 32, 7)
    assert message[-4:] == bytes([172, 20, 0, 7])
