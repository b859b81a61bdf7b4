"""The Go mautrix-telegram, unmodified, pointed at the fake Telegram by an MTProxy's address and a key agreed before.

It has no setting for data centres or trusted keys, so every connection goes through "a proxy", which is the fake, and
accounts log in with an authorization key that the fake was told: its ``manual`` log-in. Phone, QR and bot log-ins need
a key from its built-in list.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import yaml

from harness.parts import database, names, permissions
from harness.parts.appservice import Registration, token
from harness.parts.telegram_bridge import DATABASE, PREFIX
from harness.runtime.node import NodeSpec

PROGRAM = "/usr/bin/mautrix-telegram"
# Any will do: it only has to be the same on both sides.
MTPROXY_SECRET = "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e"  # noqa: S105


@dataclass(frozen=True, slots=True)
class GoTelegramBridge:
    """The bridge with one relay account; ``relay`` is that account's id. ``encryption`` gives the bridge a device."""

    registration: Registration
    relay: str
    encryption: bool = False
    provisioning_secret: str = field(default_factory=token, repr=False)

    def config(self) -> dict[str, Any]:
        """Return what differs from the bridge's example config; it adds the rest itself."""
        service = self.registration
        return {
            "network": {
                "api_id": 700001,  # the example's own id is refused
                "api_hash": "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e",
                "proxy": {"type": "mtproxy", "address": f"{names.TELEGRAM_FAKE}:443", "password": MTPROXY_SECRET},
                "displayname_template": "{{ .FullName }} (Telegram)",
            },
            "bridge": {
                "command_prefix": PREFIX,
                "kick_matrix_users": False,
                "relay": {"enabled": True, "default_relays": [self.relay]},
                # The relay account hears of every chat; rooms come by the operator's command alone.
                "portal_create_filter": {"mode": "deny", "list": [], "always_deny_from_login": [self.relay]},
                "permissions": permissions.table(service.server_name, stranger="relay", person="user", admin="admin"),
            },
            "database": {"type": "postgres", "uri": database.uri(DATABASE)},
            "homeserver": {"address": names.HOMESERVER_URL, "domain": service.server_name, "software": "standard"},
            "appservice": self._appservice(),
            "matrix": {"federate_rooms": False},
            "provisioning": {"shared_secret": self.provisioning_secret},
            "double_puppet": {"servers": {}, "secrets": {}},
            "encryption": {"allow": self.encryption},
            "logging": {"min_level": "debug", "writers": [{"type": "stdout", "format": "pretty"}]},
        }

    def _appservice(self) -> dict[str, Any]:
        service = self.registration
        return {
            "address": names.TELEGRAM_BRIDGE_URL,
            "hostname": "0.0.0.0",  # noqa: S104 - its network has no way in but the door
            "port": 29317,
            "id": service.id,
            # The default avatar is a picture on a server that isn't ours.
            "bot": {"username": service.bot, "displayname": "Telegram bridge bot", "avatar": "remove"},
            "ephemeral_events": True,
            "as_token": service.as_token,
            "hs_token": service.hs_token,
            "username_template": f"{service.user_prefix}{{{{.}}}}",
        }

    def node(self, image: str) -> NodeSpec:
        """Return the bridge as a node; it wants its homeserver and its database to answer already."""
        return NodeSpec(
            name=names.TELEGRAM_BRIDGE,
            image=image,
            entrypoint=(PROGRAM,),
            command=("-c", "/superbridge/config.yaml", "-r", "/superbridge/registration.yaml"),
            aliases=(names.TELEGRAM_BRIDGE,),
            files={
                "/superbridge/config.yaml": yaml.safe_dump(self.config()).encode(),
                "/superbridge/registration.yaml": self.registration.to_yaml(),
            },
        )


def session(key: str) -> str:
    """Return what the ``manual`` log-in asks for; ``key`` is the authorization key in base64 (256 bytes)."""
    return json.dumps({"auth_key": key, "dc_id": 2, "server_address": f"{names.TELEGRAM_FAKE}:443"})
