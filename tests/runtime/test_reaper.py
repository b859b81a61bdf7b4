"""Our reaper: Ryuk's protocol, and when it sweeps. That it removes real containers is shown in test_kill."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from harness.runtime.reaper import Engine, Register, Server, labels_of, seconds_of, sweep
from harness.runtime.reaper_line import open_line

PATIENCE = 0.2


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def address(register: Register) -> Iterator[tuple[str, int]]:
    with Server(register, ("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        host, port = server.server_address[:2]
        yield str(host), int(port)
        server.shutdown()
        thread.join()


def connect(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=5)


def deserted(register: Register) -> threading.Thread:
    """Begin to wait until the reaper is deserted."""
    waiting = threading.Thread(target=register.wait_until_deserted, args=(PATIENCE,))
    waiting.start()
    return waiting


def test_filters_are_acknowledged_and_kept(address, register):
    """Each line of filters is answered with ACK, in testcontainers' way of ending lines as well."""
    with connect(address) as line, line.makefile("rb") as answers:
        for text in (b"label=superbridge.run=a\n", b"label=x=1&label=y=2\r\n"):
            line.sendall(text)
            assert answers.readline() == b"ACK\n"

    assert register.filters == [["superbridge.run=a"], ["x=1", "y=2"]]


@pytest.mark.parametrize("text", [b"\n", b"name=everything\n", b"label=\n"])
def test_what_names_no_label_is_not_acknowledged(text, address, register):
    """A line without a label would name everything on the engine, so it counts for nothing."""
    with connect(address) as line, line.makefile("rb") as answers:
        line.sendall(text + b"label=a=b\n")
        assert answers.readline() == b"ACK\n"

    assert register.filters == [["a=b"]]


def test_it_waits_for_the_last_connection(address, register):
    """Nothing is swept while anybody is connected; when the last one ends, waiting ends."""
    first, second = connect(address), connect(address)
    waiting = deserted(register)
    first.close()
    waiting.join(PATIENCE * 3)
    assert waiting.is_alive()

    second.close()

    waiting.join(5)
    assert not waiting.is_alive()


def test_whoever_comes_back_in_time_is_waited_for(address, register):
    """A connection that is lost and made again in time saves what it named."""
    first = connect(address)
    waiting = deserted(register)
    with contextlib.closing(connect(address)):
        first.close()
        waiting.join(PATIENCE * 3)
        assert waiting.is_alive()

    waiting.join(5)
    assert not waiting.is_alive()


class LateComer(Engine):
    """An engine on which something new turns up during the third sweep."""

    def __init__(self) -> None:
        self.found = [3, 0, 1]
        self.asked: list[list[str]] = []

    def remove_all(self, labels: list[str]) -> int:
        self.asked.append(labels)
        return self.found.pop(0) if self.found else 0


def test_what_a_dying_worker_starts_is_swept_too():
    """Sweeping goes on until nothing turned up several times in a row."""
    engine = LateComer()

    removed = sweep(engine, [["a=b"]], pause=0)

    assert removed == 4
    assert engine.asked == [["a=b"]] * 7


@pytest.mark.parametrize(("text", "seconds"), [("10s", 10), ("500ms", 0.5), ("1m30s", 90), ("2h", 7200)])
def test_durations_are_go_s(text, seconds):
    """RYUK_RECONNECTION_TIMEOUT is written as Go writes durations."""
    assert seconds_of(text) == seconds


def test_labels_are_taken_apart():
    """A line may name several labels, escaped as in a query; other filters are passed over."""
    assert labels_of("label=a%3Db&label=c=d&name=e\r\n") == ["a=b", "c=d"]


def test_the_line_is_open_when_its_labels_are_acknowledged(address, register):
    """The run's line to the reaper is only used when the reaper has answered."""
    line = open_line(address, {"superbridge.run": "a"})

    assert register.filters == [["superbridge.run=a"]]
    line.close()


def test_a_proxy_that_drops_connections_is_tried_again():
    """An engine's proxy that accepts before the reaper listens, and hangs up, is only the beginning."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def drop_twice_then_answer() -> None:
            for _ in range(2):
                proxy.accept()[0].close()
            connection = proxy.accept()[0]
            with connection:
                connection.recv(64)
                connection.sendall(b"ACK\n")

        thread = threading.Thread(target=drop_twice_then_answer)
        thread.start()
        open_line(proxy.getsockname(), {"a": "b"}).close()
        thread.join()
