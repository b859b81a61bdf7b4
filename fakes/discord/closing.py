"""The gateway's close codes, with the reasons that Discord gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Close:
    """The server closes the socket with a code and a reason."""

    code: int
    reason: str


CUT_OFF = Close(1006, "")
"""The code that a client notes itself when a socket ends without a close; to close with it is to cut the socket."""
UNKNOWN_ERROR = Close(4000, "Unknown error.")
UNKNOWN_OPCODE = Close(4001, "Unknown opcode.")
DECODE_ERROR = Close(4002, "Error while decoding payload.")
NOT_AUTHENTICATED = Close(4003, "Not authenticated.")
AUTHENTICATION_FAILED = Close(4004, "Authentication failed.")
ALREADY_AUTHENTICATED = Close(4005, "Already authenticated.")
INVALID_SEQ = Close(4007, "Invalid seq.")
RATE_LIMITED = Close(4008, "You are being rate limited.")
SESSION_TIMED_OUT = Close(4009, "Session timed out.")
INVALID_SHARD = Close(4010, "Invalid shard.")
SHARDING_REQUIRED = Close(4011, "Sharding required.")
INVALID_VERSION = Close(4012, "Invalid API version.")
INVALID_INTENTS = Close(4013, "Invalid intent(s).")
DISALLOWED_INTENTS = Close(4014, "Disallowed intent(s).")
