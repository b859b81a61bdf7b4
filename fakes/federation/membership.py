"""Whether the rules let a membership change happen (each room version's "Authorization rules", ``m.room.member``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation import auth, pdu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fakes.federation.room import Room, State

_OPEN_TO_INVITED = ("invite", "knock", "restricted", "knock_restricted")


def check(event: Mapping[str, Any], room: Room) -> str:
    """Say why a membership event isn't allowed now; nothing if it is."""
    rule = _RULES.get(str(event["content"].get("membership")))
    if rule is None:
        return "there is no such membership"
    return rule(_Change(event, room))


class _Change:
    """A change of membership against the room's state now."""

    def __init__(self, event: Mapping[str, Any], room: Room) -> None:
        self.room = room
        self.content: Mapping[str, Any] = event["content"]
        self.sender = str(event["sender"])
        self.target = str(event["state_key"])
        self.state: State = room.state
        self.sender_is = room.membership(self.sender)
        self.target_is = room.membership(self.target)
        self.follows = [room.find(each) for each in pdu.references(event, "prev_events")]

    @property
    def join_rule(self) -> str:
        rules = self.room.get("m.room.join_rules")
        return str(rules["content"].get("join_rule", "invite")) if rules is not None else "invite"

    def may(self, action: str) -> bool:
        return self.level(self.sender) >= auth.level_for(action, self.room, self.state)

    def level(self, user: str) -> int:
        return auth.level_of(user, self.room, self.state)

    @property
    def outranks(self) -> bool:
        return self.level(self.target) < self.level(self.sender)


def _join(change: _Change) -> str:
    first = [kept.event["type"] for kept in change.follows if kept is not None] == ["m.room.create"]
    if first and [change.target] == auth.creators(change.room, change.state)[:1]:
        return ""
    if change.sender != change.target:
        return "nobody joins for somebody else"
    if change.sender_is == "ban":
        return f"{change.sender} is banned"
    if change.join_rule == "public" or change.sender_is == "join":
        return ""
    if change.join_rule in _OPEN_TO_INVITED and change.sender_is == "invite":
        return ""
    if change.join_rule in ("restricted", "knock_restricted"):
        return _authorised(change)
    return f"{change.sender} isn't invited, and the room is {change.join_rule}"


def _authorised(change: _Change) -> str:
    host = str(change.content.get("join_authorised_via_users_server", ""))
    if change.room.membership(host) != "join":
        return "nobody in the room authorised that join"
    enough = change.level(host) >= auth.level_for("invite", change.room, change.state)
    return "" if enough else f"{host} may not invite"


def _invite(change: _Change) -> str:
    if "third_party_invite" in change.content:
        return "third parties' invites aren't served"
    if change.sender_is != "join":
        return f"{change.sender} isn't in the room"
    if change.target_is in ("join", "ban"):
        return f"{change.target}'s membership is {change.target_is}"
    return "" if change.may("invite") else f"{change.sender} may not invite"


def _leave(change: _Change) -> str:
    if change.sender == change.target:
        allowed = change.sender_is in ("invite", "join", "knock")
        return "" if allowed else f"{change.sender} isn't in the room"
    if change.sender_is != "join":
        return f"{change.sender} isn't in the room"
    if change.target_is == "ban" and not change.may("ban"):
        return f"{change.sender} may not pardon"
    return "" if change.may("kick") and change.outranks else f"{change.sender} may not kick {change.target}"


def _ban(change: _Change) -> str:
    if change.sender_is != "join":
        return f"{change.sender} isn't in the room"
    return "" if change.may("ban") and change.outranks else f"{change.sender} may not ban {change.target}"


def _knock(change: _Change) -> str:
    asks = ["knock"] * change.room.version.knocking + ["knock_restricted"] * change.room.version.knock_restricted
    if change.join_rule not in asks:
        return f"nobody knocks on a room that is {change.join_rule}"
    if change.sender != change.target:
        return "nobody knocks for somebody else"
    barred = change.sender_is in ("ban", "invite", "join")
    return f"{change.sender}'s membership is {change.sender_is}" if barred else ""


_RULES: Mapping[str, Callable[[_Change], str]] = {
    "join": _join,
    "invite": _invite,
    "leave": _leave,
    "ban": _ban,
    "knock": _knock,
}
