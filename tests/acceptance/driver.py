"""The script's half of the line to a client: a process of its own, a JSON object a line, in and out."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

PATIENCE = 60.0  # seconds for one order; the largest file is the slowest


class ClientError(Exception):
    """What a client's library raised; ``name`` is the wire's name for it."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


class CannotError(Exception):
    """What a client's library has no way to do."""


def refused(name: str, call: Callable[[], Any], about: str = "") -> None:
    """Hold that a call ends with an error of this name, whose text mentions ``about``."""
    found, text = "no error", ""
    try:
        call()
    except ClientError as error:
        found, text = error.name, str(error)
    assert found == name, f"{found} instead of {name}: {text}"
    assert about in text, f"{about!r} isn't in {text!r}"


class Driver:
    """A client in a process of its own; orders are JSON, a line each."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._number = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def begin(self, account: str, op: str, **order: Any) -> int:
        """Give an order and don't wait; return its number."""
        self._number += 1
        self._answers[self._number] = queue.Queue()
        assert self._process.stdin is not None
        line = {"line": self._number, "account": account, "op": op, **order}
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return self._number

    def end(self, number: int, patience: float = PATIENCE) -> Any:
        """Return an order's result; raise what the client raised."""
        try:
            answer = self._answers[number].get(timeout=patience)
        except queue.Empty:
            raise ClientError("NO_ANSWER", f"no answer within {patience:.0f} s") from None
        del self._answers[number]
        if "error" not in answer:
            return answer["result"]
        if answer["error"] == "CANNOT":
            raise CannotError(answer["text"])
        raise ClientError(answer["error"], answer["text"])

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Hold the process, as a machine that sleeps does: it reads and writes nothing meanwhile."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                answer = json.loads(line)
                if waiting := self._answers.get(answer["line"]):
                    waiting.put(answer)


class Actor:
    """One account's client: every attribute is an order that its driver takes."""

    def __init__(self, driver: Driver, name: str) -> None:
        self.driver = driver
        self.name = name

    def __getattr__(self, op: str) -> Any:
        def order(**fields: Any) -> Any:
            return self.driver.end(self.driver.begin(self.name, op, **fields))

        return order

    def begin(self, op: str, **fields: Any) -> int:
        """Give an order and don't wait for its end."""
        return self.driver.begin(self.name, op, **fields)
