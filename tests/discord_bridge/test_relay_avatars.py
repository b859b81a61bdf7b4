"""Addresses under which Discord may fetch a relayed person's portrait."""

from __future__ import annotations

from typing import Any, cast

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from fakes.discord_bridge.relay_avatars import RelayAvatars
from tests.discord_bridge.stage import MatrixRecorder

ADDRESS = "http://bridge:29334"


async def test_signed_address_is_served_and_no_other() -> None:
    """Discord gets the portrait whose address the bridge gave; nobody gets another file of the homeserver's by it."""
    home = MatrixRecorder(files={"mxc://here/1": (b"me", "image/png"), "mxc://here/2": (b"secret", "text/plain")})
    avatars = RelayAvatars(ADDRESS, "key", cast("Any", home))
    app = web.Application()
    avatars.add_to(app)
    path = avatars.address("mxc://here/1").removeprefix(ADDRESS)

    async with TestClient(TestServer(app)) as client:
        right, wrong = await client.get(path), await client.get(path.replace("/here/1/", "/here/2/"))
        gone = await client.get(avatars.address("mxc://here/3").removeprefix(ADDRESS))
        body = await right.read()

    assert (right.status, body, wrong.status, gone.status) == (200, b"me", 404, 500)


def test_nobody_is_pictured_without_an_address() -> None:
    """Where Discord can't reach the bridge, or somebody has no portrait, no address is given."""
    assert RelayAvatars("", "key", cast("Any", None)).address("mxc://here/1") == ""
    assert RelayAvatars(ADDRESS, "key", cast("Any", None)).address("") == ""
