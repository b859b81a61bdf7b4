"""Who is called what on a stack's network; every part and every actor reads the names here."""

from __future__ import annotations

DATABASE = "database"
HOMESERVER = "homeserver"
TELEGRAM_BRIDGE = "telegram-bridge"
DISCORD_BRIDGE = "discord-bridge"
NAMES_FAKE = "names-fake"
TELEGRAM_FAKE = "telegram-fake"
DISCORD_FAKE = "discord-fake"
FRONT = "front"
BROWSER = "browser"

HOMESERVER_URL = f"http://{HOMESERVER}:8008"
HOMESERVER_TLS_URL = f"https://{HOMESERVER}:8443"
TELEGRAM_BRIDGE_URL = f"http://{TELEGRAM_BRIDGE}:29317"
DISCORD_BRIDGE_URL = f"http://{DISCORD_BRIDGE}:29334"
TELEGRAM_CONTROL_URL = f"http://{TELEGRAM_FAKE}:8080"
NAMES_CONTROL_URL = f"http://{NAMES_FAKE}:8080"
DISCORD_CONTROL_URL = f"http://{DISCORD_FAKE}:8080"
FRONT_CONTROL_URL = f"http://{FRONT}:8080"
BROWSER_CONTROL_URL = f"http://{BROWSER}:8080"

# Where people's browsers find the homeserver and a web client, over TLS.
FRONT_HOSTS = (MATRIX_HOST, APP_HOST) = ("matrix.superbridge.test", "chat.superbridge.test")
APP_URL = f"https://{APP_HOST}:8443/"
LOCAL_APP_URL = "http://localhost:8000/"  # in the browser's own container

# Bridges have these compiled in, so the fake answers under them (Discord's API reference, "Reference").
DISCORD_HOSTS = (
    "discord.com",
    "gateway.discord.gg",
    "cdn.discordapp.com",
    "media.discordapp.net",
    "remote-auth-gateway.discord.gg",
    "discord-attachments-uploads-prd.storage.googleapis.com",
)

CA_PATH = "/superbridge/ca.pem"
