"""A scene with its REST API, without a socket."""

from __future__ import annotations

import json
from typing import Any

from fakes.discord.limits import Limits
from fakes.discord.people import Person
from fakes.discord.rest import ROUTES, Answer, Request, Rest
from tests.discord.scene import Scene


class Api:
    """A scene with its REST API."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.rest = Rest(self.scene.world, ROUTES, Limits(self.scene.clock))
        self.messages = f"/channels/{self.scene.channel.id}/messages"

    def ask(self, person: Person | None, method: str, path: str, body: Any = None, **query: str) -> Answer:
        """Ask as a person or a bot, under /api/v10 unless the path begins otherwise."""
        headers = {"content-type": "application/json"}
        if person is not None:
            headers["authorization"] = f"Bot {person.token}" if person.bot else person.token
        data = b"" if body is None else json.dumps(body).encode()
        return self.rest.answer(Request(method, f"/api/v10{path}", query, headers, data))

    def refusals(self) -> list[str]:
        """Return the names of the refusals witnessed so far."""
        return [fact.detail["name"] for fact in self.scene.facts if fact.kind == "refusal"]
