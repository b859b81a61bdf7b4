"""Histories for the laws: what a faultless superbridge leaves behind, made from a seed, and ways to spoil it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from harness.core.fact import Fact, Kind, Network, Place
from harness.core.laws import Expected, Route, Setting

PLACES = {
    "red": (Place("discord", "100"), Place("matrix", "!red"), Place("telegram", "-10")),
    "blue": (Place("discord", "200"), Place("matrix", "!blue"), Place("telegram", "-20")),
    "alone": (Place("matrix", "!alone"),),
}
ROUTES = [Route(name, frozenset(places)) for name, places in PLACES.items()]
WORDS = ("one", "two", "three", "four", "five", "river", "stone", "cloud", "lamp", "door", "bread", "salt")
FIRST_NAMES = ("alice", "bob", "carol", "dave")


@dataclass(frozen=True)
class Speaker:
    """One of our people, at home in one place."""

    name: str
    home: Place

    @property
    def id(self) -> str:
        """The person's id in the home network, another for each conversation."""
        return f"@{self.name}:{self.home.id}" if self.home.network == "matrix" else f"{self.name}{self.home.id}"


def rendering(origin: Fact, onto: Place) -> Expected | None:
    """Escape underscores on the way to Discord; go by ghosts on Matrix, a webhook's name on Discord, a bot on Telegram.

    Reactions reach Matrix only.
    """
    if origin.kind in ("reaction", "unreaction"):
        return Expected(origin.text) if onto.network == "matrix" else None
    if origin.kind == "delete":
        return Expected()
    text = origin.text.replace("_", "\\_") if onto.network == "discord" else origin.text
    if onto.network == "matrix":
        return Expected(text, f"@{origin.network}_{origin.author}", origin.author_name)
    return Expected(text, {"discord": "hook", "telegram": "relaybot"}[onto.network], origin.author_name)


def reading(copy: Fact) -> Fact:
    """Split a relay bot's ``name: words`` on Telegram."""
    if copy.network != "telegram" or ": " not in copy.text:
        return copy
    name, _, text = copy.text.partition(": ")
    return replace(copy, author_name=name, text=text)


SETTING = Setting(ROUTES, rendering, reading=reading, shared=frozenset({"hook", "relaybot"}))


@dataclass
class Scribe:
    """Writes facts in the order in which they happen, as the journal would hold them."""

    dice: random.Random
    facts: list[Fact] = field(default_factory=list)
    queues: dict[tuple[Place, Place], list[Fact]] = field(default_factory=dict)
    copies: dict[tuple[str, Place], str] = field(default_factory=dict)

    def write(self, fact: Fact) -> None:
        """Add a fact; on Matrix two people see it."""
        witnesses = ("matrix.erin", "matrix.frank") if fact.network == "matrix" else ("fake",)
        self.facts += [replace(fact, witness=witness) for witness in witnesses]

    def act(self, speaker: Speaker, kind: Kind, text: str = "", target: str = "") -> str:
        """Do something at home, and queue its copies to the other places of the route."""
        ref = target if kind == "edit" and speaker.home.network != "matrix" else f"o{len(self.facts)}"
        place = speaker.home
        origin = Fact(
            at=0,
            network=place.network,
            kind=kind,
            place=place.id,
            author=speaker.id,
            author_name=speaker.name,
            ref=ref,
            target=target,
            text=text,
            cause="control",
        )
        self.write(origin)
        for onto in next(places for places in PLACES.values() if place in places):
            if onto != place:
                self.queues.setdefault((place, onto), []).append(origin)
        return ref

    def bridge_some(self, chance: float) -> None:
        """Let every queue deliver from its head, in order, for as long as the dice say."""
        for (_, onto), queue in self.queues.items():
            while queue and self.dice.random() < chance:
                self._deliver(queue.pop(0), onto)

    def _deliver(self, origin: Fact, onto: Place) -> None:
        promised = rendering(origin, onto)
        if promised is None:
            return
        target = self.copies[origin.target, onto] if origin.target else ""
        ref = target if origin.kind == "edit" and onto.network != "matrix" else f"c{len(self.facts)}"
        if origin.kind == "message":
            self.copies[origin.ref, onto] = ref
        spoken = origin.kind in ("message", "edit") and onto.network == "telegram"
        self.write(
            Fact(
                at=0,
                network=onto.network,
                kind=origin.kind,
                place=onto.id,
                author=promised.author or "ghost",
                author_name=promised.author_name or "",
                ref=ref,
                target=target,
                text=f"{origin.author_name}: {promised.text}" if spoken else promised.text or "",
                cause="wire",
            )
        )


