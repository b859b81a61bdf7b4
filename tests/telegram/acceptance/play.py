"""One client on the stage: its driver's line, the fake's control API, and what the steps have made so far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.control import Control
from tests.acceptance.driver import Actor, Driver

HOST = "telegram-fake"
CONTROL = Control(HOST)
act = CONTROL.act
HERE = Path(__file__).parent
COMMANDS = {
    "telethon": ["/opt/telethon/bin/python", str(HERE / "telethon_driver.py")],
    "tulir-telethon": ["/opt/tulir-telethon/bin/python", str(HERE / "telethon_driver.py")],
    "kurigram": ["/opt/kurigram/bin/python", str(HERE / "kurigram_driver.py")],
    "gramjs": ["/opt/gramjs/node", str(HERE / "gramjs_driver.js")],
}


def witnessed() -> list[dict[str, Any]]:
    """Return everything that the fake has witnessed so far; the last record is provoked."""
    mark = act("person.create", first_name="Mark", scope="mark")
    act("message.send", chat=mark["id"], author=mark["id"], text="mark")
    return CONTROL.witnessed(lambda record: record.get("scope") == "mark" and record["kind"] == "message")


class Play:
    """The people, the chats and what the steps remember."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.driver = Driver([*COMMANDS[client], HOST])
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
