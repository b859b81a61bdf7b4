"""mautrix-telegram, unmodified, pointed at the fake Telegram by its own settings and one trusted key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from harness.parts import database, gate, names, permissions
from harness.parts.appservice import Registration, token
from harness.parts.mistakes import TELEGRAM, mistaken
from harness.runtime.node import NodeSpec

DATABASE = "telegram"
PREFIX = "!tg"

# Telethon trusts only Telegram's own keys; Python runs this file before the bridge, whose files stay untouched.
_TRUST = '''"""Adds the fake Telegram's public key to those that Telethon trusts."""
from telethon.crypto import rsa
with open("/superbridge/telegram.pub") as file:
    rsa.add_key(file.read(), old=False)
'''


def registration(server_name: str) -> Registration:
    """Return a fresh registration with mautrix-telegram's usual names."""
    return Registration("telegram", names.TELEGRAM_BRIDGE_URL, "telegrambot", "telegram_", server_name)


@dataclass(frozen=True, slots=True)
class TelegramBridge:
    """The Python bridge (0.15.3) with a relay bot; ``key`` is the fake's public key (PKCS#1 PEM).

    ``mistakes`` are settings that somebody got wrong (`harness/parts/mistakes.py`). With ``encryption`` it has a
    device, and comes into encrypted rooms.
    """

    registration: Registration
    bot_token: str
    key: str
    mistakes: Sequence[str] = ()
    encryption: bool = False
    provisioning_secret: str = field(default_factory=token, repr=False)

    def config(self) -> dict[str, Any]:
        """Return what differs from the bridge's example config; it adds the rest itself."""
        server_name = self.registration.server_name
        return {
            "homeserver": {"address": names.HOMESERVER_URL, "domain": server_name, "verify_ssl": False},
            "appservice": self._appservice(),
            "bridge": {
                "federate_rooms": False,
                "permissions": permissions.table(server_name, stranger="relaybot", person="full", admin="admin"),
                # Ghosts come when they speak; making them ahead is half of what bridging a room costs.
                "max_initial_member_sync": 2,
                # Otherwise every new ghost is announced in the chat.
                "state_event_formats": {"join": "", "leave": "", "name_change": ""},
                "bridge_notices": {"default": False},
                # The example's whitelist names a person whom the bridge looks up on Telegram, and stops without.
                "relaybot": {"ignore_unbridged_group_chat": True, "whitelist": []},
                "encryption": {"allow": self.encryption},
                "double_puppet_server_map": {},
                "login_shared_secret_map": {},
            },
            "telegram": {
                "api_id": 700001,  # the example's own id is refused
                "api_hash": "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e",
                "bot_token": self.bot_token,
                "server": {"enabled": True, "dc": 2, "ip": names.TELEGRAM_FAKE, "port": 443},
                "connection": {"retry_delay": 1, "retries": 20},
            },
            "logging": _LOG,
        }

    def _appservice(self) -> dict[str, Any]:
        service = self.registration
        return {
            "address": names.TELEGRAM_BRIDGE_URL,
            "hostname": "0.0.0.0",  # noqa: S104 - its network has no way in but the door
            "port": 29317,
            "database": database.uri(DATABASE),
            "provisioning": {"enabled": True, "shared_secret": self.provisioning_secret},
            "id": service.id,
            "bot_username": service.bot,
            "bot_avatar": "remove",  # the default is a picture on a server that isn't ours
            "as_token": service.as_token,
            "hs_token": service.hs_token,
            "ephemeral_events": True,
        }

    def node(self, image: str) -> NodeSpec:
        """Return the bridge as a node that waits for its neighbours by itself."""
        neighbours = f"{names.DATABASE}:5432,{names.TELEGRAM_FAKE}:443,{names.HOMESERVER}:8008"
        return NodeSpec(
            name=names.TELEGRAM_BRIDGE,
            image=image,
            entrypoint=("python3", gate.PATH, neighbours, "telethon,mautrix.bridge,mautrix_telegram.config"),
            command=("mautrix_telegram", "-c", "/superbridge/config.yaml", "-r", "/superbridge/registration.yaml"),
            aliases=(names.TELEGRAM_BRIDGE,),
            env={"PYTHONPATH": "/superbridge/trust"},
            files={
                "/superbridge/config.yaml": yaml.safe_dump(mistaken(self.config(), self.mistakes, TELEGRAM)).encode(),
                "/superbridge/registration.yaml": self.registration.to_yaml(),
                gate.PATH: gate.script(),
                "/superbridge/telegram.pub": self.key.encode(),
                "/superbridge/trust/sitecustomize.py": _TRUST.encode(),
            },
        )


_LOG: dict[str, Any] = {
    "version": 1,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s - %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"mau": {"level": "DEBUG"}, "telethon": {"level": "INFO"}, "aiohttp": {"level": "WARNING"}},
    "root": {"level": "INFO", "handlers": ["console"]},
}
