"""Finds who and what a text mentions, within what the author allows and may do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fakes.discord.shapes import Json

_PERSON = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Ids of persons and roles in the order of the text, and whether everyone is called."""

    persons: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    everyone: bool = False


def find_mentions(text: str, allowed: Json | None) -> Mentions:
    """Return what ``text`` mentions; ``allowed`` is the request's ``allowed_mentions`` (None allows all)."""
    persons = tuple(dict.fromkeys(_PERSON.findall(text)))
    roles = tuple(dict.fromkeys(_ROLE.findall(text)))
    everyone = bool(_EVERYONE.search(text))
    if allowed is None:
        return Mentions(persons, roles, everyone)
    kinds = set(allowed.get("parse") or ())
    named_persons, named_roles = set(allowed.get("users") or ()), set(allowed.get("roles") or ())
    return Mentions(
        tuple(one for one in persons if "users" in kinds or one in named_persons),
        tuple(one for one in roles if "roles" in kinds or one in named_roles),
        everyone and "everyone" in kinds,
    )
