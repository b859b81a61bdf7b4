"""What the homeserver's events mean to the bridge: invitations, commands, and messages for a portal."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError
from mautrix.types import RoomID

from fakes.discord_bridge import answers, commands, convert, notice, receipts
from fakes.discord_bridge.config import Level
from fakes.discord_bridge.items import Direction, Item, Kind
from fakes.discord_bridge.puppets import BRIDGE, SOURCE

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge

log = logging.getLogger(__name__)

_STRANGER = (
    "You are not whitelisted to use this bridge.\n"
    "If you're the owner of this bridge, see the bridge.permissions section in your config file."
)
_MANAGEMENT = "This room has been registered as your bridge management/status room."


class Listener:
    """Takes the homeserver's events, one at a time."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge

    async def take(self, event: Mapping[str, Any]) -> None:
        """Take one event; own and strangers' events are ignored."""
        kind = str(event.get("type"))
        unseen = {"m.typing": self._typing, "m.receipt": self._receipts}
        if kind in unseen:
            unseen[kind](event)
        elif kind == "m.room.member":
            await self._member(event)
        elif not self._ignored(event):
            self._said(kind, event)

    def _said(self, kind: str, event: Mapping[str, Any]) -> None:
        if kind in {"m.room.message", "m.sticker"}:
            self._message(event)
        elif kind == "m.reaction":
            user = self._bridge.user(str(event["sender"]))
            if user.level >= Level.USER and user.logged_in:
                self._push(event, "reaction")
        elif kind == "m.room.redaction":
            self._push(event, "delete")

    def _ignored(self, event: Mapping[str, Any]) -> bool:
        sender = str(event.get("sender", ""))
        own = sender == self._bridge.config.bot_mxid or self._bridge.is_ghost(sender)
        own = own or event.get("content", {}).get(SOURCE) == BRIDGE
        return own or self._bridge.user(sender).level <= Level.BLOCK

    def _typing(self, event: Mapping[str, Any]) -> None:
        portal = self._bridge.portal_of_room(str(event.get("room_id")))
        if portal:
            typing = {str(mxid) for mxid in event.get("content", {}).get("user_ids", [])}
            self._bridge.spawn(portal.typing_changed(typing))

    def _receipts(self, event: Mapping[str, Any]) -> None:
        portal = self._bridge.portal_of_room(str(event.get("room_id")))
        for event_id, kinds in event.get("content", {}).items() if portal else ():
            for mxid, receipt in kinds.get("m.read", {}).items():
                if portal and self._bridge.user(mxid).session:
                    self._bridge.spawn(receipts.read_on_matrix(self._bridge, portal, event_id, mxid, receipt))

    def _message(self, event: Mapping[str, Any]) -> None:
        user = self._bridge.user(str(event["sender"]))
        room = str(event["room_id"])
        content = convert.without_fallback(event["content"])
        text = commands.spoken({"content": content})
        if user.level >= Level.USER and text is not None:
            call = commands.called(text, self._bridge.config.command_prefix, management=room == user.management_room)
            if call:
                self._bridge.spawn(answers.run(self._bridge, user, room, str(event["event_id"]), call))
                return
        self._push({**event, "content": content}, "edit" if convert.edited(content) else "message")

    def _push(self, event: Mapping[str, Any], kind: Kind) -> None:
        portal = self._bridge.portal_of_room(str(event["room_id"]))
        if portal:
            portal.queue.put(Item(Direction.TO_DISCORD, kind, str(event["sender"]), event))

    async def _member(self, event: Mapping[str, Any]) -> None:
        sender, target = str(event["sender"]), str(event.get("state_key", ""))
        if sender == self._bridge.config.bot_mxid or self._bridge.is_ghost(sender):
            return
        invited = event["content"].get("membership") == "invite"
        if invited and self._bridge.is_ghost(target) and self._bridge.defects.follows():
            await self._bridge.matrix.speaker(target).join_room_by_id(RoomID(str(event["room_id"])))
        if invited and target == self._bridge.config.bot_mxid:
            await self._invited(event)

    async def _invited(self, event: Mapping[str, Any]) -> None:
        """Join where the bot is invited; a room of two becomes the inviter's management room."""
        matrix, config = self._bridge.matrix, self._bridge.config
        user, room = self._bridge.user(str(event["sender"])), str(event["room_id"])
        try:
            await matrix.bot.join_room_by_id(RoomID(room))
            members = await matrix.joined_members(room)
        except MatrixError as error:
            log.warning("The invitation to %s couldn't be taken: %s", room, error)
            return
        if len(members) < 2:
            await matrix.bot.leave_room(RoomID(room))
        elif user.level < Level.USER:
            await matrix.send(room, {"msgtype": "m.notice", "body": _STRANGER})
            await matrix.bot.leave_room(RoomID(room))
        else:
            await matrix.send(room, notice.content(config.welcome))
            if len(members) == 2 and (not user.management_room or event["content"].get("is_direct")):
                user.management_room = room
                user.keep()
                await matrix.send(room, {"msgtype": "m.notice", "body": _MANAGEMENT})
            if room == user.management_room:
                known = config.welcome_connected if user.logged_in else config.welcome_unconnected
                for text in filter(None, (known, config.additional_help)):
                    await matrix.send(room, notice.content(text))
