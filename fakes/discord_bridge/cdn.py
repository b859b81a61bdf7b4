"""Addresses of Discord's CDN: avatars, icons, emoji and stickers."""

from __future__ import annotations

CDN = "https://cdn.discordapp.com"
PNG, APNG, LOTTIE, GIF = 1, 2, 3, 4
"""Formats of stickers (Discord: Sticker resource)."""


def _picture(path: str, name: str) -> str:
    return f"{CDN}/{path}/{name}{'.gif' if name.startswith('a_') else '.png'}"


def avatar(user: str, name: str, guild: str = "") -> str:
    """Return the address of somebody's avatar, or of the one they have in ``guild``."""
    return _picture(f"guilds/{guild}/users/{user}/avatars" if guild else f"avatars/{user}", name)


def guild_icon(guild: str, name: str) -> str:
    """Return the address of a guild's icon; one that moves stands still there, as the real bridge asks for it."""
    return f"{CDN}/icons/{guild}/{name}.png"


def group_icon(channel: str, name: str) -> str:
    """Return the address of a group DM's icon."""
    return f"{CDN}/channel-icons/{channel}/{name}.png"


def emoji(emoji_id: str, *, animated: bool) -> str:
    """Return the address of a custom emoji."""
    return f"{CDN}/emojis/{emoji_id}{'.gif' if animated else '.png'}"


def sticker(sticker_id: str, kind: int) -> str:
    """Return the address of a sticker of a format."""
    extension = {PNG: ".png", APNG: ".png", LOTTIE: ".json", GIF: ".gif"}.get(kind, "")
    return f"{CDN}/stickers/{sticker_id}{extension}"
