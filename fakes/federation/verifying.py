"""``python -m fakes.federation verify``: the verifier as a command."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fakes.federation import verify
from fakes.federation.versions import UnknownVersionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fakes.federation.verify import Keys

_ABOUT = """Read lines of JSON and say what is wrong with them: {"pdu": …, "room_version": "11", "event_id"?: …} or
{"request": {"method", "uri", "authorization", "body"}, "destination": …, "at"?: milliseconds}. The exit status is 1
when anything is wrong, and 2 for what isn't such a line."""


def main(arguments: Sequence[str]) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fakes.federation verify", description=_ABOUT)
    parser.add_argument("--keys", type=Path, required=True, help="a JSON list of servers' key documents")
    parser.add_argument("file", nargs="?", type=Path, help="where the lines are (default: standard input)")
    options = parser.parse_args(arguments)
    try:
        find = verify.of_documents(json.loads(options.keys.read_text()))
        lines = options.file.read_text().splitlines() if options.file else sys.stdin.read().splitlines()
        return _report(lines, find)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, UnknownVersionError) as error:
        print(f"nothing can be verified: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return 2


def _report(lines: Sequence[str], find: Keys) -> int:
    wrong = 0
    for number, line in enumerate(lines, 1):
        if line.strip():
            problems = _problems(json.loads(line), find)
            wrong += bool(problems)
            print(f"{number}: {'; '.join(problems) or 'good'}")  # noqa: T201 - the command's output
    return 1 if wrong else 0


def _problems(item: Mapping[str, Any], find: Keys) -> list[str]:
    if "pdu" in item:
        called = str(item.get("event_id", ""))
        return verify.pdu_problems(item["pdu"], str(item["room_version"]), find, called=called)
    asked = item["request"]
    body = str(asked.get("body", "")).encode()
    return verify.request_problems(
        asked["method"], asked["uri"], asked["authorization"], body, item["destination"], find, int(item.get("at", 0))
    )
