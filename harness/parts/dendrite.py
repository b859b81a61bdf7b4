"""Dendrite, open: a homeserver of another make, which federates with whoever is on its network."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from typing import Any

import yaml

from harness.parts import database, names
from harness.parts.appservice import token
from harness.parts.homeserver import CLIENTS, MEDIA, TLS_FILES, tls
from harness.parts.open_homeserver import FEDERATION_PORT, Federating
from harness.runtime.node import NodeSpec
from harness.runtime.pki import Leaf

PROGRAM = "/usr/bin/dendrite"
_CONFIG = "/superbridge/dendrite.yaml"
_SIGNING_KEY = "/superbridge/signing.pem"


@dataclass(frozen=True, slots=True)
class Dendrite(Federating):
    """A federating Dendrite, as ``OpenHomeserver`` is a Synapse; its people are made with the same shared secret."""

    host: str
    leaf: Leaf
    authority: bytes
    registration_secret: str = field(default_factory=token, repr=False)

    def config(self) -> dict[str, Any]:
        """Return dendrite.yaml as data. How soon it tries again where it failed, it has no setting for."""
        return {
            "version": 2,
            "global": {
                "server_name": self.server_name,
                "private_key": _SIGNING_KEY,
                "key_validity_period": "168h0m0s",
                "database": {"connection_string": database.uri(self.database), "max_open_conns": 40},
                "cache": {"max_size_estimated": "64mb", "max_age": "1h"},
                "jetstream": {"storage_path": f"{MEDIA}/jetstream", "in_memory": True},
                "presence": {"enable_inbound": True, "enable_outbound": True},
                "report_stats": {"enabled": False},
                "trusted_third_party_id_servers": [],
            },
            "client_api": {
                "registration_disabled": True,
                "guests_disabled": True,
                "registration_shared_secret": self.registration_secret,
                "rate_limiting": {"enabled": False},
            },
            "federation_api": {
                "send_max_retries": 16,
                "key_perspectives": [],
                "deny_networks": [],  # all of its peers have private addresses
                "allow_networks": ["0.0.0.0/0"],
            },
            "media_api": {"base_path": MEDIA, "dynamic_thumbnails": True},
            "sync_api": {"search": {"enabled": False}},
            "user_api": {"bcrypt_cost": 4},
            "logging": [{"type": "std", "level": "info"}],
        }

    def node(self, image: str, resolver: str) -> NodeSpec:
        """Return the server as a node, for when its database answers; it asks the DNS server at ``resolver``."""
        listens = ("-http-bind-address", f":{CLIENTS['port']}", "-https-bind-address", f":{FEDERATION_PORT}")
        files = (TLS_FILES["tls_certificate_path"], TLS_FILES["tls_private_key_path"])
        return NodeSpec(
            name=self.host,
            image=image,
            entrypoint=(PROGRAM,),
            command=("-config", _CONFIG, *listens, "-tls-cert", files[0], "-tls-key", files[1]),
            aliases=(self.host,),
            env={"SSL_CERT_FILE": names.CA_PATH},  # whom a program in Go trusts
            files={
                _CONFIG: yaml.safe_dump(self.config()).encode(),
                _SIGNING_KEY: _signing_key(),
                names.CA_PATH: self.authority,
                **tls(self.leaf),
            },
            tmpfs=(MEDIA,),
            # A cut of the network is a route of this container's own: harness/faults/partition.py.
            capabilities=("NET_ADMIN",),
            resolver=resolver,
        )


def _signing_key() -> bytes:
    """Return a key for events and requests: an Ed25519 seed as PEM, whose header has its id."""
    seed = base64.b64encode(secrets.token_bytes(32)).decode()
    kind, name = "MATRIX PRIVATE KEY", f"ed25519:d_{secrets.token_hex(2)}"
    return f"-----BEGIN {kind}-----\nKey-ID: {name}\n\n{seed}\n-----END {kind}-----\n".encode()
