"""Read receipts both ways, for those who have a Discord account here."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fakes.discord_bridge.refusals import DiscordRefusedError

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.ledger import Entry
    from fakes.discord_bridge.portal import Portal
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

MAIN = "main"
_ACK = "/channels/{channel_id}/messages/{message_id}/ack"


async def read_on_matrix(bridge: Bridge, portal: Portal, event_id: str, mxid: str, receipt: Mapping[str, Any]) -> None:
    """Pass on that somebody read up to an event (Matrix: receipts): join the thread, acknowledge on Discord."""
    others = [user.mxid for user in bridge.users.values() if user.session and user.mxid != mxid]
    user = bridge.user(bridge.defects.reader(mxid, others))
    if user.session is None:
        return
    thread_root = str(receipt.get("thread_id") or "")
    thread = bridge.threads.by_root(thread_root) if thread_root not in {"", MAIN} else None
    if thread and bridge.config.autojoin_threads:
        await bridge.threads.join(thread, user)
    if not user.is_person or (thread and event_id == thread.notice):
        return
    entry = portal.ledger.of_event(event_id) or portal.ledger.last(thread.id if thread else "")
    if entry is None or (thread_root and entry.thread != (thread.id if thread else "")):
        return
    await _acknowledge(user, portal, entry)


async def _acknowledge(user: User, portal: Portal, entry: Entry) -> None:
    assert user.session is not None
    ids = {"channel_id": entry.thread or portal.channel.id, "message_id": entry.discord_id}
    try:
        await user.session.call("POST", _ACK, {"token": None}, **ids)
    except DiscordRefusedError as error:
        log.warning("%s couldn't mark a message as read: %s", user.mxid, error)


async def read_on_discord(bridge: Bridge, portal: Portal, user: User, message_id: str) -> None:
    """Show on Matrix that a user's account read up to a message; that takes a double puppet."""
    parts = portal.ledger.parts(message_id)
    if parts and portal.room:
        await bridge.puppets.mark_read(user, portal.room, parts[-1].event_id)
