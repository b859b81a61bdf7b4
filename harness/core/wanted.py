"""What a test waits for: a match that says field by field what it misses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class That:
    """A condition on a field's text, with a name that reads well after ``wanted``."""

    name: str
    holds: Callable[[str], bool]

    def __str__(self) -> str:
        return self.name


Wish = str | That | None
"""``None`` takes anything, a string takes itself, and ``That`` takes what it holds for."""


@dataclass(frozen=True, slots=True)
class Miss:
    """One field that isn't as wanted."""

    field: str
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.field}: wanted {self.wanted}, got {self.got}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact as wanted; the fields are those of ``Fact``, each as a text, and ``None`` takes anything."""

    kind: Wish = None
    network: Wish = None
    place: Wish = None
    author: Wish = None
    author_name: Wish = None
    via: Wish = None
    text: Wish = None
    words: Wish = None
    witness: Wish = None
    ref: Wish = None
    target: Wish = None
    scope: Wish = None
    cause: Wish = None
    file: Wish = None
    file_kind: Wish = None
    detail: Wish = None

    def misses(self, fact: object) -> list[Miss]:
        """Return every field of ``fact`` that isn't as wanted; an empty list is a match."""
        return [
            Miss(name, _said(wish), repr(got))
            for name, wish in self.wishes()
            if not _granted(wish, got := str(getattr(fact, name)))
        ]

    def takes(self, fact: object) -> bool:
        """Tell whether ``fact`` is wanted."""
        for name in _NAMES:  # the first wish that isn't granted decides, and most facts fail the kind
            wish = getattr(self, name)
            if wish is not None and not _granted(wish, str(getattr(fact, name))):
                return False
        return True

    def wishes(self) -> list[tuple[str, str | That]]:
        """Return the fields that are asked for, with what is asked."""
        return [(name, wish) for name in _NAMES if (wish := getattr(self, name)) is not None]

    def but(self, **changes: Any) -> Wanted:
        """Return this wish with some fields changed."""
        return replace(self, **changes)

    def __str__(self) -> str:
        asked = ", ".join(f"{name} {_said(wish)}" for name, wish in self.wishes())
        return asked or "anything"


_NAMES = tuple(field.name for field in fields(Wanted))


def contains(*parts: str) -> That:
    """Take a text that has all ``parts`` somewhere in it."""
    return That("containing " + " and ".join(map(repr, parts)), lambda got: all(part in got for part in parts))


def starts_with(part: str) -> That:
    """Take a text that begins with ``part``."""
    return That(f"starting with {part!r}", lambda got: got.startswith(part))


def matches(pattern: str) -> That:
    """Take a text that the whole regular expression fits, lines included."""
    compiled = re.compile(pattern, re.DOTALL)
    return That(f"matching /{pattern}/", lambda got: compiled.fullmatch(got) is not None)


def one_of(*values: str) -> That:
    """Take any of these values."""
    return That("one of " + ", ".join(map(repr, values)), lambda got: got in values)


def other_than(wish: str | That) -> That:
    """Take whatever ``wish`` would refuse."""
    return That(f"other than {_said(wish)}", lambda got: not _granted(wish, got))


def _granted(wish: str | That, got: str) -> bool:
    return wish.holds(got) if isinstance(wish, That) else wish == got


def _said(wish: str | That) -> str:
    return wish.name if isinstance(wish, That) else repr(wish)
