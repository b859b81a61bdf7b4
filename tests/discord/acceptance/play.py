"""One client on the stage: its driver's line, the fake's control API, and what the steps have made so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.acceptance.control import Control
from tests.acceptance.driver import Actor, Driver

HOST = "discord-fake"
CONTROL = Control(HOST)
act = CONTROL.act
HERE = Path(__file__).parent
COMMANDS = {
    "discord.py": ["/opt/discord-py/bin/python", str(HERE / "discord_py_driver.py")],
    "discord.js": ["/opt/discord-js/node", str(HERE / "discord_js_driver.js")],
    "discordgo": ["/opt/discordgo"],
}
# Everything that an application can be granted but ADMINISTRATOR, which no overwrite could take anything from.
RIGHTS = str((1 << 53) - 1 & ~(1 << 3))
VIEW, SEND = 1 << 10, 1 << 11
PATIENCE = 15.0
WIDE = 2  # a premium tier with 50 MiB a file


def witnessed() -> list[dict[str, Any]]:
    """Return everything that the fake has witnessed so far; the last record is provoked."""
    mark = act("person.create", name="mark", scope="mark")
    place = act("guild.create", name="mark", owner=mark["id"], scope="mark")["channels"][0]["id"]
    last = act("message.send", channel=place, author=mark["id"], content="mark")["id"]
    return CONTROL.witnessed(lambda record: record.get("ref") == last)


def shard_of(guild: str, count: int) -> int:
    """Return the shard that gets a guild's events (Gateway, "Sharding formula")."""
    return (int(guild) >> 22) % count


class Play:
    """The people, the places and what the steps remember."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.driver = Driver(COMMANDS[client])
        self.bot, self.twin, self.stray = (Actor(self.driver, name) for name in ("bot", "twin", "stray"))
        self.alice, self.bob, self.carol = (self._person(name) for name in ("alice", "bob", "carol"))
        self.robot = self._person("robot", bot=True)
        self.lobbies: dict[str, str] = {}  # guild -> its first channel
        self.guild = self._guild("guild", self.bob, self.carol)
        self.general = self.channel("talk")
        self.forum = self.channel("forum", type=15)
        self.locked, self.hidden = self._denied("locked", SEND), self._denied("hidden", VIEW)
        act("channel.update", channel=self.forum, changes={"available_tags": [{"name": "news"}]})
        act("guild.update", guild=self.guild, changes={"premium_tier": WIDE})
        self.plain = self._guild("plain")
        self.kept: dict[str, Any] = {}

    def _person(self, name: str, **more: Any) -> dict[str, Any]:
        return act("person.create", name=name, scope="play", **more)

    def _guild(self, name: str, *members: dict[str, Any]) -> str:
        ids = [one["id"] for one in members]
        made = act("guild.create", name=name, owner=self.alice["id"], members=ids, scope="play")
        act("guild.join", guild=made["id"], person=self.robot["id"], permissions=RIGHTS)
        self.lobbies[made["id"]] = made["channels"][0]["id"]
        return str(made["id"])

    def channel(self, name: str, **more: Any) -> str:
        """Open a channel in the guild."""
        return str(act("channel.create", guild=self.guild, name=name, **more)["id"])

    def _denied(self, name: str, right: int) -> str:
        """Open a channel in which the robot lacks a right."""
        channel = self.channel(name)
        act("overwrite.set", channel=channel, target=self.robot["id"], deny=str(right))
        return channel

    def guilds_of_two_shards(self) -> list[str]:
        """Return a guild for each of two shards; new ones are founded until there are both."""
        found = {shard_of(guild, 2): guild for guild in (self.guild, self.plain)}
        while len(found) < 2:
            guild = self._guild("another")
            found[shard_of(guild, 2)] = guild
        return [found[0], found[1]]

    def alice_says(self, text: str, channel: str = "", **more: Any) -> str:
        """Let alice write; return the message's id."""
        order = {"channel": channel or self.general, "author": self.alice["id"], "content": text, **more}
        return str(act("message.send", **order)["id"])

    def alice_does(self, operation: str, message: str, **more: Any) -> None:
        """Let alice do something to a message."""
        act(operation, channel=self.general, author=self.alice["id"], message=message, **more)

    def as_kept(self, number: str) -> dict[str, Any]:
        """Return a message as the fake keeps it: clients have caches."""
        found = act("message.list", channel=self.general)["messages"]
        return next(dict(one) for one in found if one["id"] == number)

    def calls(self, method: str, place: str) -> list[dict[str, Any]]:
        """Return the robot's calls of a route in a place, each with its `at` and `status`."""
        return [
            {"at": record["at"], "status": record["detail"]["status"]}
            for record in witnessed()
            if record["kind"] == "call" and record["detail"].get("method") == method and record["place"] == place
        ]

    def presence(self) -> tuple[str, list[str]]:
        """Return the status and the games that the robot showed last; nothing before it did."""
        shown = [one["detail"] for one in witnessed() if one["detail"].get("method") == "gateway presence"]
        return (shown[-1]["status"], shown[-1]["playing"]) if shown else ("", [])

    def last_log_in(self) -> str:
        """Return how the robot came to the gateway most lately: `gateway identify` or `gateway resume`."""
        methods = [str(record["detail"].get("method")) for record in witnessed() if record["kind"] == "call"]
        return next(method for method in reversed(methods) if method in ("gateway identify", "gateway resume"))

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Ask again and again until something holds; each question is a call to the fake."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"{what} never came"

    def comes_back(self, how: str, fault: Callable[[], Any]) -> None:
        """Break the bot's connection and wait until it is `resumed` or `ready` again, or either (`back`)."""
        self.bot.forget()
        fault()
        assert self.bot.hears(kind=how, what="0", patience=40), f"it never was {how} again"
