"""Settings of a closed homeserver that somebody got wrong, to see that the suites notice each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Config = dict[str, Any]


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


def mistaken(right: Config, mistakes: Iterable[str]) -> Config:
    """Return a configuration with these mistakes in it."""
    for name in mistakes:
        right = MISTAKES[name](right)
    return right
