"""A soak's script: who does what in which order, drawn from a seed alone, and as lines that a file can hold."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from random import Random
from typing import Literal, get_args

Verb = Literal["says", "answers", "edits", "deletes", "reacts", "unreacts"]

NETWORKS = ("discord", "matrix", "telegram")
WARDEN = "carol"  # speaks the fences and nothing else: whoever speaks twice at once is reordered by real bridges
NAMES = ("alice", "bob", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "niaj", "olivia")
LEAST, MOST = len(NETWORKS), len(NETWORKS) * len(NAMES)

_WORDS = ("bread", "bridge", "cloud", "door", "harbour", "lamp", "letter", "river", "salt", "stone", "tower", "winter")
_SPICE = ("", "", "", "", " 👍", " snake_case", " 2 * 3 _ 4", " žluťoučký kůň", " שלום", "\nand a second line")
_SMALL_TALK = ("ok", "hm", "yes!", "👍")
_EMOJI = ("👍", "👎", "❤", "🎉")  # which Telegram's people may react with, too

_EDITED, _EDITED_AGAIN, _DELETED, _ANSWERS, _SMALL = 0.15, 0.3, 0.1, 0.12, 0.08  # shares of all messages
_REACTED, _TAKEN_BACK = 0.15, 0.3  # the share of messages that somebody reacts to, and of reactions that don't last


class BadScript(ValueError):  # noqa: N818 - named after what is wrong
    """A script that can't be played; the text says which line is wrong and how."""


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that somebody does.

    ``about`` is the number of the message that it answers, changes or is a reaction to, for what takes a reaction back
    the number of that reaction, and else 0. A reaction's ``text`` is its emoji.
    """

    number: int
    who: str
    verb: Verb
    text: str = ""
    about: int = 0

    @property
    def speaks(self) -> bool:
        """Whether it is a message of its own."""
        return self.verb in ("says", "answers")

    @property
    def changes(self) -> bool:
        """Whether it changes what stands already, its own or by somebody else."""
        return self.verb in ("edits", "deletes", "unreacts")

    def __str__(self) -> str:
        about = f" #{self.about}" if self.about else ""
        return f"#{self.number} {self.who} {self.verb}{about} {self.text!r}"


def script(seed: int, messages: int, people: int) -> list[Move]:
    """Return ``messages`` messages by ``people`` people over all networks, and the changes that befall them.

    Small talk repeats itself and is never changed; what will be deleted is neither answered nor reacted to.
    """
    if not LEAST <= people <= MOST:
        raise BadScript(f"A soak has {LEAST} to {MOST} people, and not {people}.")
    dice = Random(seed)  # noqa: S311 - it must give the same script again
    return _Author(dice, _cast(people)).writes(messages)


def crowd(moves: Iterable[Move]) -> tuple[str, ...]:
    """Return the names that a scene needs on each network, the warden's first."""
    named = {move.who.partition(".")[2] for move in moves}
    return (WARDEN, *(name for name in NAMES if name in named))


def closed(moves: Sequence[Move]) -> list[Move]:
    """Return the moves less those about what isn't among them, those about these, and so on."""
    there = {0}
    kept = []
    for move in moves:
        if move.about in there:
            there.add(move.number)
            kept.append(move)
    return kept


def around(moves: Sequence[Move], numbers: Collection[int]) -> list[Move]:
    """Return the moves with these numbers, with whatever they are about and whatever befalls them."""
    about = {move.number: move.about for move in moves}
    wanted = set(numbers) & about.keys()
    for number in list(wanted):
        while number := about.get(number, 0):
            wanted.add(number)
    for move in moves:
        if not move.speaks and move.about in wanted:
            wanted.add(move.number)
    return [move for move in moves if move.number in wanted]


def lines(moves: Iterable[Move]) -> str:
    """Return a script as JSON, a move a line: the same moves give the same bytes."""
    return "".join(json.dumps(asdict(move), ensure_ascii=False) + "\n" for move in moves)


def read(text: str) -> list[Move]:
    """Read what ``lines`` wrote; ``BadScript`` says which line is wrong."""
    moves: dict[int, Move] = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            move = Move(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise BadScript(f"Line {number} of the script is no move: {error}.") from None
        if fault := _fault(move, moves):
            raise BadScript(f"Line {number} of the script can't be played: {fault}.")
        moves[move.number] = move
    return list(moves.values())


def fingerprint(moves: Iterable[Move]) -> str:
    """Return what tells two scripts apart at a glance."""
    return sha256(lines(moves).encode()).hexdigest()[:16]


def _fault(move: Move, before: dict[int, Move]) -> str:
    network, _, name = move.who.partition(".")
    if network not in NETWORKS or name not in NAMES:
        return f"nobody is called {move.who!r}"
    if move.verb not in get_args(Verb):
        return f"nobody can do {move.verb!r}"
    about = before.get(move.about)
    if move.verb == "says":
        return "it is about a message, and says is about none" if move.about else ""
    if about is None or not (about.verb == "reacts" if move.verb == "unreacts" else about.speaks):
        return f"#{move.about} is no {'reaction' if move.verb == 'unreacts' else 'message'} before it"
    if move.changes and about.who != move.who:
        return f"only {about.who} changes #{about.number}"
    return ""


def _cast(people: int) -> list[str]:
    return [f"{NETWORKS[number % len(NETWORKS)]}.{NAMES[number // len(NETWORKS)]}" for number in range(people)]


class _Author:
    def __init__(self, dice: Random, people: Sequence[str]) -> None:
        self._dice = dice
        self._people = people
        self._moves: list[Move] = []
        self._coming: list[Move] = []  # changes that are due at some time later
        self._lasting: list[int] = []  # what may be answered and reacted to

    def writes(self, messages: int) -> list[Move]:
        said = 0
        while said < messages or self._coming:
            if self._coming and (said == messages or self._dice.random() < 0.35):
                self._comes(self._coming.pop(0))
            else:
                self._somebody_speaks()
                said += 1
        return self._moves

    @property
    def _next(self) -> int:
        return len(self._moves) + 1

    def _comes(self, change: Move) -> None:
        number = self._next
        self._moves.append(replace(change, number=number))
        if change.verb == "reacts" and self._dice.random() < _TAKEN_BACK:
            self._coming.append(Move(0, change.who, "unreacts", change.text, number))

    def _somebody_speaks(self) -> None:
        dice, number, who = self._dice, self._next, self._dice.choice(self._people)
        if dice.random() < _SMALL:
            self._moves.append(Move(number, who, "says", dice.choice(_SMALL_TALK)))
            return
        about = dice.choice(self._lasting[-50:]) if self._lasting and dice.random() < _ANSWERS else 0
        self._moves.append(Move(number, who, "answers" if about else "says", self._words(number), about))
        if dice.random() < _DELETED:
            self._coming.append(Move(0, who, "deletes", "", number))
            return
        self._lasting.append(number)
        for chance in (_EDITED, _EDITED * _EDITED_AGAIN):
            if dice.random() < chance:
                self._coming.append(Move(0, who, "edits", self._words(number), number))
        if dice.random() < _REACTED:
            # Once for each message: of two reactions by one person, Telegram keeps the second alone.
            self._coming.append(Move(0, dice.choice(self._people), "reacts", dice.choice(_EMOJI), number))

    def _words(self, number: int) -> str:
        words = " ".join(self._dice.choice(_WORDS) for _ in range(self._dice.randint(1, 6)))
        return f"{number}: {words}{self._dice.choice(_SPICE)}"
