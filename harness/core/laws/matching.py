"""Which copy belongs to which original: the question that every other law rests on.

For one destination, in this order: what arrived exact and in its author's order; what arrived exact but out of
order; what has the right words and the wrong author; what has the right author and other words; what has neither but
is much alike. A copy that repeats one already matched, or that says what was said right here, is nobody's altered one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from harness.core.fact import Place
from harness.core.laws.history import Message
from harness.core.laws.setting import Expected

ALIKE = 0.6


@dataclass(eq=False, slots=True)
class Owed:
    """An original and how it should read at the destination: one way for each of its versions."""

    origin: Message
    versions: list[Expected]
    copy: Message | None = None
    moved: bool = False

    def fits(self, copy: Message) -> bool:
        """Tell whether ``copy`` arrived exact, as any version: an edit may come before its message was bridged."""
        return any(version.fits(copy.first) for version in self.versions)

    def shares_fate(self, copy: Message) -> bool:
        """Tell whether ``copy`` is exact and ended as its original did: gone or not, and with the same last words."""
        same_end = bool(copy.deletions) == bool(self.origin.deletions)
        return same_end and self.versions[-1].text in (None, copy.newest.text) and self.fits(copy)

    def fits_text(self, copy: Message) -> bool:
        """Tell whether ``copy`` has the right words."""
        return any(version.text == copy.first.text for version in self.versions)

    def fits_author(self, copy: Message) -> bool:
        """Tell whether ``copy`` is by the right author."""
        return any(version.fits_author(copy.first) for version in self.versions)

    def lacks_file(self, copy: Message) -> bool:
        """Tell whether ``copy`` can't be this: a file was promised, and it has none."""
        return any(version.file for version in self.versions) and not copy.first.file

    def repeats_file(self, copy: Message) -> bool:
        """Tell whether ``copy`` brings a file as this promised to."""
        return any(version.file and version.fits(copy.first) for version in self.versions)

    def likeness(self, copy: Message) -> float:
        """Return from 0 to 1 how much the words are alike."""
        if self.lacks_file(copy):
            return 0.0
        texts = [version.text for version in self.versions if version.text is not None]
        return max((likeness(text, copy.first.text) for text in texts), default=1.0)


@dataclass(slots=True)
class Matched:
    """The outcome at one destination: each owed message with its copy if it has one, and the copies left over."""

    owed: list[Owed]
    strays: list[Message] = field(default_factory=list)


