"""The commands about portals: bridge, unbridge, create, relay, power levels."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mautrix.errors import MatrixError
from mautrix.types import RoomID, UserID

from fakes.discord_bridge.attribution import room_url
from fakes.discord_bridge.commands import BridgeOrder, bridge_order, webhook_address
from fakes.discord_bridge.config import Level
from fakes.discord_bridge.order import Answer, Order, may_administer
from fakes.discord_bridge.refusals import DiscordRefusedError
from fakes.discord_bridge.relay import RelayWebhook, WebhookInfo

if TYPE_CHECKING:
    from fakes.discord_bridge.portal import Portal

log = logging.getLogger(__name__)

_RELAY_USAGE = "Usage: `$cmdprefix [room ID] <\u200b--url URL> OR <\u200b--create [name]>`"
_ALREADY_PORTAL = (
    "This is already a portal room. Unbridge with `$cmdprefix unbridge` first"
    " if you want to link it to a different channel."
)


async def _bridge(order: Order) -> None:
    if order.portal:
        await order.reply(_ALREADY_PORTAL)
        return
    wanted = bridge_order(order.arguments)
    if wanted is None:
        await order.reply("**Usage**: `$cmdprefix bridge [--replace[=delete]] <channel ID>`")
        return
    portal = order.bridge.portals.get(wanted.channel)
    if portal is None:
        await order.reply("Channel not found")
        return
    if portal.room and not await _freed(order, portal, wanted):
        return
    order.bridge.allow_portals(portal.channel.guild)
    await order.bridge.rooms.take_over(portal, order.room)
    await order.reply("Room successfully bridged")


async def _freed(order: Order, portal: Portal, wanted: BridgeOrder) -> bool:
    """Unbridge a channel's old room if that was asked for and is allowed; else say so."""
    allowed: bool | None = order.user.level >= Level.ADMIN
    if not allowed:
        allowed = await may_administer(order.bridge, portal.room, order.user.mxid)
    if allowed is None:
        await order.reply("Failed to get power levels in old room to see if you're allowed to unbridge it")
        return False
    if not wanted.replace or not allowed:
        hint = "Rerun the command with `--replace` or `--replace=delete` to unbridge the old room."
        if not allowed:
            hint = "Additionally, you do not have the permissions to unbridge the old room."
        link = f"[{portal.name}](https://matrix.to/#/{portal.room})"
        await order.reply(f"That channel is already bridged to {link}. {hint}")
        return False
    await order.bridge.spaces.take_out(portal)
    await order.bridge.close(portal, kick=wanted.delete)
    return True


async def _unbridge(order: Order) -> None:
    # The real bridge answers nothing: its bot leaves the room.
    if order.portal:
        await order.bridge.spaces.take_out(order.portal)
        await order.bridge.close(order.portal, kick=order.word == "delete-portal")


async def _create_portal(order: Order) -> None:
    portal = order.bridge.portals.get(order.arguments[0]) if order.arguments else None
    if portal is None:
        await order.reply("Channel not found")
        return
    guild = portal.channel.guild
    if portal.is_category:
        await order.reply("That channel can't be bridged")
    elif not order.bridge.bridges_anything(guild):
        await order.reply(
            "That guild is set to not bridge any messages."
            f" Bridge the guild with `$cmdprefix guilds bridge {guild}` first"
        )
    elif portal.room:
        await order.reply(f"That channel is already bridged: {_link(order, portal)}")
    else:
        try:
            await order.bridge.open(portal, order.user)
        except MatrixError as error:
            await order.reply(f"Failed to create portal: {error}")
            return
        await order.reply(f"Portal created: {_link(order, portal)}")


def _link(order: Order, portal: Portal) -> str:
    return f"[{portal.name}]({room_url(order.bridge.config, portal.room)})"


