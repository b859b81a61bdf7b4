"""A performance: everybody at once, each in their own order, and no move about what hasn't come."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from types import MappingProxyType
from typing import Any, ClassVar

import pytest

from harness.actors.cast import Cast
from harness.actors.performance import Performance, Played
from harness.actors.person import Person, Stage
from harness.actors.scene import Scene
from harness.core.fact import Fact, Kind, Network, Place
from harness.core.journal import Journal
from harness.core.laws.setting import Expected, Route
from harness.core.rich import Rich, rich
from harness.core.script import Move, script

PLACES: dict[Network, str] = {"discord": "1", "matrix": "!1", "telegram": "-1"}
PEOPLE = ("carol", "alice", "bob", "erin", "frank")


def rendering(origin: Fact, onto: Place) -> Expected | None:
    goes_there = origin.kind != "reaction" or onto.network == "matrix"
    return Expected(origin.text, f"ghost of {origin.author}") if goes_there else None


class Bridged(Person):
    """Somebody whose doings cross a moment later, but for the texts that ``swallowed`` names."""

    network: ClassVar[Network] = "discord"
    swallowed: frozenset[str] = frozenset()
    numbers = count(1)

    async def says(self, text: str | Rich, *, reply_to: Fact | None = None) -> Fact:
        ref = f"m{next(self.numbers)}"
        answered = reply_to.ref.partition(" ")[0] if reply_to else ""
        return self._does("message", rich(text).text, ref=ref, target=answered)

    async def edits(self, said: Fact, text: str) -> Fact:
        return self._does("edit", text, ref=said.ref, target=said.ref)

    async def deletes(self, said: Fact) -> Fact:
        return self._does("delete", "", ref=said.ref, target=said.ref)

    async def reacts(self, said: Fact, emoji: str) -> Fact:
        return self._does("reaction", emoji, ref=f"r{next(self.numbers)}", target=said.ref)

    async def takes_back(self, reaction: Fact) -> Fact:
        gone: dict[str, Any] = {"kind": "delete", "target": reaction.ref}
        return self._does("unreaction", reaction.text, ref="", target=reaction.target, shown=gone)

    sends = sees_file = None  # type: ignore[assignment]

    def _does(
        self, kind: Kind, text: str, ref: str, target: str, shown: Mapping[str, Any] = MappingProxyType({})
    ) -> Fact:
        fact = Fact(0, self.network, kind, place=self.place, author=self.id, author_name=self.name, text=text)
        journal, scope = self.stage.journal, self.stage.scope
        done = journal.append(replace(fact, cause="control", scope=scope, ref=ref, target=target))
        for network, place in PLACES.items():
            goes_there = "reaction" not in kind or network == "matrix"
            if network != self.network and text not in self.swallowed and goes_there:
                copy = replace(done, network=network, place=place, cause="wire", author=f"ghost of {self.id}", **shown)
                asyncio.get_running_loop().call_later(0.01, journal.append, copy)
        return done


class OnMatrix(Bridged):
    network = "matrix"

    async def takes_back(self, reaction: Fact) -> Fact:
        return self._does("delete", reaction.text, ref=reaction.ref, target=reaction.ref)


class OnTelegram(Bridged):
    network = "telegram"


def scene() -> Scene:
    stage = Stage("here", Journal(lambda: 1000.0), 0, PLACES, rendering, lambda fact: fact)
    kinds: dict[str, type[Bridged]] = {"discord": Bridged, "matrix": OnMatrix, "telegram": OnTelegram}
    casts: dict[str, Any] = {
        network: Cast(network, {name: kind(f"{network}.{name}", f"{network}.{name}", name, stage) for name in PEOPLE})
        for network, kind in kinds.items()
    }
    route = Route("here", frozenset(Place(*place) for place in PLACES.items()))
    return Scene(stage, **casts, bystanders=frozenset(), routes={"here": route})


def done(scene: Scene) -> list[tuple[str, str, str]]:
    """Return what our people did, fences left out: who, what and the text."""
    ours = [fact for fact in scene.facts.facts if fact.cause == "control" and not fact.text.startswith("fence")]
    return [(fact.author, fact.kind, fact.text) for fact in ours]


async def plays(scene: Scene, moves: Sequence[Move], patience: float = 5.0) -> Played:
    return await Performance(scene, moves, patience).play()


async def test_whole_script_is_played() -> None:
    """Every move of a crowd's script is made, each person's in the script's order, and the laws hold."""
    stage, moves = scene(), script(3, 80, 12)

    played = await plays(stage, moves)

    assert (played.made, played.left_out) == (len(moves), 0)
    for person in {move.who for move in moves}:
        assert [text for who, _, text in done(stage) if who == person] == [m.text for m in moves if m.who == person]
    assert await stage.judged() == []


