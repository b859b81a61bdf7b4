"""Everything that a process needs in order to use a running stack; it travels between processes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Access:
    """Addresses as seen through ``door`` (a SOCKS5 URL), secrets, and the names that bridges go by.

    ``relay_bot`` is the Telegram account that speaks for everybody: a bot, or a person's with the Go bridge.
    By TLS the homeserver is reached at ``homeserver_tls``, for whom ``authority`` (PEM) vouches.
    ``containers`` are the engine's ids of the parts' containers, by the parts' names.
    Where a browser was asked for, it takes orders at ``browser_control`` and finds a web client at ``web_client``, and
    at ``local_client`` one as if it were installed; browsers find the homeserver at ``tls_hosts``: a name and an IP.
    """

    door: str
    server_name: str
    homeserver: str
    registration_secret: str = field(repr=False)
    discord_control: str
    telegram_control: str
    discord_bridge: str
    discord_secret: str = field(repr=False)
    discord_token: str = field(repr=False)
    discord_bot: str
    discord_prefix: str
    discord_ghosts: str
    telegram_bridge: str
    telegram_secret: str = field(repr=False)
    telegram_token: str = field(repr=False)
    telegram_bot: str
    telegram_prefix: str
    telegram_ghosts: str
    relay_bot: str
    telegram_kind: Literal["python", "go"]
    operators: tuple[str, ...]
    puppeted: tuple[str, ...]
    homeserver_tls: str = ""
    authority: str = ""
    containers: Mapping[str, str] = field(default_factory=dict)
    browser_control: str = ""
    web_client: str = ""
    local_client: str = ""
    tls_hosts: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the access as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Access:
        """Read what ``to_json`` wrote."""
        lists = {name: tuple(document[name]) for name in ("operators", "puppeted", "tls_hosts")}
        return cls(**{**document, **lists})

    def is_ours(self, user_id: str) -> bool:
        """Tell our people's Matrix ids from those of the bridges' bots and ghosts."""
        bridges = (f"@{self.discord_ghosts}", f"@{self.telegram_ghosts}")
        return user_id not in (self.discord_bot, self.telegram_bot) and not user_id.startswith(bridges)