async def _set_relay(order: Order) -> None:
    portal, arguments = order.portal, order.arguments
    if arguments and arguments[0].startswith("!"):
        portal = order.bridge.portal_of_room(arguments[0])
        if portal is None:
            await order.reply(f"Portal with room ID {arguments[0]} not found")
            return
        arguments = arguments[1:]
    elif portal is None:
        await order.reply(
            "You must either run the command in a portal, or specify an internal room ID as the first parameter"
        )
        return
    if portal.relay:
        await _show_relay(order, portal.relay)
        return
    webhook = await _webhook(order, portal, arguments)
    if webhook is None:
        return
    if webhook.channel != portal.channel.id:
        await order.reply(
            "That webhook is not for the right channel"
            f" (expected {portal.channel.id}, webhook is for {webhook.channel})"
        )
        return
    portal.relay = RelayWebhook(webhook.id, webhook.token)
    order.bridge.keep(portal)
    await order.reply(f"Saved webhook {webhook.name} ({webhook.id}) as portal relay webhook")


async def _show_relay(order: Order, relay: RelayWebhook) -> None:
    try:
        info = await order.bridge.relay.info(relay)
    except DiscordRefusedError as error:
        await order.reply(f"This channel has a relay webhook set, but getting its info failed: {error}")
        return
    await order.reply(f"This channel already has a relay webhook {info.name} ({info.id})")


async def _webhook(order: Order, portal: Portal, arguments: tuple[str, ...]) -> WebhookInfo | None:
    how = arguments[0].lower().lstrip("-") if arguments else ""
    if how == "create":
        return await _created_webhook(order, portal, " ".join(arguments[1:]) or "mautrix")
    if how != "url":
        await order.reply(_RELAY_USAGE)
        return None
    if len(arguments) < 2:
        await order.reply("Usage: `$cmdprefix [room ID] --url <URL>")
        return None
    await order.redact()
    address = webhook_address(arguments[1])
    if address is None:
        await order.reply("Invalid webhook URL")
        return None
    try:
        return await order.bridge.relay.info(RelayWebhook(*address))
    except DiscordRefusedError as error:
        await order.reply(f"Failed to get webhook info: {error}")
        return None


async def _created_webhook(order: Order, portal: Portal, name: str) -> WebhookInfo | None:
    session, channel = order.user.session, portal.channel
    try:
        allowed = session is not None and await session.may_create_webhooks(channel.id)
    except DiscordRefusedError:
        await order.reply("Failed to check if you have permission to create webhooks")
        return None
    if session is None or not allowed:
        await order.reply("You don't have permission to manage webhooks in that channel")
        return None
    try:
        made = await session.call("POST", "/channels/{channel_id}/webhooks", {"name": name}, channel_id=channel.id)
    except DiscordRefusedError as error:
        await order.reply(f"Failed to create webhook: {error}")
        return None
    return WebhookInfo(str(made["id"]), str(made["name"]), str(made["channel_id"]), str(made["token"]))


async def _unset_relay(order: Order) -> None:
    portal = order.portal
    if portal is None or portal.relay is None:
        await order.reply("This portal doesn't have a relay webhook")
        return
    if order.arguments[:1] == ("--delete",):
        try:
            await order.bridge.relay.remove(portal.relay)
        except DiscordRefusedError as error:
            await order.reply(f"Failed to delete webhook: {error}")
            return
        await order.reply("Successfully deleted webhook")
    else:
        await order.reply("Relay webhook disabled")
    portal.relay = None
    order.bridge.keep(portal)


async def _set_power_level(order: Order) -> None:
    # Answers nothing when it worked, as the real bridge.
    *who, level = order.arguments or ("",)
    if len(order.arguments) not in {1, 2}:
        await order.reply("**Usage:** `set-pl [user] <level>`")
    elif who and not (who[0].startswith("@") and ":" in who[0]):
        await order.reply(f'Invalid user ID "{who[0]}"')
    elif not level.lstrip("-").isdecimal():
        await order.reply(f'Invalid power level "{level}"')
    else:
        try:
            levels = await order.bridge.matrix.bot.get_power_levels(RoomID(order.room))
            levels.set_user_level(UserID(who[0] if who else order.user.mxid), int(level))
            await order.bridge.matrix.bot.set_power_levels(RoomID(order.room), levels)
        except MatrixError as error:
            await order.reply(f"Failed to set power levels: {error}")


PORTAL_ANSWERS: dict[str, Answer] = {
    "bridge": _bridge,
    "unbridge": _unbridge,
    "delete-portal": _unbridge,
    "create-portal": _create_portal,
    "set-relay": _set_relay,
    "unset-relay": _unset_relay,
    "set-pl": _set_power_level,
}
