"""One client on the stage: its driver's line, the fake's control API, and what the steps have made so far."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOST = "telegram-fake"
PATIENCE = 60.0  # seconds for one order; the largest file is the slowest
HERE = Path(__file__).parent
COMMANDS = {
    "telethon": ["/opt/telethon/bin/python", str(HERE / "telethon_driver.py")],
    "tulir-telethon": ["/opt/tulir-telethon/bin/python", str(HERE / "telethon_driver.py")],
    "kurigram": ["/opt/kurigram/bin/python", str(HERE / "kurigram_driver.py")],
    "gramjs": ["/opt/gramjs/node", str(HERE / "gramjs_driver.js")],
}


class ClientError(Exception):
    """What a client's library raised; ``name`` is the wire's name for it."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


class CannotError(Exception):
    """What a client's library has no way to do."""


def act(operation: str, **order: Any) -> dict[str, Any]:
    """Give an order over the fake's control API."""
    url = f"http://{HOST}:8080/v1/act/{operation}"
    request = urllib.request.Request(url, json.dumps(order).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{operation}: {error.read().decode()}") from None


def refused(name: str, call: Callable[[], Any]) -> None:
    """Hold that a call ends with an error of this name."""
    try:
        call()
    except ClientError as error:
        found = error.name
    else:
        found = "no error"
    assert found == name, f"{found} instead of {name}"


def witnessed() -> list[dict[str, Any]]:
    """Return everything that the fake has witnessed so far; the stream goes on, so the last one is provoked."""
    mark = act("person.create", first_name="Mark", scope="mark")
    act("message.send", chat=mark["id"], author=mark["id"], text="mark")
    records = []
    with urllib.request.urlopen(f"http://{HOST}:8080/v1/witness?since=0") as stream:
        for line in stream:
            records.append(json.loads(line))
            if records[-1].get("scope") == "mark" and records[-1]["kind"] == "message":
                return records[:-1]
    return records


class Driver:
    """A client in a process of its own; orders are JSON, a line each."""

    def __init__(self, client: str) -> None:
        self._process = subprocess.Popen(
            [*COMMANDS[client], HOST], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
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


class Play:
    """The people, the chats and what the steps remember."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.driver = Driver(client)
        self.user, self.bot = Actor(self.driver, "user"), Actor(self.driver, "bot")
        self.again, self.scanned = Actor(self.driver, "again"), Actor(self.driver, "scanned")
        self.key = act("server.key")
        self.alice = self._person("Alice")
        self.bob = self._person("Bob")
        self.carol = self._person("Carol")
        self.robot = self._person("Robot", bot=True)
        self.peers: dict[str, int] = {"private": int(self.alice["id"])}
        self.chats: dict[str, str] = {}  # kind -> id in the control API
        for kind in ("group", "supergroup", "channel"):
            members = [self.bob["id"]] + ([self.robot["id"]] if kind != "channel" else [])
            order = {"kind": kind, "title": kind, "creator": self.alice["id"], "members": members}
            chat = act("chat.create", **order, scope="play")
            self.chats[kind], self.peers[kind] = chat["id"], int(chat["bot_api_id"])
        self.kept: dict[str, Any] = {}

    def _person(self, name: str, **more: Any) -> dict[str, Any]:
        return act("person.create", first_name=name, scope="play", **more)

    def alice_says(self, kind: str, text: str, **more: Any) -> str:
        """Let alice write, or send media; return the message's id in the control API."""
        chat = self.bob["id"] if kind == "private" else self.chats[kind]
        return str(act("message.send", chat=chat, author=self.alice["id"], text=text, **more)["id"])

    def alice_does(self, operation: str, kind: str, message: str, **more: Any) -> None:
        """Let alice do something to a message."""
        chat = self.bob["id"] if kind == "private" else self.chats[kind]
        act(operation, chat=chat, author=self.alice["id"], message=message, **more)

    def number(self, kind: str, text: str) -> int:
        """Return the number that the user's client has for the latest message with this text."""
        found = [item for item in self.user.history(peer=self.peers[kind], limit=100) if item["text"] == text]
        assert found, f"the history of the {kind} has no {text!r}"
        return int(found[0]["id"])


def now() -> float:
    """Return seconds for measuring."""
    return time.monotonic()