def match(owed: list[Owed], copies: Sequence[Message], said_here: Sequence[Message]) -> Matched:
    """Give each owed message its copy; ``said_here`` are the originals of the destination itself."""
    left = list(copies)
    streams = _streams(owed)
    for stream in streams:
        _in_order(stream, left)
    _out_of_order(owed, left)
    _pair(owed, left, Owed.fits_text)
    # With its own copy found, a message's second one is a repeat, and an echo is no alteration of anything.
    odd = [copy for copy in left if not _repeats(copy, owed) and not _was_said(copy, said_here)]
    _pair_most_alike(owed, odd)
    for stream in streams:
        _pair_between_neighbours(stream, odd)
    taken = {id(one.copy) for one in owed}
    return Matched(owed, [copy for copy in copies if id(copy) not in taken])


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how much two texts are alike."""
    return SequenceMatcher(None, one[:2000], other[:2000], autojunk=False).ratio()


def _stream(one: Owed) -> tuple[Place, str]:
    first = one.origin.first
    return (first.where, first.author or first.author_name)


def _streams(owed: Sequence[Owed]) -> list[list[Owed]]:
    # Order is promised within one author's messages in one place, and nowhere else.
    streams: dict[tuple[Place, str], list[Owed]] = {}
    for one in owed:
        streams.setdefault(_stream(one), []).append(one)
    return list(streams.values())


def _in_order(stream: Sequence[Owed], left: list[Message]) -> None:
    by_text: dict[str | None, list[Owed]] = {}
    for one in stream:
        for version in one.versions:
            by_text.setdefault(version.text, []).append(one)
    wordless = by_text.get(None, ())
    candidates = [
        copy for copy in left if any(one.fits(copy) for one in (*by_text.get(copy.first.text, ()), *wordless))
    ]
    # Of two copies that read alike, the one with the original's later life is its own.
    for one, copy in _longest_common(stream, candidates):
        one.copy = copy
        left.remove(copy)


def _longest_common(stream: Sequence[Owed], copies: Sequence[Message]) -> list[tuple[Owed, Message]]:
    """Return the longest run of pairs that keeps both orders; histories without a fault take linear time."""
    start = 0
    while start < min(len(stream), len(copies)) and stream[start].shares_fate(copies[start]):
        start += 1
    pairs = list(zip(stream[:start], copies[:start], strict=True))
    rows, columns = stream[start:], copies[start:]
    fits = [[one.shares_fate(copy) for copy in columns] for one in rows]
    best = [[0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for row in reversed(range(len(rows))):
        for column in reversed(range(len(columns))):
            longer = best[row + 1][column + 1] + 1 if fits[row][column] else 0
            best[row][column] = max(longer, best[row + 1][column], best[row][column + 1])
    row = column = 0
    while row < len(rows) and column < len(columns):
        if fits[row][column] and best[row][column] == best[row + 1][column + 1] + 1:
            pairs.append((rows[row], columns[column]))
            row, column = row + 1, column + 1
        elif best[row + 1][column] >= best[row][column + 1]:
            row += 1
        else:
            column += 1
    return pairs


def _pair(owed: Sequence[Owed], left: list[Message], fits: Callable[[Owed, Message], bool]) -> None:
    for one in owed:
        copy = None if one.copy else next((copy for copy in left if fits(one, copy)), None)
        if copy is not None:
            one.copy = copy
            left.remove(copy)


def _out_of_order(owed: Sequence[Owed], left: list[Message]) -> None:
    late = [one for one in owed if one.copy is None]
    _pair(late, left, Owed.fits)
    for one in late:
        if _is_crossed(one, owed):
            _swap_with_a_double(one, owed)
            one.moved = _is_crossed(one, owed)


def _is_crossed(one: Owed, owed: Sequence[Owed]) -> bool:
    return any(crossed(one, other) for other in owed)


def _swap_with_a_double(one: Owed, owed: Sequence[Owed]) -> None:
    """Exchange copies with a message that reads alike, if that puts both in order."""
    for other in owed:
        doubles = one.copy and other.copy and other is not one and one.fits(other.copy) and other.fits(one.copy)
        if not doubles:
            continue
        one.copy, other.copy = other.copy, one.copy
        if not (_is_crossed(one, owed) or _is_crossed(other, owed)):
            return
        one.copy, other.copy = other.copy, one.copy


def crossed(one: Owed, other: Owed) -> bool:
    """Tell whether two messages of one stream were said in one order and came in the other."""
    if one.copy is None or other.copy is None or _stream(one) != _stream(other):
        return False
    said = one.origin.first.seq - other.origin.first.seq
    return said * (one.copy.first.seq - other.copy.first.seq) < 0


def _pair_most_alike(owed: Sequence[Owed], left: list[Message]) -> None:
    pairs = [
        (one.fits_author(copy), alike, one, copy)
        for one in owed
        if one.copy is None
        for copy in left
        if (alike := one.likeness(copy)) >= ALIKE
    ]
    for _, _, one, copy in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
        if one.copy is None and copy in left:
            one.copy = copy
            left.remove(copy)


def _pair_between_neighbours(stream: Sequence[Owed], left: list[Message]) -> None:
    # What stands where a message should, by its author, is that message however little is left of its words.
    for place, one in enumerate(stream):
        if one.copy is not None:
            continue
        after = max((other.copy.first.seq for other in stream[:place] if other.copy), default=0)
        before = min((other.copy.first.seq for other in stream[place + 1 :] if other.copy), default=None)
        for copy in left:
            between = copy.first.seq > after and (before is None or copy.first.seq < before)
            if between and one.fits_author(copy) and not one.lacks_file(copy):
                one.copy = copy
                left.remove(copy)
                break


def _repeats(copy: Message, owed: Sequence[Owed]) -> bool:
    return any(one.copy is not None and one.fits_text(copy) for one in owed)


def _was_said(copy: Message, said_here: Sequence[Message]) -> bool:
    return any(repeats(version.text, copy.first.text) for said in said_here for version in said.versions)


def repeats(said: str, seen: str) -> bool:
    """Tell whether ``seen`` says ``said`` again, perhaps with a prefix or in quotes."""
    if not said:
        return False
    return said == seen or (len(said) > 1 and seen.endswith(said)) or (len(said) > 7 and said in seen)
