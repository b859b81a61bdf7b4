"""DMs and group DMs as portals: each belongs to one account, and a DM's room to the other side's ghost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fakes.discord_bridge.attribution import person_of
from fakes.discord_bridge.portal import DM, GROUP_DM, Portal, channel_of

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.users import User


def learn(bridge: Bridge, user: User, data: Mapping[str, Any]) -> Portal | None:
    """Learn of a private channel that ``user``'s account is in; None when the object is of no private channel."""
    if int(data.get("type", -1)) not in {DM, GROUP_DM}:
        return None
    people = [person_of(one) for one in data.get("recipients") or []]
    for person in people:
        bridge.ghosts.remember(person)
    channel = channel_of(data, "")
    channel.receiver = user.mxid
    channel.other = people[0].id if channel.type == DM and people else ""
    channel.recipients = [person.id for person in people]
    portal = bridge.portals.get(channel.id)
    if portal is None:
        portal = bridge.portals[channel.id] = Portal(bridge, channel)
    elif people:
        portal.channel = channel
    return portal


async def gather(bridge: Bridge, portal: Portal) -> None:
    """Let the ghosts of everybody who is in a private channel be in its room."""
    for discord_id in portal.channel.recipients:
        ghost = await bridge.ghosts.ready(discord_id)
        await bridge.matrix.invited(portal.room, ghost, by=portal.main)
        await bridge.matrix.joined(portal.room, ghost)
