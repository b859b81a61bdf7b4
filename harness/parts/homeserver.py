"""Synapse, closed: clients and bridges get in, nothing federates, nobody registers by themselves.

Why each closing setting is there: docs/architecture.md, "A closed homeserver".
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from harness.parts import gate, names
from harness.parts.appservice import Registration, token
from harness.parts.mistakes import ENDLESS, ERRANDS, MISTAKES, mistaken
from harness.runtime.node import NodeSpec
from harness.runtime.pki import Leaf

DATABASE = "synapse"
MEDIA = "/superbridge/media"
LOG_PATH = "/superbridge/log.yaml"


@dataclass(frozen=True, slots=True)
class Homeserver:
    """A closed Synapse; ``registration_secret`` lets the harness, and nobody else, make users.

    ``host`` is its alias on the network, ``database`` its own on the database server. ``mistakes`` are settings that
    somebody got wrong (`harness/parts/mistakes.py`). With a ``leaf``, clients may come by TLS, too.
    """

    server_name: str
    registrations: Sequence[Registration]
    host: str = names.HOMESERVER
    database: str = DATABASE
    mistakes: Sequence[str] = ()
    leaf: Leaf | None = None
    registration_secret: str = field(default_factory=token, repr=False)

    def config(self) -> dict[str, Any]:
        """Return homeserver.yaml as data."""
        right = {
            **common(self.server_name, self.url, self.database, self.registration_secret),
            "public_baseurl": None,  # people come by its name or by its address, and stay where they came
            "listeners": [CLIENTS, *([{**CLIENTS, "port": TLS_PORT, "tls": True}] if self.leaf else [])],
            **(TLS_FILES if self.leaf else {}),
            "app_service_config_files": [bridge.path for bridge in self.registrations],
            "push": {"enabled": False},
            "presence": {"enabled": True},  # bridges carry it
            **_CLOSED,
        }
        return mistaken(right, self.mistakes, {**MISTAKES, **ERRANDS})

    @property
    def url(self) -> str:
        """Where clients reach it, on the network."""
        return f"http://{self.host}:{CLIENTS['port']}"

    def node(self, image: str, resolver: str = "") -> NodeSpec:
        """Return the server as a node that waits for its database by itself; ``resolver`` is whom it asks for names."""
        registrations = {bridge.path: bridge.to_yaml() for bridge in self.registrations}
        files = {**registrations, **(tls(self.leaf) if self.leaf else {})}
        return replace(synapse(self.host, image, self.config(), files), resolver=resolver)


CLIENTS: dict[str, Any] = {
    "port": 8008,
    "type": "http",
    "tls": False,
    "bind_addresses": ["0.0.0.0"],  # noqa: S104 - its network has no way in but the door
    "resources": [{"names": ["client"], "compress": False}],
}

# In a file of the container's own: a server that comes late finds no database of its own on the others' Postgres.
OWN_DATABASE = {"database": {"name": "sqlite3", "args": {"database": f"{MEDIA}/homeserver.db"}}}

TLS_PORT = 8443
TLS_FILES = {"tls_certificate_path": "/superbridge/tls.pem", "tls_private_key_path": "/superbridge/tls.key"}


def tls(leaf: Leaf) -> dict[str, bytes]:
    """Return the files that ``TLS_FILES`` name."""
    return {TLS_FILES["tls_certificate_path"]: leaf.cert_pem, TLS_FILES["tls_private_key_path"]: leaf.key_pem}


def common(server_name: str, url: str, database: str, registration_secret: str) -> dict[str, Any]:
    """Return what every Synapse of ours is told, closed or open; ``url`` is how clients reach it."""
    return {
        "server_name": server_name,
        "public_baseurl": f"{url}/",
        "database": {
            "name": "psycopg2",
            "args": {"host": names.DATABASE, "user": "postgres", "dbname": database, **_FEW_CONNECTIONS},
        },
        "log_config": LOG_PATH,
        "signing_key_path": "/superbridge/signing.key",
        "media_store_path": MEDIA,
        "pid_file": f"{MEDIA}/homeserver.pid",
        "report_stats": False,
        "registration_shared_secret": registration_secret,
        "macaroon_secret_key": token(),
        "form_secret": token(),
        **_FAST,
    }


def synapse(name: str, image: str, config: Mapping[str, Any], files: Mapping[str, bytes]) -> NodeSpec:
    """Return a Synapse as a node called ``name`` on its network, with ``files`` beside its configuration."""
    return NodeSpec(
        name=name,
        image=image,
        entrypoint=("python", gate.PATH, f"{names.DATABASE}:5432", "synapse.app.homeserver"),
        command=("synapse.app.homeserver", "--config-path", "/superbridge/homeserver.yaml"),
        aliases=(name,),
        files={
            "/superbridge/homeserver.yaml": yaml.safe_dump(dict(config)).encode(),
            LOG_PATH: yaml.safe_dump(LOG).encode(),
            "/superbridge/signing.key": _signing_key(),
            gate.PATH: gate.script(),
            **files,
        },
        tmpfs=(MEDIA,),
    )


_CLOSED: dict[str, Any] = {
    "federation_domain_whitelist": [],
    # Whatever else its people can have it ask for: by default only private addresses are on this list.
    "ip_range_blacklist": ["0.0.0.0/0", "::/0"],
    "send_federation": False,
    "trusted_key_servers": [],
    "allow_public_rooms_without_auth": False,
    "allow_public_rooms_over_federation": False,
    "require_auth_for_profile_requests": True,
    "enable_registration": False,
    "allow_guest_access": False,
    "enable_3pid_lookup": False,
    "url_preview_enabled": False,
    "enable_metrics": False,
}

# Every connection of Postgres' learns the tables for itself, and plans a query the first time slowly: fewer know more.
_FEW_CONNECTIONS = {"cp_min": 1, "cp_max": 3}

# A test's people are quicker than any person: no limiter, a cheap password hash, and caches that stay small.
_FAST: dict[str, Any] = {
    "bcrypt_rounds": 4,
    "rc_message": ENDLESS,
    "rc_registration": ENDLESS,
    "rc_admin_redaction": ENDLESS,
    # Who tries passwords is held up all the same, as by Synapse's own defaults: nobody's test is in that hurry.
    "rc_login": {"address": ENDLESS, "account": ENDLESS, "failed_attempts": {"per_second": 0.17, "burst_count": 3}},
    "rc_joins": {"local": ENDLESS, "remote": ENDLESS},
    "rc_joins_per_room": ENDLESS,
    "rc_invites": {"per_room": ENDLESS, "per_user": ENDLESS, "per_issuer": ENDLESS},
    "rc_room_creation": ENDLESS,
    "presence": {"enabled": False},
    "stats": {"enabled": False},
    "enable_search": False,
}

LOG: dict[str, Any] = {
    "version": 1,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s - %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "INFO", "handlers": ["console"]},
    "disable_existing_loggers": False,
}


def _signing_key() -> bytes:
    seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return f"ed25519 a_{secrets.token_hex(2)} {seed}\n".encode()
