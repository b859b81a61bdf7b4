"""The names that a fake Discord answers under, and which of them a request is for."""

from __future__ import annotations

API = "discord.com"
GATEWAY = "gateway.discord.gg"
CDN = "cdn.discordapp.com"
MEDIA = "media.discordapp.net"
UPLOADS = "discord-attachments-uploads-prd.storage.googleapis.com"
REMOTE_AUTH = "remote-auth-gateway.discord.gg"
HOSTS = (API, GATEWAY, CDN, MEDIA, REMOTE_AUTH, UPLOADS)


def host_of(header: str, *, websocket: bool) -> str:
    """Return the name that a ``Host`` header is for; under any other name the fake is the gateway, or the API."""
    name = header.partition(":")[0].lower()
    if name in HOSTS:
        return name
    return GATEWAY if websocket else API
