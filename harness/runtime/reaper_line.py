"""The line to the reaper: while it is open, the run lives."""

from __future__ import annotations

import socket
from collections.abc import Mapping

import tenacity

from harness.runtime.trouble import TroubleError

_DEADLINE = 20.0
_ACKNOWLEDGED = b"ACK\n"


def open_line(address: tuple[str, int], labels: Mapping[str, str]) -> socket.socket:
    """Connect, name the labels and wait until they are acknowledged; raises `TroubleError` at the deadline.

    An engine's proxy accepts connections before the reaper listens and then drops them: only an answer counts.
    """
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(OSError),
        wait=tenacity.wait_fixed(0.05),
        stop=tenacity.stop_after_delay(_DEADLINE),
    )
    try:
        return retrying(_opened, address, labels)
    except tenacity.RetryError as error:
        last = error.last_attempt.exception()
        raise TroubleError(f"The reaper at {address[0]}:{address[1]} doesn't answer ({last})", "Try again.") from None


def _opened(address: tuple[str, int], labels: Mapping[str, str]) -> socket.socket:
    line = socket.create_connection(address, timeout=2)
    try:
        wanted = "&".join(f"label={key}={value}" for key, value in labels.items())
        line.sendall(f"{wanted}\n".encode())
        _await_acknowledgement(line)
    except BaseException:
        line.close()
        raise
    return line


def _await_acknowledgement(line: socket.socket) -> None:
    answer = b""
    while not answer.endswith(_ACKNOWLEDGED):
        piece = line.recv(64)
        if not piece:
            raise ConnectionResetError("it hung up")
        answer += piece
