"""What it takes to make a closed server part of the federation: each step left out fails in a way of its own."""

from __future__ import annotations

import pytest

from harness.core.verdict import control
from harness.opening import STEPS

CONNECTING = "Failed to connect to"
TOLD = {
    "domain": (f"{CONNECTING} {{0.domain}}:8448: DNS lookup failed", "Name or service not known"),
    "certificate": ("certificate verify failed", "self-signed certificate in certificate chain"),
    "srv": (f"{CONNECTING} {{0.delegated}}:8448: DNS lookup failed", ""),
    "well-known-server": (f"{CONNECTING} {{0.domain}}:8448: Connection was refused", ""),
    "well-known-client": ("", "404: Not Found"),
    "listener": (f"{CONNECTING} {{0.host}}:8448: Connection was refused", ""),
    "whitelist": ("403: Forbidden", ""),
    "addresses": ("401: Unauthorized", ""),
}
"""What is told of a step that was left out, to an outsider and to a client; nothing to whom it doesn't keep out."""


async def test_opened_server_is_entered(a, opens):
    """With every step taken alice joins dora's room from outside, and a client that knows dora's id finds her home."""
    opened = await opens()

    assert await opened.keeps_out(a) == ""
    assert await opened.misleads(beside=a) == ""


@pytest.mark.parametrize("step", STEPS)
async def test_step_left_out_is_told(a, b, opens, step):
    """Alice, whom another server lets in, or dora's client is kept out for one step, and what is missing is told."""
    opened, (outsider, client) = await opens(step), TOLD[step]
    with control("alice's server reaches another"):
        await a.alice.joins(await b.bob.makes_room(), via=b.name)

    kept_out, misled = await opened.keeps_out(a), await opened.misleads(beside=a)

    assert outsider.format(opened.ways) in kept_out
    assert client in misled
    assert (bool(kept_out), bool(misled)) == (bool(outsider), bool(client))
