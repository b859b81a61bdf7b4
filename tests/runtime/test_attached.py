"""A program that stays in a container, as far as it goes without one: its pieces of output are put together again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from harness.runtime.attached import Attached
from harness.runtime.trouble import TroubleError


class Ends(NamedTuple):
    """Who asks, and the program's end of the stream between the two."""

    attached: Attached
    program: socket.socket

    def writes(self, text: bytes) -> None:
        """Write one piece, as an engine frames it."""
        self.program.sendall(bytes([1, 0, 0, 0]) + len(text).to_bytes(4, "big") + text)


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A program that has been started, and whoever started it."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        api = SimpleNamespace(exec_create=lambda *_, **__: {"Id": "1"}, exec_start=lambda *_, **__: ours)
        sdk: Any = SimpleNamespace(api=api)
        yield Ends(Attached(sdk, "container", ["program"]), theirs)


def test_answers_are_lines_however_they_come(ends: Ends) -> None:
    """A line in two pieces is one answer, and what follows it is the next one's."""
    ends.writes(b"fir")
    ends.writes(b"st\nsecond\n")

    assert [ends.attached.ask("one"), ends.attached.ask("two")] == ["first", "second"]
    assert ends.program.recv(100) == b"one\ntwo\n"


def test_program_that_ends_is_told_with_its_last_words(ends: Ends) -> None:
    """Who asks a program that has ended learns what it said instead of an answer."""
    ends.writes(b"no such module")
    ends.program.shutdown(socket.SHUT_WR)

    with pytest.raises(TroubleError, match="no answer to 'one'") as raised:
        ends.attached.ask("one")

    assert "no such module" in str(raised.value)
