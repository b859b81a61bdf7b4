"""The drivers' half of the line between script and client: a JSON object a line, in and out, answered as they come.

Runs in the clients' image, so it imports nothing of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
from collections.abc import Callable
from typing import Any

PATIENCE = 15.0


class CannotError(Exception):
    """What a library has no way to do."""

    ID = "CANNOT"


class Ear:
    """What an account's client was told, in order."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self._news = asyncio.Condition()

    async def hear(self, kind: str, what: object) -> None:
        """Take a piece of news."""
        async with self._news:
            self.heard.append((kind, str(what)))
            self._news.notify_all()

    async def hears(self, kind: str, what: str, patience: float = PATIENCE) -> bool:
        """Wait for a piece of news; False when it doesn't come in time."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(lambda: (kind, what) in self.heard), patience)
            except TimeoutError:
                return False
        return True

    async def counts(self, prefix: str, count: int, patience: float = PATIENCE) -> list[str]:
        """Wait until `count` new messages with a prefix came; return all that did."""
        async with self._news:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait_for(lambda: len(self._new(prefix)) >= count), patience)
        return self._new(prefix)

    async def forget(self) -> None:
        """Start anew."""
        async with self._news:
            self.heard.clear()

    def _new(self, prefix: str) -> list[str]:
        return [what for kind, what in self.heard if kind == "new" and what.startswith(prefix)]


def name_of(error: Exception) -> str:
    """Return an exception's wire name, which one library keeps and another spells as a class."""
    known = getattr(error, "ID", None)
    if isinstance(known, str):
        return re.sub(r"_X$", "", known)
    words = re.sub(r"Error$", "", type(error).__name__)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words).upper()


async def serve(make_account: Callable[[str], Any], error_name: Callable[[Exception], str] = name_of) -> None:
    """Carry out each order that comes in on a line, several at a time, until the line ends.

    An account is made from its name when it is first spoken of; orders are its methods, or its ``ear``'s.
    ``error_name`` tells the wire's name for what a library raises.
    """
    accounts: dict[str, Any] = {}

    async def carry_out(order: dict[str, Any]) -> Any:
        op = order.pop("op")
        name = order.pop("account")
        if name not in accounts:
            accounts[name] = make_account(name)
        account = accounts[name]
        return await getattr(account.ear if op in ("hears", "counts", "forget") else account, op)(**order)

    async def answer(order: dict[str, Any]) -> None:
        answer = {"line": order.pop("line")}
        try:
            answer["result"] = await carry_out(order)
        except Exception as error:  # noqa: BLE001 - the script judges what a library raises
            answer |= {"error": error_name(error), "text": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()

    loop = asyncio.get_running_loop()
    running: set[asyncio.Task[None]] = set()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        task = asyncio.create_task(answer(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)
