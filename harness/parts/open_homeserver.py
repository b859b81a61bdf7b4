"""Synapse, open from the start or once closed: it federates with whoever is on its network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from harness.parts import names, unchecked
from harness.parts.appservice import Registration, token
from harness.parts.homeserver import CLIENTS, LOG, LOG_PATH, OWN_DATABASE, TLS_FILES, Homeserver, common, synapse, tls
from harness.parts.mistakes import OPENING, mistaken
from harness.runtime.node import NodeSpec
from harness.runtime.pki import Leaf

FEDERATION_PORT = 8448


class Federating:
    """What a server that federates goes by, whoever made it: all of it from its ``host``."""

    __slots__ = ()
    host: str

    @property
    def server_name(self) -> str:
        """What comes after the colon in its people's ids."""
        return f"{self.host}:{FEDERATION_PORT}"

    @property
    def url(self) -> str:
        """Where clients reach it, on the network."""
        return f"http://{self.host}:{CLIENTS['port']}"

    @property
    def database(self) -> str:
        """What its database is called."""
        return self.host.replace(".", "_")


@dataclass(frozen=True, slots=True)
class OpenHomeserver(Federating):
    """A federating Synapse; ``host`` is its alias on the network, and ``leaf`` is its certificate for that.

    Its name bears the port, so nobody looks for it in a DNS that isn't there.
    ``authority`` (PEM) is whom it trusts in its peers' certificates. With ``uncheckable`` checks can be taken out of it
    while it runs. ``settings`` of homeserver.yaml go over the usual ones; it has the services of ``registrations``.
    """

    host: str
    leaf: Leaf
    authority: bytes
    uncheckable: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    registrations: Sequence[Registration] = ()
    registration_secret: str = field(default_factory=token, repr=False)

    def config(self) -> dict[str, Any]:
        """Return homeserver.yaml as data."""
        peers = {"port": FEDERATION_PORT, "tls": True, "resources": [{"names": ["federation"], "compress": False}]}
        return {
            **common(self.server_name, self.url, self.database, self.registration_secret),
            "listeners": [CLIENTS, {**CLIENTS, **peers}],
            **TLS_FILES,
            "federation_custom_ca_list": [names.CA_PATH],
            **_OPEN,
            "app_service_config_files": [service.path for service in self.registrations],
            **self.settings,
        }

    def node(self, image: str, resolver: str) -> NodeSpec:
        """Return the server as a node that waits for its database by itself and asks the DNS server at ``resolver``."""
        files = {**tls(self.leaf), names.CA_PATH: self.authority, LOG_PATH: yaml.safe_dump(_LOG).encode()}
        files |= {service.path: service.to_yaml() for service in self.registrations}
        env = {}
        if self.uncheckable:
            files["/superbridge/site/sitecustomize.py"] = unchecked.script()
            env = {"PYTHONPATH": "/superbridge/site"}
        node = synapse(self.host, image, self.config(), files)
        # A cut of the network is a route of this container's own: harness/faults/partition.py.
        return replace(node, env=env, capabilities=("NET_ADMIN",), resolver=resolver)


@dataclass(frozen=True, slots=True)
class OpenedHomeserver(Homeserver):
    """A closed Synapse with those settings of ``OPENING`` that are ``taken``; it has a database of its own.

    ``authority`` (PEM) is whom it trusts in its peers' certificates.
    """

    taken: Sequence[str] = tuple(OPENING)
    authority: bytes = b""

    def config(self) -> dict[str, Any]:
        """Return homeserver.yaml as data."""
        lab = {"federation": _OPEN["federation"], "federation_custom_ca_list": [names.CA_PATH], **OWN_DATABASE}
        return mistaken({**Homeserver.config(self), **lab}, self.taken, OPENING)

    def node(self, image: str, resolver: str = "") -> NodeSpec:
        """Return the server as a node that asks the DNS server at ``resolver``."""
        node = Homeserver.node(self, image, resolver)
        return replace(node, files={**node.files, names.CA_PATH: self.authority})


# What people's clients ask for is in the journal, and needn't be in every log again.
_LOG = {**LOG, "loggers": {f"synapse.access.http.{CLIENTS['port']}": {"level": "WARNING"}}}

# A destination that was out of reach is tried again at once, and no peer is too quick (bare numbers are milliseconds).
_OPEN: dict[str, Any] = {
    "ip_range_blacklist": [],
    "trusted_key_servers": [],
    "allow_public_rooms_over_federation": True,
    "room_list_publication_rules": [{"action": "allow"}],
    "presence": {"enabled": True},
    "update_user_directory": False,  # nobody of the lab looks for people by their names
    "gc_min_interval": ["10s", "60s", "300s"],
    "stats": {"enabled": True},  # without them the list of public rooms stays empty
    "federation": {
        "client_timeout": "5s",
        "max_long_retries": 1000,
        "max_long_retry_delay": 300,
        "max_short_retries": 1,
        "max_short_retry_delay": 300,
        "destination_min_retry_interval": 1,
        "destination_retry_multiplier": 1,
        "destination_max_retry_interval": 500,
    },
    "rc_federation": {"window_size": 1000, "sleep_limit": 100_000, "reject_limit": 100_000, "concurrent": 50},
}