def clean(seed: int, messages: int = 40) -> list[Fact]:
    """Return what a faultless superbridge leaves behind: talk in every place, with edits, deletes and reactions."""
    dice = random.Random(seed)
    scribe = Scribe(dice)
    speakers = [Speaker(name, place) for places in PLACES.values() for place in places for name in FIRST_NAMES]
    said: list[tuple[Speaker, str]] = []
    for _ in range(messages):
        speaker = dice.choice(speakers)
        ref = scribe.act(
            speaker, "message", " ".join(dice.choices(WORDS, k=dice.randint(1, 5))) + dice.choice(["", "_"])
        )
        said.append((speaker, ref))
        if dice.random() < 0.3:
            _change(scribe, said)
        scribe.bridge_some(0.6)
    scribe.bridge_some(1)
    return numbered(scribe.facts)


def _change(scribe: Scribe, said: list[tuple[Speaker, str]]) -> None:
    dice = scribe.dice
    index = dice.randrange(len(said))
    speaker, ref = said[index]
    match dice.choice(["edit", "delete", "reaction"]):
        case "edit":
            scribe.act(speaker, "edit", " ".join(dice.choices(WORDS, k=4)), ref)
        case "delete":
            del said[index]
            scribe.act(speaker, "delete", target=ref)
        case _:
            scribe.act(speaker, "reaction", "👍", ref)


def numbered(facts: Sequence[Fact]) -> list[Fact]:
    """Give facts the journal's numbers, and a time each."""
    return [replace(fact, seq=number, at=1000 + number / 1000) for number, fact in enumerate(facts, 1)]


@dataclass(frozen=True)
class Talk:
    """A short conversation with nothing left to chance: alice's words on Discord, each with both its copies."""

    facts: list[Fact]

    def copy(self, onto: Network, text: str) -> Fact:
        """Return the copy of ``text`` on a network."""
        return next(
            fact for fact in self.facts if fact.cause == "wire" and fact.network == onto and fact.text.endswith(text)
        )

    def without(self, unwanted: Callable[[Fact], bool]) -> list[Fact]:
        """Return the history less some facts."""
        return numbered([fact for fact in self.facts if not unwanted(fact)])

    def changed(self, chosen: Fact, **changes: object) -> list[Fact]:
        """Return the history with every witness of one event seeing it changed."""
        return numbered(
            [replace(fact, **changes) if fact.event == chosen.event else fact for fact in self.facts]  # type: ignore[arg-type]
        )

    def followed_by(self, *more: Fact) -> list[Fact]:
        """Return the history with facts added at its end."""
        return numbered([*self.facts, *more])


def talk(*script: tuple[str, str, str], home: Place = PLACES["red"][0], name: str = "alice") -> Talk:
    """Play ``(kind, text, the text that it is about)`` one after the other, each bridged before the next."""
    scribe = Scribe(random.Random(0))
    refs: dict[str, str] = {}
    speaker = Speaker(name, home)
    for kind, text, about in script:
        refs[text or kind] = scribe.act(speaker, kind, text, refs.get(about, ""))  # type: ignore[arg-type]
        scribe.bridge_some(1)
    return Talk(numbered(scribe.facts))
