"""Messages that were said before a room was there, or while the bridge wasn't: fetched and carried in order."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fakes.discord_bridge.items import Direction, Item
from fakes.discord_bridge.refusals import DiscordRefusedError

if TYPE_CHECKING:
    from fakes.discord_bridge.account import Account
    from fakes.discord_bridge.portal import Portal

log = logging.getLogger(__name__)

CHUNK = 50
MISSED = "Some messages may have been missed here while the bridge was offline."
Message = Mapping[str, Any]


def initial_item(portal: Portal, account: str) -> Item:
    """Return the order to fetch what was said before the room was there."""
    limits = portal.bridge.config.backfill
    limit = limits.initial_channel if portal.channel.guild else limits.initial_dm
    return Item(Direction.TO_MATRIX, "backfill", "", {"limit": limit, "newest": ""}, account)


def missed_item(portal: Portal, account: str, newest: str, thread: str = "") -> Item | None:
    """Return the order to fetch what was said since the last message that was carried; None if that isn't wanted.

    ``newest`` is the id of the last message that Discord has, ``thread`` the thread that it is about.
    """
    limits = portal.bridge.config.backfill
    limit = limits.missed_channel if portal.channel.guild else limits.missed_dm
    if not limit or not portal.room or not newest:
        return None
    return Item(Direction.TO_MATRIX, "backfill", "", {"limit": limit, "newest": newest}, account, thread)


async def backfill(portal: Portal, order: Item) -> list[Item]:
    """Fetch what ``order`` asks for, as items from old to new; tell the room when that isn't all of it."""
    session = portal.bridge.user(order.account).session
    limit, newest, last = int(order.data["limit"]), str(order.data["newest"]), portal.ledger.last(order.thread)
    if session is None or not limit or (newest and (last is None or int(newest) <= int(last.discord_id))):
        return []
    after = last.discord_id if newest and last else ""
    channel = order.thread or portal.channel.id
    try:
        if limit < 0:
            messages, complete = await _all_since(session, channel, after), True
        else:
            messages, complete = await _newest(session, channel, limit, after)
    except DiscordRefusedError as error:
        log.warning("What was said in channel %s can't be fetched: %s", channel, error)
        return []
    if after and not complete:
        await portal.bridge.matrix.send(portal.room, {"msgtype": "m.notice", "body": MISSED}, ghost=portal.main)
    messages = portal.bridge.defects.history(messages)
    message = replace(order, kind="message", data={})
    return [replace(message, author=str(one["author"]["id"]), data=one) for one in messages]


async def _newest(session: Account, channel: str, limit: int, after: str) -> tuple[list[Message], bool]:
    """Return up to ``limit`` messages newer than ``after``, old to new, and whether those are all."""
    found: list[Message] = []
    while True:
        chunk = await session.history(channel, CHUNK, before=str(found[-1]["id"]) if found else "")
        fresh = [message for message in chunk if not after or int(message["id"]) > int(after)]
        found += fresh
        met = len(fresh) < len(chunk)
        if met or len(chunk) < CHUNK or len(found) >= limit:
            break
    return found[:limit][::-1], met and len(found) <= limit


async def _all_since(session: Account, channel: str, after: str) -> list[Message]:
    found: list[Message] = []
    while True:
        chunk = await session.history(channel, CHUNK, after=after)
        found += sorted(chunk, key=lambda message: int(message["id"]))
        if len(chunk) < CHUNK:
            return found
        after = str(found[-1]["id"])
