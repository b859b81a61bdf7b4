"""Orders with files: given, made up, wrong, and too large."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from fakes.discord.app import Fake
from tests.discord.test_control import Orders, fake, guild_of_two, orders

__all__ = ["fake", "orders"]  # fixtures are found by their names in a test's module


async def test_a_file_is_known_by_its_hash(orders: Orders, fake: Fake) -> None:
    """A file of an order is witnessed with its name, size, SHA-256, type and pixels."""
    alice, _, _, channel = await guild_of_two(orders)
    data = b"any bytes"

    files = [{"name": "a b.txt", "data": base64.b64encode(data).decode()}, {"name": "p.png", "width": 5, "height": 7}]
    await orders.give("message.send", channel=channel, author=alice, content="look", files=files)

    text, picture = fake.hub.records[-1].detail["files"]
    assert (text["name"], text["size"], text["sha256"]) == ("a_b.txt", 9, hashlib.sha256(data).hexdigest())
    assert (picture["mime"], picture["width"], picture["height"]) == ("image/png", 5, 7)


async def test_bytes_can_be_made_up(orders: Orders, fake: Fake) -> None:
    """A file of a size alone gets the same bytes each time, and other ones under another name."""
    alice, _, _, channel = await guild_of_two(orders)
    for name in ("a.bin", "a.bin", "b.bin"):
        files = [{"name": name, "size": 2_000_000}]
        await orders.give("message.send", channel=channel, author=alice, files=files)

    first, again, other = (record.detail["files"][0] for record in fake.hub.records)
    assert first["size"] == 2_000_000
    assert first["sha256"] == again["sha256"] != other["sha256"]


@pytest.mark.parametrize("file", [{"data": "not base64!"}, {"size": -1}, {"width": "x"}])
async def test_a_wrong_file_is_a_wrong_order(orders: Orders, file: dict[str, Any]) -> None:
    """A file that can't be made is 400 with a sentence."""
    alice, _, _, channel = await guild_of_two(orders)

    status, error = await orders.refused("message.send", channel=channel, author=alice, files=[{"name": "a", **file}])

    assert (status, error["name"]) == (400, "BAD_ORDER")


async def test_boosts_make_a_premium_tier(orders: Orders) -> None:
    """A guild's premium tier, set by order, lets larger files in than a guild has without."""
    alice = await orders.give("person.create", name="alice")
    guild = await orders.give("guild.create", name="Guild", owner=alice["id"])
    post = {"channel": guild["channels"][0]["id"], "author": alice["id"], "files": [{"name": "f", "size": 11 << 20}]}
    status, error = await orders.refused("message.send", **post)
    assert (status, error["name"]) == (409, "40005")

    await orders.give("guild.update", guild=guild["id"], changes={"premium_tier": 2})

    await orders.give("message.send", **post)
