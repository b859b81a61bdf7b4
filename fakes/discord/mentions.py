"""Finds who and what a text mentions, within what the author allows and may do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fakes.discord.drafts import AllowedMentions

_PERSON = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")
_TAG = re.compile(r"<(@!?|@&|#)(\d+)>")

Named = Callable[[str], "str | None"]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Ids of persons and roles in the order of the text, and whether everyone is called."""

    persons: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    everyone: bool = False


def find_mentions(text: str, allowed: AllowedMentions | None) -> Mentions:
    """Return what ``text`` mentions; without ``allowed`` everything in it counts."""
    persons = tuple(dict.fromkeys(_PERSON.findall(text)))
    roles = tuple(dict.fromkeys(_ROLE.findall(text)))
    everyone = bool(_EVERYONE.search(text))
    if allowed is None:
        return Mentions(persons, roles, everyone)
    return Mentions(
        tuple(one for one in persons if "users" in allowed.parse or one in allowed.users),
        tuple(one for one in roles if "roles" in allowed.parse or one in allowed.roles),
        everyone and "everyone" in allowed.parse,
    )


def names_in(text: str, person: Named, role: Named, channel: Named) -> dict[str, str]:
    """Return what clients show in the place of each tag; tags of what isn't known stand as they are, and are left out.

    People are named without their sign.
    """
    look_up = {"@": person, "@!": person, "@&": role, "#": channel}
    names = {found[0]: look_up[found[1]](found[2]) for found in _TAG.finditer(text)}
    return {tag: name for tag, name in names.items() if name is not None}
