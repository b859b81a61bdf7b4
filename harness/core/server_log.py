"""What a Synapse's log tells of transactions between servers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from harness.core.fact import Fact

_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) \w+ \S+ - (.*)")
_SENDS = re.compile(r"TX \[(\S+)\] \{\S+\} Sending transaction \[\S+\], \(PDUs: [1-9]")
_TAKES = re.compile(r'.* - \{(\S+)\} Processed request: .* 200 "PUT /_matrix/federation/v1/send/')


def sends_to(server: str) -> str:
    """Name the step in which a server begins to send events to another."""
    return f"sends to {server}"


def takes_from(server: str) -> str:
    """Name the step in which a server has taken a transaction of another's."""
    return f"takes from {server}"


def steps(server: str, log: str) -> Iterator[Fact]:
    """Yield the steps in a server's log, whose times are in UTC, as facts."""
    for line in log.splitlines():
        if (found := _LINE.match(line)) and (step := _step(found[2])):
            at = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S,%f").replace(tzinfo=UTC).timestamp()
            yield Fact(at, "matrix", "log", f"matrix.{server}", text=step, detail={"line": line})


def _step(text: str) -> str:
    if sent := _SENDS.match(text):
        return sends_to(sent[1])
    taken = _TAKES.match(text)
    return takes_from(taken[1]) if taken else ""
