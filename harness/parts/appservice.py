"""How a bridge and its homeserver know each other (Application Service API, "Registration")."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

import yaml


def token() -> str:
    """Return a fresh secret for a registration or a provisioning API."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Registration:
    """One application service: where it listens, what it calls itself, and the users it owns."""

    id: str
    url: str
    bot: str
    user_prefix: str
    server_name: str
    as_token: str = field(default_factory=token, repr=False)
    hs_token: str = field(default_factory=token, repr=False)

    @property
    def path(self) -> str:
        """Where the homeserver finds the registration."""
        return f"/superbridge/{self.id}.yaml"

    @property
    def bot_id(self) -> str:
        """The bot's full Matrix id."""
        return f"@{self.bot}:{self.server_name}"

    def to_yaml(self) -> bytes:
        """Return the registration file that the homeserver and the bridge share."""
        server = re.escape(self.server_name)
        users = [rf"^@{self.user_prefix}.*:{server}$", rf"^@{self.bot}:{server}$"]
        document = {
            "id": self.id,
            "url": self.url or None,  # without one it is told nothing
            "as_token": self.as_token,
            "hs_token": self.hs_token,
            "sender_localpart": f"{self.id}-service",
            "rate_limited": False,
            "namespaces": {"users": [{"regex": pattern, "exclusive": True} for pattern in users]},
            "receive_ephemeral": True,
            "de.sorunome.msc2409.push_ephemeral": True,
        }
        return yaml.safe_dump(document).encode()
