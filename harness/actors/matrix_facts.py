"""Matrix events as facts: pure, one event at a time (Client-Server API, "Room events")."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from harness.actors.matrix_contents import POLL
from harness.core.fact import Fact, Kind

_SAID = ("m.room.message", "m.sticker", POLL)
# A room's state that people look at: a note of its type, with what it says in the detail.
_STATE = {"m.bridge", "m.room.avatar", "m.room.name", "m.room.pinned_events", "m.room.power_levels", "m.room.topic"}
_STATE |= {"m.room.encryption"}


class MatrixReader:
    """Turns what one session syncs into facts; remembers the names that a room's members go by."""

    def __init__(self, witness: str, scope: str, is_ours: Callable[[str], bool]) -> None:
        """``is_ours`` tells our people's user ids from the bridges' bots and ghosts."""
        self._witness = witness
        self._scope = scope
        self._is_ours = is_ours
        self._names: dict[tuple[str, str], str] = {}
        self._typing: dict[str, frozenset[str]] = {}

    def typing(self, room: str, typists: Collection[str]) -> list[Fact]:
        """Return who started and who stopped typing in ``room``, now that these are (``m.typing``); texts say which."""
        before, now = self._typing.get(room, frozenset()), frozenset(typists)
        self._typing[room] = now
        changes = [(who, "started") for who in sorted(now - before)] + [
            (who, "stopped") for who in sorted(before - now)
        ]
        return [self._of(room, "typing", who, 0, text=text) for who, text in changes]

    def receipt(self, room: str, who: str, event_id: str, thread: str = "") -> Fact:
        """Return that somebody has read up to an event (``m.receipt``), perhaps of a thread alone."""
        return replace(self._of(room, "read", who, 0), target=event_id, detail={"thread": thread} if thread else {})

    def presence(self, who: str, state: str, message: str = "") -> Fact:
        """Return that somebody is ``online``, ``offline`` or ``unavailable`` (``m.presence``), in no room."""
        told = {"presence": state} | ({"message": message} if message else {})
        return replace(self._of("", "note", who, 0, text="m.presence"), detail=told)

    def read(self, room: str, event: Mapping[str, Any]) -> Fact | None:
        """Return the fact in ``event``, or None where it is nothing that people see."""
        kind = str(event.get("type", ""))
        content = event.get("content") or {}
        if kind == "m.room.member" and "state_key" in event:
            self._names[room, event["state_key"]] = str(content.get("displayname") or "")
            return self._fact(room, event, "member", text=str(content.get("membership")), target=event["state_key"])
        if kind in _STATE and "state_key" in event:
            return self._fact(room, event, "note", text=kind, target=event["state_key"])
        if kind == "m.room.encrypted":  # whoever has its keys reads it as something else
            return self._fact(room, event, "note", text=kind)
        if kind == "m.room.redaction":
            target = str(content.get("redacts") or event.get("redacts") or "")
            return self._fact(room, event, "delete", target=target)
        relation = content.get("m.relates_to") or {}
        if kind == "m.reaction":
            return self._fact(
                room, event, "reaction", text=relation.get("key", ""), target=relation.get("event_id", "")
            )
        if kind in _SAID and content:
            return self._message(room, event, content, relation)
        return None

    def _message(
        self, room: str, event: Mapping[str, Any], content: Mapping[str, Any], relation: Mapping[str, Any]
    ) -> Fact:
        if relation.get("rel_type") == "m.replace":
            new = content.get("m.new_content") or {}
            return self._fact(room, event, "edit", text=new.get("body", ""), target=relation.get("event_id", ""))
        reply = (relation.get("m.in_reply_to") or {}).get("event_id", "")
        return self._fact(room, event, "message", text=content.get("body", ""), target=reply)

    def _fact(self, room: str, event: Mapping[str, Any], kind: Any, *, text: str = "", target: str = "") -> Fact:
        content = {"content": event.get("content") or {}}
        # The stripped events of an invitation have neither id nor time.
        fact = self._of(room, kind, str(event["sender"]), event.get("origin_server_ts", 0) / 1000, text=text)
        return replace(fact, ref=str(event.get("event_id", "")), target=target, detail=content)

    def _of(self, room: str, kind: Kind, author: str, at: float, *, text: str = "") -> Fact:
        ours = self._is_ours(author)
        return Fact(
            at=at,
            network="matrix",
            kind=kind,
            witness=self._witness,
            place=room,
            author=author,
            author_name=self._names.get((room, author), ""),
            via="person" if ours else "bridge",
            text=text,
            scope=self._scope,
            cause="control" if ours else "wire",
        )
