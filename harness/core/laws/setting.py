"""What the laws must be told: which places are one conversation, and how a message rightly looks elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from harness.core.fact import Fact, Place


@dataclass(frozen=True, slots=True)
class Expected:
    """How a copy should read; ``None`` promises nothing about a field, and ``file`` promises one.

    ``pieces`` are what may stand beside the copy where a network, or a bridge, makes several messages of one.
    """

    text: str | None = None
    author: str | None = None
    author_name: str | None = None
    file: bool = False
    pieces: tuple[Expected, ...] = ()

    def fits_author(self, fact: Fact) -> bool:
        """Tell whether ``fact`` is by whom it should be."""
        return self.author in (None, fact.author) and self.author_name in (None, fact.author_name)

    def fits(self, fact: Fact) -> bool:
        """Tell whether ``fact`` reads as it should, and is by whom it should be."""
        carries = not self.file or bool(fact.file)
        return carries and self.text in (None, fact.text) and self.fits_author(fact)


class Rendering(Protocol):
    """The bridges' promise, a pure function: what a fact becomes in another place of its route."""

    def __call__(self, origin: Fact, onto: Place) -> Expected | None:
        """Return how ``origin`` (a message, edit, delete or reaction) shows in ``onto``; None when nothing is promised.

        For an edit it is the whole new text; for a delete an empty ``Expected`` promises that the copy goes; for a
        reaction ``text`` is the emoji there.
        """


@dataclass(frozen=True, slots=True)
class Route:
    """Places that are one conversation: whatever is said in one comes to all the others."""

    name: str
    places: frozenset[Place]


def _ordered_by_us(fact: Fact) -> bool:
    return fact.cause == "control"


def _nothing(_: Fact) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that a history is judged by.

    ``ours`` tells what our people did from what bridges did; ``noise`` names messages of a bridge that are no copies
    (notices, answers to commands, fences). ``settled`` is the journal's mark of a fence: what came after it may be on
    its way still. ``refusals`` are the names that a test means to provoke. ``reading`` turns what shows into what
    people read in it, for instance a relay bot's ``alice: hi`` into alice saying hi; what is promised and what came
    are both read so. ``shared`` are the ids of bots that serve every route and so leak nothing by being there.
    """

    routes: Sequence[Route]
    rendering: Rendering
    ours: Callable[[Fact], bool] = _ordered_by_us
    noise: Callable[[Fact], bool] = _nothing
    reading: Callable[[Fact], Fact] = lambda fact: fact
    settled: int | None = None
    refusals: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()

    def promise(self, origin: Fact, onto: Place) -> Expected | None:
        """Return how ``origin`` must be read in ``onto``: its rendering, as ``reading`` takes it."""
        shown = self.rendering(origin, onto)
        return None if shown is None else self._as_read(shown, origin, onto)

    def _as_read(self, shown: Expected, origin: Fact, onto: Place) -> Expected:
        if shown.pieces:
            pieces = tuple(self._as_read(piece, origin, onto) for piece in shown.pieces)
            shown = replace(shown, pieces=pieces)
        if shown.text is None:
            return shown
        author, name = shown.author or "", shown.author_name or ""
        copy = Fact(0, onto.network, origin.kind, place=onto.id, author=author, author_name=name, text=shown.text)
        read = self.reading(copy)
        return shown if read is copy else Expected(read.text, read.author or None, read.author_name or None)

    def is_settled(self, fact: Fact) -> bool:
        """Tell whether ``fact`` is old enough to be held against a bridge."""
        return self.settled is None or fact.seq <= self.settled


@dataclass(frozen=True, slots=True)
class Breach:
    """A law broken: a sentence, and the facts that it names."""

    law: str
    text: str
    facts: tuple[Fact, ...]

    def __str__(self) -> str:
        return f"{self.law}: {self.text}"
