"""A person's gateway session, without its socket: what to answer to each payload (Discord: gateway)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
NO_RESUME = frozenset({4007, 4009})
FATAL = frozenset({4004, 4010, 4011, 4012, 4013, 4014})
AUTHENTICATION_FAILED = 4004
CAPABILITIES = 30717
_FLUSH = b"\x00\x00\xff\xff"
_PROPERTIES = {"os": "Windows", "browser": "Chrome", "device": "", "system_locale": "en-US"}

Payload = dict[str, Any]


class Inflater:
    """Undoes ``zlib-stream``: one context for a connection, each message ends with a flush."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj()
        self._waiting = bytearray()

    def payload(self, data: bytes) -> Payload | None:
        """Take a frame; return the payload that it completes."""
        self._waiting += data
        if not self._waiting.endswith(_FLUSH):
            return None
        text = self._zlib.decompress(bytes(self._waiting))
        self._waiting.clear()
        return dict(json.loads(text))


@dataclass(slots=True)
class Step:
    """What a payload asks for: payloads to send, an event to hand on, to hang up and come again."""

    send: list[Payload] = field(default_factory=list)
    event: tuple[str, Mapping[str, Any]] | None = None
    heartbeat_seconds: float = 0.0
    again: bool = False


class UserProtocol:
    """Identifies as a person, resumes what was cut, and notices a connection that is dead."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._seq: int | None = None
        self._session = ""
        self._acked = True
        self.resume_url = ""

    def took(self, payload: Payload) -> Step:
        """Take a payload from the gateway."""
        op = payload.get("op")
        if op == DISPATCH:
            return self._dispatched(payload)
        if op == HELLO:
            self._acked = True
            seconds = float(payload["d"]["heartbeat_interval"]) / 1000
            return Step([self._resume() if self._session else self._identify()], heartbeat_seconds=seconds)
        if op == HEARTBEAT:
            return Step([self._heartbeat()])
        if op == ACK:
            self._acked = True
        elif op == RECONNECT:
            return Step(again=True)
        elif op == INVALID:
            if not payload.get("d"):
                self._forget()
            return Step(again=True)
        return Step()

    def beat(self) -> Payload | None:
        """Return the next heartbeat; None when the last one was never answered, and the connection is dead."""
        if not self._acked:
            return None
        self._acked = False
        return self._heartbeat()

    def closed(self, code: int | None) -> bool:
        """Take the end of a connection; return whether to come again."""
        if code in NO_RESUME:
            self._forget()
        return code not in FATAL

    def _dispatched(self, payload: Payload) -> Step:
        self._seq = int(payload["s"])
        kind, data = str(payload["t"]), payload.get("d") or {}
        if kind == "READY":
            self._session, self.resume_url = str(data["session_id"]), str(data.get("resume_gateway_url") or "")
        return Step(event=(kind, data))

    def _forget(self) -> None:
        self._session, self._seq, self.resume_url = "", None, ""

    def _heartbeat(self) -> Payload:
        return {"op": HEARTBEAT, "d": self._seq}

    def _identify(self) -> Payload:
        presence = {"status": "online", "since": 0, "activities": [], "afk": False}
        about = {"token": self._token, "capabilities": CAPABILITIES, "properties": _PROPERTIES, "presence": presence}
        return {"op": IDENTIFY, "d": {**about, "compress": False, "client_state": {"guild_versions": {}}}}

    def _resume(self) -> Payload:
        return {"op": RESUME, "d": {"token": self._token, "session_id": self._session, "seq": self._seq}}
