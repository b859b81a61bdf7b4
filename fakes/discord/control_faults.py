"""The control API's faults: what a test breaks, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import ActError, BadOrderError, seconds, whole
from fakes.discord.closing import CUT_OFF, Close
from fakes.discord.faults import Fault
from fakes.discord.hosts import GATEWAY, HOSTS

if TYPE_CHECKING:
    from fakes.discord.gateway import Gateway
    from fakes.discord.sessions import Link
    from fakes.discord.shapes import Json

Order = Mapping[str, Any]
Act = Callable[["Gateway", Order], "Json"]

_STANDING = (
    "reply_first",
    "event_first",
    "rate_limit",
    "status",
    "captcha",
    "mfa",
    "drop_event",
    "delay_event",
    "repeat_event",
    "mute_heartbeats",
    "slow_cdn",
    "outage",
)
_GAP = 0.05


def set_fault(gateway: Gateway, order: Order) -> Json:
    """Break something: see the schema for the kinds."""
    kind = str(order["fault"])
    if kind in _AT_ONCE:
        for link in gateway.links(str(order.get("person") or ""), str(order.get("scope") or "")):
            _AT_ONCE[kind](link, order)
        return {"id": ""}
    if kind not in _STANDING:
        known = ", ".join(sorted({*_STANDING, *_AT_ONCE}))
        raise ActError("UNKNOWN_FAULT", f"there is no fault {kind!r}; there are: {known}")
    fault = _fault(kind, order)
    if kind == "outage" and fault.host == GATEWAY:
        for link in gateway.links():
            link.close(CUT_OFF)
    return {"id": gateway.world.ground.faults.set(fault)}


def clear_fault(gateway: Gateway, order: Order) -> Json:
    """Undo one standing fault, those of a scope, or all of them."""
    gateway.world.ground.faults.clear(str(order.get("id") or ""), str(order.get("scope") or ""))
    return {}


def _fault(kind: str, order: Order) -> Fault:
    texts = {name: str(order.get(name) or "") for name in ("route", "place", "person", "scope", "event", "host")}
    if kind == "outage" and texts["host"] not in HOSTS:
        raise BadOrderError(f"an outage is of one of these hosts: {', '.join(HOSTS)}; not of {texts['host']!r}")
    return Fault(
        kind,
        **texts,
        times=whole(order.get("times") or -1, "times"),
        seconds=seconds(order.get("seconds", _GAP), "seconds"),
        status=whole(order.get("status") or (0 if kind == "outage" else 500), "status"),
        bytes_per_second=whole(order.get("bytes_per_second") or 65_536, "bytes_per_second"),
        everywhere=bool(order.get("global")),
    )


def _close(link: Link, order: Order) -> None:
    link.close(Close(whole(order.get("code") or 4000, "code"), str(order.get("reason") or "")))


def _reconnect(link: Link, _: Order) -> None:
    link.send({"t": None, "s": None, "op": 7, "d": None})


def _invalidate(link: Link, order: Order) -> None:
    link.invalidate(resumable=bool(order.get("resumable")))


_AT_ONCE: dict[str, Callable[[Link, Order], None]] = {
    "close": _close,
    "reconnect": _reconnect,
    "invalid_session": _invalidate,
}

ACTS: dict[str, Act] = {"fault.set": set_fault, "fault.clear": clear_fault}
