"""Text with what sets parts of it apart, the same for every network: bold, hidden, a link, somebody's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

# However a network marks the items of a list; nothing else is at a line's beginning with a space after it.
_BULLET = re.compile(r"^ ?[-*•●◦] ", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """What sets words apart.

    ``kind`` is bold, italic, underline, strike, code, block (of code, ``of`` its language), spoiler, quote, item (of
    a list), link (``of`` its address), person or room (``of`` the network's own id), role, emoji (``of`` whatever
    names the picture).
    """

    kind: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.of}".rstrip()


_NONE: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are set alike."""

    text: str
    marks: frozenset[Mark] = _NONE


@dataclass(frozen=True, slots=True)
class Rich:
    """A text, run by run."""

    runs: tuple[Run, ...] = ()

    @property
    def text(self) -> str:
        """What stands there, with its lines."""
        return "".join(run.text for run in self.runs)

    @property
    def words(self) -> str:
        """What stands there, with every white space one space: where blocks break lines, no two networks agree."""
        return " ".join(_BULLET.sub("• ", self.text).split())

    @property
    def marked(self) -> tuple[tuple[str, str], ...]:
        """Every stretch that is set apart, as its mark and its words, in the order of place; items come last."""
        # Code keeps its lines; elsewhere they are where the network likes them.
        stretches = [
            (mark, text.strip("\n") if mark.kind == "block" else " ".join(text.split()))
            for _, mark, text in self.stretches()
        ]
        # A picture is told by its bytes: every network has another name for it.
        return tuple(
            (mark.kind if mark.kind == "emoji" else str(mark), words)
            for mark, words in (*stretches, *self._items())
            if words
        )

    def stretches(self) -> list[tuple[int, Mark, str]]:
        """Return every mark with the whole text that it sets apart and where that begins, in the order of place."""
        found: list[tuple[int, Mark, str]] = []
        for mark in {mark for run in self.runs for mark in run.marks}:
            position = 0
            for is_in, runs in groupby(self.runs, lambda run: mark in run.marks):  # noqa: B023 - used up at once
                text = "".join(run.text for run in runs)
                found += [(position, mark, text)] if is_in else []
                position += len(text)
        return sorted(found)

    def after(self, length: int) -> Rich:
        """Return what is left behind the first ``length`` characters."""
        kept = []
        for run in self.runs:
            kept.append(replace(run, text=run.text[max(0, length) :]))
            length -= len(run.text)
        return Rich(tuple(run for run in kept if run.text))

    def naming(self, behind: str) -> Rich:
        """Return the same with something behind the name of everybody who is mentioned."""
        return Rich(
            tuple(
                replace(run, text=run.text + behind) if any(mark.kind == "person" for mark in run.marks) else run
                for run in self.runs
            )
        )

    def _items(self) -> Iterator[tuple[Mark, str]]:
        code = {"code", "block"}
        shown = "".join(run.text for run in self.runs if not {mark.kind for mark in run.marks} & code)
        for line in shown.split("\n"):
            if bullet := _BULLET.match(line):
                yield Mark("item"), line[bullet.end() :].strip()


def rich(*parts: str | Rich) -> Rich:
    """Join plain and marked parts."""
    runs = [run for part in parts for run in (part.runs if isinstance(part, Rich) else (Run(part),))]
    return Rich(tuple(merged(runs)))


def marked(part: str | Rich, kind: str, of: str = "") -> Rich:
    """Set a part apart, inside as well as what sets parts of it apart already."""
    mark = Mark(kind, of)
    return Rich(tuple(replace(run, marks=run.marks | {mark}) for run in rich(part).runs))


def merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Join neighbours that are set alike; nothing is left of empty ones."""
    for marks, alike in groupby((run for run in runs if run.text), lambda run: run.marks):
        yield Run("".join(run.text for run in alike), marks)


def nested(
    runs: Sequence[Run], text: Callable[[Run], str], wrap: Callable[[Mark, str], str], inside: frozenset[Mark] = _NONE
) -> str:
    """Write runs as markup whose marks enclose each other: ``wrap`` puts one around what ``text`` and it made."""
    written, position = "", 0
    while position < len(runs):
        left = runs[position].marks - inside
        if not left:
            written += text(runs[position])
            position += 1
            continue
        end, mark = max((_reach(runs, position, mark), mark) for mark in left)
        written += wrap(mark, nested(runs[position:end], text, wrap, inside | {mark}))
        position = end
    return written


def _reach(runs: Sequence[Run], start: int, mark: Mark) -> int:
    return next((end for end in range(start, len(runs)) if mark not in runs[end].marks), len(runs))


def bold(part: str | Rich) -> Rich:
    """Set in bold."""
    return marked(part, "bold")


def italic(part: str | Rich) -> Rich:
    """Set in italics."""
    return marked(part, "italic")


def strike(part: str | Rich) -> Rich:
    """Strike through."""
    return marked(part, "strike")


def code(text: str) -> Rich:
    """Set as code within a line."""
    return marked(text, "code")


def block(text: str, language: str = "") -> Rich:
    """Set as a block of code."""
    return marked(text, "block", language)


def spoiler(part: str | Rich) -> Rich:
    """Hide until somebody asks for it."""
    return marked(part, "spoiler")


def quote(part: str | Rich) -> Rich:
    """Set as somebody's words."""
    return marked(part, "quote")


def link(text: str, address: str) -> Rich:
    """Lead somewhere."""
    return marked(text, "link", address)
