"""A program that stays in a container and answers line by line: to run one anew each time costs the engine much."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from harness.runtime.trouble import TroubleError

if TYPE_CHECKING:
    from harness.runtime.docker import Sdk

_PATIENCE = 30.0  # seconds for an answer
_HEAD = 8  # bytes before each piece of output (Engine API, "Attach to a container"): the last four are its length


class Attached:
    """A program in a container, by that one's id; it ends when its input does. Blocking."""

    def __init__(self, sdk: Sdk, container: str, argv: Sequence[str]) -> None:
        made = sdk.api.exec_create(container, list(argv), stdin=True)
        self._stream = sdk.api.exec_start(made["Id"], socket=True)
        self._socket: socket.socket = getattr(self._stream, "_sock", self._stream)  # some engines' are readers of one
        self._socket.settimeout(_PATIENCE)
        self._read = b""

    def ask(self, line: str) -> str:
        """Give the program a line; return the line that it answers. Raises `TroubleError` where it doesn't."""
        try:
            self._socket.sendall(f"{line}\n".encode())
            while b"\n" not in self._read:
                head = self._exactly(_HEAD)
                self._read += self._exactly(int.from_bytes(head[4:], "big"))
        except OSError as error:
            told = self._read.decode(errors="replace").strip() or error
            raise TroubleError(f"A program in a part gave no answer to {line!r}", f"It told: {told}") from error
        answer, _, self._read = self._read.partition(b"\n")
        return answer.decode(errors="replace")

    def _exactly(self, size: int) -> bytes:
        read = b""
        while len(read) < size:
            piece = self._socket.recv(size - len(read))
            if not piece:
                raise ConnectionError("it has ended")
            read += piece
        return read
