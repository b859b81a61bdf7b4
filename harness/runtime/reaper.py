"""A reaper for machines that can't have testcontainers' own (Ryuk): it speaks the same protocol.

Copied alone into the image `tools`, so it uses nothing but the standard library. It listens on port 8080, reads lines
of Docker filters (`label=KEY=VALUE`, joined by `&`) and answers each with `ACK`. When the last connection has ended and
nobody came back, it removes whatever a filter names, until nothing new turns up.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import socketserver
import threading
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_SOCKET = "/var/run/docker.sock"
_PORT = 8080
# A process of the run that outlives its owner for a moment may still start things: sweep until it is quiet.
_QUIET_SWEEPS = 4
_SWEEP_SECONDS = 1.0
_FIRST_CONNECTION_SECONDS = 60.0


class Engine:
    """Docker's API over its Unix socket."""

    def __init__(self, path: str = _SOCKET) -> None:
        self._path = path

    def ask(self, method: str, target: str) -> Any:
        """Send a request; the decoded answer, or None for a refusal or no answer."""
        connection = _UnixConnection(self._path)
        try:
            connection.request(method, target)
            answer = connection.getresponse()
            body = answer.read()
            return (json.loads(body) if body else {}) if answer.status < 300 else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def remove_all(self, labels: list[str]) -> int:
        """Remove the containers, networks and volumes that bear all `labels`; how many there were."""
        query = urllib.parse.urlencode({"all": "1", "filters": json.dumps({"label": labels})})
        containers = self.ask("GET", f"/containers/json?{query}") or []
        self._delete([f"/containers/{each['Id']}?force=1&v=1" for each in containers])
        networks = self.ask("GET", f"/networks?{query}") or []
        self._delete([f"/networks/{each['Id']}" for each in networks])
        volumes = (self.ask("GET", f"/volumes?{query}") or {}).get("Volumes") or []
        self._delete([f"/volumes/{urllib.parse.quote(each['Name'])}?force=1" for each in volumes])
        return len(containers) + len(networks) + len(volumes)

    def _delete(self, targets: list[str]) -> None:
        with ThreadPoolExecutor(8) as side_by_side:
            list(side_by_side.map(lambda target: self.ask("DELETE", target), targets))


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=30)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Register:
    """Who is connected, and the filters they named."""

    def __init__(self) -> None:
        self.filters: list[list[str]] = []
        self._connections = 0
        self._changed = threading.Condition()

    def joined(self) -> None:
        """Count a connection in."""
        with self._changed:
            self._connections += 1
            self._changed.notify_all()

    def left(self) -> None:
        """Count a connection out."""
        with self._changed:
            self._connections -= 1
            self._changed.notify_all()

    def add(self, line: str) -> bool:
        """Take a line of filters; false when it names no label."""
        labels = labels_of(line)
        if labels:
            self.filters.append(labels)
        return bool(labels)

    def wait_until_deserted(self, patience: float) -> None:
        """Return when nobody has been connected for `patience` seconds, after a longer wait for the first."""
        with self._changed:
            self._changed.wait_for(lambda: self._connections > 0, _FIRST_CONNECTION_SECONDS)
            while True:
                self._changed.wait_for(lambda: self._connections == 0)
                if not self._changed.wait_for(lambda: self._connections > 0, patience):
                    return


def labels_of(line: str) -> list[str]:
    """Read the `KEY=VALUE` labels of a line such as `label=a=b&label=c=d`."""
    return [value for key, value in urllib.parse.parse_qsl(line.strip()) if key == "label"]


def seconds_of(text: str) -> float:
    """Read Go's notation of a duration, such as `10s`, `500ms` or `1m`."""
    unit = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
    return sum(float(number) * unit[name] for number, name in re.findall(r"([\d.]+)(ms|s|m|h)", text))


class Server(socketserver.ThreadingTCPServer):
    """Fills a register from whoever connects."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, register: Register, address: tuple[str, int]) -> None:
        super().__init__(address, Conversation)
        self.register = register


class Conversation(socketserver.StreamRequestHandler):
    """One connection: filters come in, acknowledgements go out."""

    server: Server

    def setup(self) -> None:
        """Count the connection in."""
        self.server.register.joined()
        super().setup()

    def handle(self) -> None:
        """Acknowledge each filter."""
        for line in self._lines():
            if self.server.register.add(line):
                self.wfile.write(b"ACK\n")

    def finish(self) -> None:
        """Count the connection out."""
        self.server.register.left()
        super().finish()

    def _lines(self) -> Iterator[str]:
        # A killed peer may reset the connection, which ends it as well.
        with contextlib.suppress(OSError):
            for line in self.rfile:
                yield line.decode(errors="replace")


def sweep(engine: Engine, filters: list[list[str]], pause: float = _SWEEP_SECONDS) -> int:
    """Remove what the filters name until nothing turned up for a few sweeps; how many things were removed."""
    removed = quiet = 0
    while quiet < _QUIET_SWEEPS:
        found = sum(engine.remove_all(labels) for labels in filters)
        removed += found
        quiet = 0 if found else quiet + 1
        time.sleep(pause)
    return removed


def main() -> None:
    """Serve until deserted, sweep, end."""
    register = Register()
    listening = Server(register, ("0.0.0.0", _PORT))  # noqa: S104 - a container's own interfaces
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    print("Started!", flush=True)  # noqa: T201 - what testcontainers waits for
    register.wait_until_deserted(seconds_of(os.environ.get("RYUK_RECONNECTION_TIMEOUT", "10s")))
    removed = sweep(Engine(), register.filters)
    print(f"removed {removed}", flush=True)  # noqa: T201 - the container's log


if __name__ == "__main__":
    main()
