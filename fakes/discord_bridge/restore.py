"""The bridge as it was when it stopped, out of the archive."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from fakes.discord_bridge.attribution import Person
from fakes.discord_bridge.files import Emoji, Stored
from fakes.discord_bridge.guilds import Guild, Mode
from fakes.discord_bridge.ledger import Entry, Reaction
from fakes.discord_bridge.portal import Channel, Portal
from fakes.discord_bridge.refusals import LogInFailedError
from fakes.discord_bridge.relay import RelayWebhook
from fakes.discord_bridge.threads import Thread

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge

log = logging.getLogger(__name__)


def restore(bridge: Bridge) -> None:
    """Take over everything that the archive has."""
    for guild_id, guild in bridge.archive.all("guild"):
        bridge.guilds[guild_id] = Guild(guild_id, **guild | {"mode": Mode(guild["mode"])})
    for _, portal in bridge.archive.all("portal"):
        _portal(bridge, portal)
    _said(bridge)
    for _, ghost in bridge.archive.all("ghost"):
        bridge.ghosts.recall(Person(**ghost["person"]), ghost["named"], ghost["pictured"])
    for url, stored in bridge.archive.all("file"):
        bridge.files.recall(url, Stored(**stored["stored"]), Emoji(**stored["emoji"]) if stored["emoji"] else None)
    for mxid, user in bridge.archive.all("user"):
        bridge.user(mxid).recall(user)
    _undead(bridge)


def _undead(bridge: Bridge) -> None:
    """Say again what was deleted, for the defect of that kind; nothing else leaves any behind."""
    for message_id, message in list(bridge.archive.all("undead")):
        bridge.archive.drop("undead", message_id)
        for user in list(bridge.users.values())[:1]:
            bridge.events.take(user, "MESSAGE_CREATE", message)


def _said(bridge: Bridge) -> None:
    """Take over messages, reactions and threads."""
    for key, entry in bridge.archive.all("message"):
        portal = bridge.portals.get(key.split("/")[0])
        if portal:
            portal.ledger.recall(Entry(**entry))
    for key, reaction in bridge.archive.all("reaction"):
        channel, _, event_id = key.partition("/")
        if channel in bridge.portals:
            bridge.portals[channel].ledger.recall_reaction(Reaction(**reaction), event_id)
    for _, thread in bridge.archive.all("thread"):
        bridge.threads.recall(Thread(**thread | {"joined": set(thread["joined"])}))


def _portal(bridge: Bridge, kept: dict[str, Any]) -> None:
    portal = bridge.portals[kept["channel"]["id"]] = Portal(bridge, Channel(**kept["channel"]))
    portal.relay = RelayWebhook(**kept["relay"]) if kept["relay"] else None
    portal.space = kept["space"]
    bridge.recall(portal, kept["room"])


async def reconnect(bridge: Bridge) -> None:
    """Connect everybody who is logged in."""
    for user in list(bridge.users.values()):
        if user.logged_in:
            try:
                await user.connect()
            except LogInFailedError as error:
                log.warning("%s couldn't be reconnected: %s", user.mxid, error)
