"""Who said it: a Discord author as a Matrix ghost, and a Matrix author as a name on Discord."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fakes.discord_bridge.config import Config
from fakes.discord_bridge.template import fill


@dataclass(frozen=True, slots=True)
class Person:
    """A Discord account as the bridge knows it; ``webhook`` when messages showed that it is one.

    ``avatar`` is the hash of its picture, empty for none.
    """

    id: str
    username: str
    global_name: str = ""
    discriminator: str = "0"
    bot: bool = False
    webhook: bool = False
    application: bool = False
    avatar: str = ""


def person_of(user: Mapping[str, Any], message: Mapping[str, Any] | None = None) -> Person:
    """Return the author of a message from Discord's user object (and the message itself, for webhooks)."""
    via = message or {}
    application = bool(via.get("application_id"))
    return Person(
        id=str(user["id"]),
        username=str(user.get("username", "")),
        global_name=str(user.get("global_name") or ""),
        discriminator=str(user.get("discriminator") or "0"),
        bot=bool(user.get("bot")),
        webhook=bool(via.get("webhook_id")) and not application,
        application=application,
        avatar=str(user.get("avatar") or ""),
    )


def displayname(config: Config, person: Person) -> str:
    """Return a ghost's name by the config's template."""
    return fill(
        config.displayname_template,
        {
            "ID": person.id,
            "Username": person.username,
            "GlobalName": person.global_name,
            "Discriminator": person.discriminator,
            "Bot": person.bot,
            "System": False,
            "Webhook": person.webhook,
            "Application": person.application,
        },
    )


def ghost_mxid(config: Config, discord_id: str) -> str:
    """Return the Matrix id of a Discord account's ghost."""
    return f"@{config.ghost_localpart(discord_id)}:{config.domain}"


def ghost_of(config: Config, mxid: str) -> str | None:
    """Return the Discord id behind a ghost's Matrix id, or None for anybody else's."""
    pattern = re.escape(ghost_mxid(config, "\0")).replace(re.escape("\0"), "([0-9]+)")
    match = re.fullmatch(pattern, mxid)
    return match[1] if match else None


def room_url(config: Config, room: str) -> str:
    """Return a room's matrix.to link, as the real bridge writes it."""
    return f"https://matrix.to/#/{quote(room, safe='$&+=:@')}?via={config.domain}"


def room_uri(config: Config, room: str) -> str:
    """Return a room's ``matrix:`` address."""
    return f"matrix:roomid/{quote(room[1:], safe='$&+=:@')}?via={config.domain}"


def event_uri(config: Config, room: str, event: str) -> str:
    """Return an event's ``matrix:`` address."""
    return f"matrix:roomid/{quote(room[1:], safe='$&+=:@')}/e/{quote(event[1:], safe='$&+=:@')}?via={config.domain}"


def relay_name(mxid: str, room_displayname: str | None) -> str:
    """Return the name that a relayed message bears on Discord."""
    return room_displayname or mxid


def account_of(token: str) -> int:
    """Return the account's id that a Discord token begins with; raise ValueError for what isn't a token."""
    parts = token.split(".")
    if len(parts) != 3:
        raise ValueError("a Discord token has three parts with dots between them")
    try:
        decoded = [base64.b64decode(part + "=" * (-len(part) % 4), b"-_", validate=True) for part in parts]
    except binascii.Error as error:
        raise ValueError("a part of the token isn't base64url") from error
    return int(decoded[0].decode("ascii", "replace"))
