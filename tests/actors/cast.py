"""An access to nothing, for tests of what uses one."""

from __future__ import annotations

from harness.actors.access import Access
from harness.parts import permissions


def access() -> Access:
    """Return an access whose addresses nobody answers, with the ids that a real one hands out."""
    return Access(
        door="socks5://door:secret@127.0.0.1:9",
        server_name="superbridge.test",
        homeserver="http://homeserver:8008",
        registration_secret="",
        discord_control="http://discord:8080",
        telegram_control="http://telegram:8080",
        discord_bridge="http://discord-bridge:29334",
        discord_secret="",
        discord_token="",
        discord_bot="@discordbot:superbridge.test",
        discord_prefix="!discord",
        discord_ghosts="discord_",
        telegram_bridge="",
        telegram_secret="",
        telegram_token="",
        telegram_bot="@telegrambot:superbridge.test",
        telegram_prefix="!tg",
        telegram_ghosts="telegram_",
        relay_bot="7",
        telegram_kind="python",
        operators=tuple(map(permissions.operator, range(permissions.OPERATORS))),
        puppeted=tuple(map(permissions.puppeted, range(permissions.PUPPETED))),
    )
