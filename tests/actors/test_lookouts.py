"""What is made of what look-outs tell: facts, sentences about what may not be, and unknown where they can't tell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import aiohttp
import pytest

from harness.actors.lookouts import Lookouts, Trespassed
from harness.core.fact import Fact
from harness.core.journal import Journal, Seen
from harness.core.verdict import Unknown

CONTROL = "canary.lookout.test"
SENT = {"protocol": "tcp", "address": "10.0.0.9", "port": 443, "first": 1.0, "times": 1, "names": ["a.test"]}
ASKED = {"name": "elsewhere.test", "types": ["A"], "first": 2.0, "times": 1}
CONTROLS = {
    "asked": [{**ASKED, "name": CONTROL}],
    "sent": [{**SENT, "address": "192.0.2.1", "port": 9, "names": []}],
}


@dataclass
class Told:
    """Answers in the look-outs' place, by the part's name; what was asked for is kept."""

    parts: dict[str, dict[str, Any]]
    asked: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def get(self, url: str) -> AsyncIterator[Any]:
        """Answer."""
        part, path = url.removeprefix("http://").split(":7007/")
        self.asked.append(f"{part}/{path}")
        nothing = {"sent": [], "asked": [], "canaries": {}, "listeners": [], "lost": 0}
        told = nothing | self.parts.get(part, {})

        class Answer:
            async def json(self) -> Any:
                return told

        yield Answer()


def lookouts(told: Told, wrong: str = "elsewhere", log: str = "") -> tuple[Lookouts, Journal]:
    """Return look-outs of two parts, which may do everything but what has ``wrong`` in it."""
    journal = Journal(lambda: 1000.0)

    async def read(part: str) -> str:
        return f"{part} starts\n{log}"

    def trespass(fact: Fact) -> str:
        return f"{fact.author} {fact.text}" if wrong in fact.text else ""

    http = cast("aiohttp.ClientSession", told)
    return Lookouts(http, journal, ("one", "two"), trespass, read), journal


async def test_what_is_told_becomes_facts_once() -> None:
    """Each thing is a fact of its part's, told again only when it happened again."""
    told = Told({"one": {"sent": [SENT], "asked": [ASKED], "listeners": ["tcp 0.0.0.0:8008"]}})
    post, journal = lookouts(told)

    await post.looks()
    texts = [fact.text for fact in await post.looks()]
    told.parts["one"] = {"asked": [{**ASKED, "times": 2}]}
    await post.looks()

    asked = "asks DNS for elsewhere.test"
    assert texts == ["sends to 10.0.0.9:443 by tcp (a.test)", asked, "listens on tcp 0.0.0.0:8008"]
    assert [(fact.author, fact.text) for fact in journal.since(3)] == [("one", asked)]


async def test_what_was_missed_makes_all_unknown() -> None:
    """A look-out that couldn't keep up says so, and then nothing is known."""
    post, _ = lookouts(Told({"two": {"lost": 3}}))

    with pytest.raises(Unknown, match="two missed 3 packets"):
        await post.looks()


async def test_trespass_is_told_with_the_log_s_line() -> None:
    """What may not be is told once, with the first line of the part's log that names it."""
    told = Told({"one": {"asked": [ASKED]} | {"sent": CONTROLS["sent"]}, "two": {"asked": [ASKED, *CONTROLS["asked"]]}})
    post, _ = lookouts(told, log="GET http://elsewhere.test/\nGET http://elsewhere.test/again")

    assert await post.trespasses("one") == [
        "one asks DNS for elsewhere.test; its log: GET http://elsewhere.test/",
    ]
    assert len(await post.trespasses()) == 2


async def test_trespass_without_a_line_says_so() -> None:
    """A part that keeps quiet about it is told of all the same."""
    post, _ = lookouts(Told({"one": {"asked": [ASKED]}}))

    assert await post.trespasses("one") == ["one asks DNS for elsewhere.test; its log doesn't tell"]


@pytest.mark.parametrize("missing", ["asked", "sent"])
async def test_without_its_control_nothing_is_shown(missing) -> None:
    """A look-out that doesn't see what it does itself shows nothing by seeing nothing else."""
    post, _ = lookouts(Told({"one": {name: seen for name, seen in CONTROLS.items() if name != missing}}))

    with pytest.raises(Unknown, match="the control failed: one's look-out doesn't see"):
        await post.sees_only_what_may_be("one", CONTROL)


async def test_a_part_is_held_against_what_may_be() -> None:
    """Behind its control a part is faultless, or what is wrong is raised; another part's faults aren't its own."""
    told = Told({"one": dict(CONTROLS), "two": {"asked": [*CONTROLS["asked"], ASKED], "sent": CONTROLS["sent"]}})
    post, _ = lookouts(told)

    await post.sees_only_what_may_be("one", CONTROL)
    with pytest.raises(Trespassed, match=r"two asks DNS for elsewhere\.test"):
        await post.sees_only_what_may_be("two", CONTROL)

    assert f"one/{CONTROL}" in told.asked


async def test_canary_that_was_looked_for_is_raised() -> None:
    """A name that a part asked for since then is raised, and one that it asked for before isn't."""
    post, journal = lookouts(Told({"one": {"asked": [ASKED]}}))
    await post.looks()

    post.never_saw("elsewhere", since=journal.mark())
    with pytest.raises(Seen, match=r"elsewhere\.test"):
        post.never_saw("elsewhere", since=0)


async def test_ways_of_a_canary_are_told_by_names() -> None:
    """Where a word went is told by the name that led there, or by the port where it was asked for."""
    canaries = {"canary": ["10.0.0.9:443", "10.0.0.5, who asked at 8008", "192.0.2.7:25"]}
    post, _ = lookouts(Told({"one": {"sent": [SENT], "canaries": canaries}}))

    ways = {"from one to a.test:443", "from one, answering at 8008", "from one to 192.0.2.7:25"}
    assert await post.carried("canary") == ways
