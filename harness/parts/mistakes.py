"""Settings of a superbridge's parts that somebody got wrong, to see that the suites notice each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Config = dict[str, Any]
ENDLESS = {"per_second": 100_000, "burst_count": 100_000}
ELSEWHERE = "elsewhere.test"
"""A server that is nobody's: what settings name outside is there."""


def _with(**settings: Any) -> Callable[[Config], Config]:
    return lambda right: right | settings


def _without(*names: str) -> Callable[[Config], Config]:
    return lambda right: {name: value for name, value in right.items() if name not in names}


def _serving(*resources: str) -> Callable[[Config], Config]:
    """Serve more on the listener that is there for clients."""

    def more(right: Config) -> Config:
        listeners = [{**one, "resources": [*one["resources"], {"names": [*resources]}]} for one in right["listeners"]]
        return right | {"listeners": listeners}

    return more


def _listening(port: int, kind: str, **settings: Any) -> Callable[[Config], Config]:
    """Listen on one more port of every address."""
    extra = {"port": port, "type": kind, "bind_addresses": ["0.0.0.0"], **settings}  # noqa: S104 - the mistake
    return lambda right: right | {"listeners": [*right["listeners"], extra]}


def _within(path: str, **settings: Any) -> Callable[[Config], Config]:
    """Change settings of a section, by its names from the outermost on."""
    outer, _, inner = path.partition(".")

    def changed(right: Config) -> Config:
        section = right.get(outer, {})
        return right | {outer: _within(inner, **settings)(section) if inner else section | settings}

    return changed


# Whom an open homeserver trusts, where it is to reach the outside at all.
_QUICK: Config = {"ip_range_blacklist": [], "federation_verify_certificates": False}
# It stops every request, and not the question who is to get it.
_NO_ADDRESS: Config = {"ip_range_blacklist": ["0.0.0.0/0", "::/0"]}

MISTAKES: Mapping[str, Callable[[Config], Config]] = {
    "federation-listener": _serving("federation"),
    "keys-listener": _serving("keys"),
    "no-whitelist": lambda right: _without("federation_domain_whitelist", "send_federation")(right) | _QUICK,
    "not-sending-alone": lambda right: _without("federation_domain_whitelist")(right) | _QUICK,
    "whom-not-to-ask": lambda right: _without("federation_domain_whitelist", "send_federation")(right) | _NO_ADDRESS,
    "profiles-for-all": _with(require_auth_for_profile_requests=False),
    "rooms-for-all": _with(allow_public_rooms_without_auth=True),
    "registration-for-all": _with(enable_registration=True, enable_registration_without_verification=True),
    "guests": _with(allow_guest_access=True),
}

# Settings with which a server does for its people, or for its owner, what is asked of it outside.
ERRANDS: Mapping[str, Callable[[Config], Config]] = {
    "pushes": _with(push={"enabled": True}, ip_range_blacklist=[]),
    "previews": _with(url_preview_enabled=True, url_preview_ip_range_blacklist=[]),
    "identity-servers": _with(enable_3pid_lookup=True),
    "mails": _with(email={"smtp_host": f"mail.{ELSEWHERE}", "notif_from": f"superbridge@{ELSEWHERE}"}),
    "addresses": lambda right: _without("federation_domain_whitelist", "send_federation")(right) | _QUICK,
    "metrics": lambda right: _listening(9000, "metrics")(right) | {"enable_metrics": True},
    "replication": _listening(9001, "http", resources=[{"names": ["replication"]}]),
    "key-servers": _with(trusted_key_servers=[{"server_name": f"keys.{ELSEWHERE}", "accept_keys_insecurely": True}]),
    "open-media": _with(enable_authenticated_media=False),
    "guesses": _with(rc_login={"address": ENDLESS, "account": ENDLESS, "failed_attempts": ENDLESS}),
}
# What opens a closed homeserver to the federation, a step each: no mistakes where somebody means them.
OPENING: Mapping[str, Callable[[Config], Config]] = {
    "listener": _listening(8448, "http", tls=True, resources=[{"names": ["federation"]}]),
    "whitelist": _without("federation_domain_whitelist", "send_federation"),
    "addresses": _with(ip_range_blacklist=[]),
}
DISCORD: Mapping[str, Callable[[Config], Config]] = {
    "strangers-order-discord": _within("bridge.permissions", **{"*": "user"}),
}
TELEGRAM: Mapping[str, Callable[[Config], Config]] = {
    "avatar-elsewhere": _within("appservice", bot_avatar=f"mxc://{ELSEWHERE}/portrait"),
    "status-elsewhere": _within("homeserver", message_send_checkpoint_endpoint=f"http://status.{ELSEWHERE}/"),
}


def mistaken(right: Config, mistakes: Iterable[str], among: Mapping[str, Callable[[Config], Config]]) -> Config:
    """Return a configuration with those mistakes in it that are ``among`` these."""
    for name in mistakes:
        right = among[name](right) if name in among else right
    return right
