"""One request as a handler sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from fakes.discord.errors import FieldErrors, invalid_field, unauthorized
from fakes.discord.fields import Fields
from fakes.discord.multipart import Part
from fakes.discord.people import Person
from fakes.discord.shapes import Json
from fakes.discord.snowflake import is_snowflake
from fakes.discord.world import World

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_WORDS = {"user": "@me", "message": "@original"}
_SNOWFLAKES = ("channel", "guild", "message", "user", "webhook", "role", "target")


@dataclass(frozen=True, slots=True)
class Call:
    """The world, who calls (nobody on routes open to all), the path's parameters, the query, the body and its files."""

    world: World
    caller: Person | None
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    parts: Sequence[Part] = ()
    reason: str = ""
    """Why, as the audit log will show it."""

    @property
    def person(self) -> Person:
        """Who calls; 401 on a route that needs somebody."""
        if self.caller is None:
            raise unauthorized()
        return self.caller

    def text(self, name: str) -> str:
        """Return a path parameter, unquoted."""
        return unquote(self.params[name])

    @property
    def rows(self) -> Any:
        """Return the list that is the body."""
        return self.body["rows"]

    def note(self, action: str, guild_id: str, target: str, **options: str) -> None:
        """Put what the caller did into the guild's audit log."""
        self.world.audit.note(self.world.guilds.get(guild_id), self.person, action, target, self.reason, **options)

    def flag(self, name: str) -> bool:
        """Return a boolean of the query."""
        return self.query.get(name, "").lower() in ("true", "1")

    @contextmanager
    def fields(self) -> Iterator[Fields]:
        """Read the body's fields; 50035 after the block with everything that was wrong in it."""
        errors = FieldErrors()
        yield Fields(self.body, errors)
        errors.raise_if_any()

    def anchor(self, name: str) -> str:
        """Return an id of the query, or nothing when it isn't there; 50035 for what is none."""
        text = self.query.get(name, "")
        if text and not is_snowflake(text):
            raise invalid_field(name, "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
        return text

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """Return an integer of the query within bounds; 50035 outside of them."""
        text = self.query.get(name, str(default))
        if not _INTEGER.fullmatch(text):
            raise invalid_field(name, "NUMBER_TYPE_COERCE", f'Value "{text}" is not int.')
        if int(text) < low:
            raise invalid_field(name, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        if int(text) > high:
            raise invalid_field(name, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
        return int(text)


def check_ids(params: Mapping[str, str]) -> None:
    """Raise 50035 for a path parameter that should be an id and isn't; ``@me`` may stand for a user."""
    for name in _SNOWFLAKES:
        value = params.get(name)
        if value is not None and not is_snowflake(value) and value != _WORDS.get(name):
            raise invalid_field(f"{name}_id", "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