async def test_nobody_speaks_before_their_last_words_have_come() -> None:
    """People read what they wrote before they write on; in a hurry, they don't."""
    moves = [Move(number, "discord.alice", "says", f"{number}") for number in (1, 2, 3)]

    calm, hurried = scene(), scene()
    await plays(calm, moves)
    await Performance(hurried, moves, hurry=True).play()

    assert [fact.text for fact in calm.facts.facts] == ["1", "1", "1", "2", "2", "2", "3", "3", "3"]
    assert [fact.text for fact in hurried.facts.facts][:3] == ["1", "2", "3"]


async def test_answer_waits_for_its_question() -> None:
    """Who answers has the question in sight on their own network first."""
    stage = scene()
    asks, answers = Move(1, "discord.alice", "says", "who?"), Move(2, "matrix.bob", "answers", "me", about=1)

    await plays(stage, [asks, answers])

    facts = list(stage.facts.facts)
    heard = next(fact for fact in facts if fact.network == "matrix" and fact.text == "who?")
    answer = next(fact for fact in facts if fact.text == "me" and fact.cause == "control")
    assert heard.seq < answer.seq
    assert answer.target == heard.ref


async def test_change_waits_for_a_fence() -> None:
    """Before somebody edits, a fence that began after the message came has gone round."""
    stage = scene()

    await plays(stage, [Move(1, "discord.alice", "says", "five"), Move(2, "discord.alice", "edits", "six", about=1)])

    texts = [fact.text for fact in stage.facts.facts if fact.cause == "control"]
    assert texts[0] == "five"
    assert texts[-1] == "six"
    assert len(texts) == 5  # and a fence on each network between them


async def test_changes_of_what_stands_already_share_a_fence() -> None:
    """A fence that began after a message came is as good for a later change of it as a new one."""
    stage = scene()
    moves = [
        Move(1, "discord.alice", "says", "five"),
        Move(2, "discord.alice", "says", "six"),
        Move(3, "discord.alice", "edits", "seven", about=1),
        Move(4, "discord.alice", "deletes", "", about=2),
        Move(5, "discord.alice", "edits", "eight", about=1),
    ]
    await plays(stage, moves)

    texts = [fact.text for fact in stage.facts.facts if fact.cause == "control"]
    assert ["fence" in text for text in texts] == [
        False,
        False,
        True,
        True,
        True,
        False,
        False,
        True,
        True,
        True,
        False,
    ]


async def test_reaction_goes_where_reactions_go_and_is_taken_back() -> None:
    """Both wait for a fence; where no reaction is promised, none is waited for."""
    stage = scene()
    moves = [
        Move(1, "discord.alice", "says", "who?"),
        Move(2, "telegram.bob", "reacts", "👍", about=1),
        Move(3, "telegram.bob", "unreacts", "👍", about=2),
        Move(4, "matrix.bob", "reacts", "👎", about=1),
    ]
    played = await plays(stage, moves)

    assert played.made == 4
    assert {("telegram.bob", "reaction", "👍"), ("telegram.bob", "unreaction", "👍")} <= set(done(stage))
    seen = [
        fact.kind for fact in stage.facts.facts if fact.network == "matrix" and fact.author == "ghost of telegram.bob"
    ]
    assert seen == ["reaction", "delete"]
    assert await stage.judged() == []


async def test_move_about_what_never_came_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that is lost is neither answered nor changed; everything else goes on."""
    stage = scene()
    monkeypatch.setattr(Bridged, "swallowed", frozenset({"gone"}))
    moves = [
        Move(1, "discord.alice", "says", "gone"),
        Move(2, "matrix.bob", "answers", "what?", about=1),
        Move(3, "discord.alice", "deletes", "", about=1),
        Move(4, "discord.alice", "says", "here"),
        Move(5, "matrix.bob", "reacts", "👍", about=1),
        Move(6, "matrix.bob", "unreacts", "👍", about=5),
    ]
    played = await plays(stage, moves, patience=0.2)

    assert str(played) == "2 of 6 moves made, 4 left out"
    assert [text for _, _, text in done(stage)] == ["gone", "here"]


async def test_much_lost_ends_the_play(monkeypatch: pytest.MonkeyPatch) -> None:
    """When message after message is lost, the rest is left out: it would only take longer to tell the same."""
    stage = scene()
    texts = [f"gone {number}" for number in range(60)]
    monkeypatch.setattr(Bridged, "swallowed", frozenset(texts))
    moves = [Move(number, "discord.alice", "says", text) for number, text in enumerate(texts, 1)]

    played = await plays(stage, moves, patience=0.05)

    assert played.left_out > 10
    assert played.made + played.left_out == 60


async def test_what_goes_wrong_is_raised_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """An order that a network refuses ends the play with the network's own words, and no group of exceptions."""

    class RefusedError(Exception):
        pass

    async def refuses(*_: object, **__: object) -> Fact:
        raise RefusedError

    stage = scene()
    monkeypatch.setattr(Bridged, "says", refuses)
    with pytest.raises(RefusedError):
        await plays(stage, [Move(1, "discord.alice", "says", "hi")])
