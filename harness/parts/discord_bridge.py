"""mautrix-discord, unmodified, or the stand-in, which reads the same configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from harness.parts import database, names, permissions
from harness.parts.appservice import Registration, token
from harness.parts.mistakes import DISCORD, mistaken
from harness.runtime.node import NodeSpec

DATABASE = "discord"
PREFIX = "!discord"
WITHOUT_ENCRYPTION = "Bridge built without end-to-bridge encryption"
"""What the real bridge logs at its start where it was built so."""
_BACKFILLED = {"dm": 50, "channel": 50, "thread": 50}  # messages


def registration(server_name: str) -> Registration:
    """Return a fresh registration with mautrix-discord's usual names."""
    return Registration("discord", names.DISCORD_BRIDGE_URL, "discordbot", "discord_", server_name)


@dataclass(frozen=True, slots=True)
class DiscordBridge:
    """A bridge to Discord; ``ca`` (PEM) vouches for the fake's host names, ``mistakes`` are in its settings.

    With ``encryption`` it has a device, and comes into encrypted rooms.
    """

    registration: Registration
    ca: bytes
    mistakes: Sequence[str] = ()
    encryption: bool = False
    provisioning_secret: str = field(default_factory=token, repr=False)

    def config(self) -> dict[str, Any]:
        """Return what differs from the bridge's example config; it adds the rest itself."""
        service = self.registration
        return {
            "homeserver": {"address": names.HOMESERVER_URL, "domain": service.server_name},
            "appservice": {
                "address": names.DISCORD_BRIDGE_URL,
                "hostname": "0.0.0.0",  # noqa: S104 - its network has no way in but the door
                "port": 29334,
                "database": {"type": "postgres", "uri": database.uri(DATABASE)},
                "id": service.id,
                # The default avatar is a picture on a server that isn't ours.
                "bot": {"username": service.bot, "displayname": "Discord bridge bot", "avatar": "remove"},
                "ephemeral_events": True,
                "as_token": service.as_token,
                "hs_token": service.hs_token,
            },
            "bridge": {
                "username_template": f"{service.user_prefix}{{{{.}}}}",
                "public_address": names.DISCORD_BRIDGE_URL,
                "avatar_proxy_key": token(),
                "federate_rooms": False,
                "command_prefix": PREFIX,
                "provisioning": {"prefix": "/_matrix/provision", "shared_secret": self.provisioning_secret},
                "permissions": permissions.table(service.server_name, stranger="relay", person="user", admin="admin"),
                # What was said before a room was there, or while the bridge was away, is fetched; by default it isn't.
                "backfill": {"forward_limits": {when: {**_BACKFILLED} for when in ("initial", "missed")}},
                "encryption": {"allow": self.encryption},
                "double_puppet_server_map": {},
                "login_shared_secret_map": {},
            },
            "logging": {"min_level": "debug", "writers": [{"type": "stdout", "format": "pretty"}]},
        }

    def node(self, image: str, command: Sequence[str]) -> NodeSpec:
        """Return the bridge as a node; ``command`` is the program, its options and nothing of the config."""
        return NodeSpec(
            name=names.DISCORD_BRIDGE,
            image=image,
            entrypoint=tuple(command),
            command=("-c", "/superbridge/config.yaml", "-r", "/superbridge/registration.yaml"),
            aliases=(names.DISCORD_BRIDGE,),
            env={"SSL_CERT_FILE": names.CA_PATH},
            files={
                "/superbridge/config.yaml": yaml.safe_dump(mistaken(self.config(), self.mistakes, DISCORD)).encode(),
                "/superbridge/registration.yaml": self.registration.to_yaml(),
                names.CA_PATH: self.ca,
            },
        )


def command(*, stand_in: bool, defects: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the program to run: the real bridge's binary, or the stand-in with the defects that prove the suites."""
    if not stand_in:
        return ("/usr/bin/mautrix-discord",)
    return ("python", "-m", "fakes.discord_bridge", *(f"--defect={name}" for name in defects))
