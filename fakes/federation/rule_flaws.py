"""Events that are rightly made, hashed and signed, and break the room's rules ("Authorization rules")."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fakes.federation.flaws import Effect, Flaw

if TYPE_CHECKING:
    from fakes.federation.event_flaws import Forge
    from fakes.federation.pdu import Event

_Made = Callable[["Forge"], "Event"]
_UNKNOWN = {"given": ["$nothing:nowhere.invalid", {"sha256": "5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos"}]}


def _nobody(forge: Forge) -> Event:
    return forge.remade(sender=f"@nobody:{forge.keys.name}")


def _foreign_sender(forge: Forge) -> Event:
    return forge.remade(sender=f"@nobody:not-{forge.keys.name}")


def _unknown_prev_event(forge: Forge) -> Event:
    reference: Any = _UNKNOWN.get(forge.version.event_ids, "$5jM4wQpv6lnBo7CLIghJuHdW-s2CMBJPUOGOC89ncos")
    return forge.remade(prev_events=[reference])


def _no_auth_events(forge: Forge) -> Event:
    return forge.remade(auth_events=[])


def _second_create(forge: Forge) -> Event:
    content = {"creator": forge.event["sender"], "room_version": forge.version.name}
    return forge.remade(type="m.room.create", state_key="", content=content)


def _takes_power(forge: Forge) -> Event:
    content = {"users": {forge.event["sender"]: 100}}
    return forge.remade(type="m.room.power_levels", state_key="", content=content)


def _speaks_for_another(forge: Forge) -> Event:
    return forge.remade(type="m.owned", state_key=f"@another:{forge.keys.name}")


def _joins_another(forge: Forge) -> Event:
    member = f"@another:{forge.keys.name}"
    return forge.remade(type="m.room.member", state_key=member, content={"membership": "join"})


_RULES = "each room version, Authorization rules"
_ROWS: tuple[tuple[str, _Made, str], ...] = (
    ("nobody", _nobody, "the sender isn't in the room"),
    ("foreign_sender", _foreign_sender, "the sender is another server's, which didn't sign"),
    ("unknown_prev_event", _unknown_prev_event, "it follows an event that nobody has"),
    ("no_auth_events", _no_auth_events, "nothing authorises it"),
    ("second_create", _second_create, "it makes a room that there is"),
    ("takes_power", _takes_power, "the sender gives themselves all power (a flaw where they haven't got it)"),
    ("speaks_for_another", _speaks_for_another, "it sets a state that bears another user's id"),
    ("joins_another", _joins_another, "it lets somebody else join"),
)
RULE_FLAWS = {name: Flaw(name, Effect.REFUSED, says, _RULES) for name, _, says in _ROWS}
MADE = {name: made for name, made, _ in _ROWS}
