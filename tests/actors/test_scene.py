"""How a scene is judged: what counts as overdue, and what shows of it in other scenes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from harness.actors.cast import Cast
from harness.actors.person import Person, Stage
from harness.actors.scene import Scene
from harness.core.fact import Fact, Network, Place
from harness.core.journal import Journal, NeverSeen
from harness.core.laws.setting import Expected, Route
from harness.core.rich import Rich, rich
from harness.core.wanted import Wanted

HERE: dict[Network, str] = {"discord": "100", "matrix": "!here", "telegram": "-10"}
THERE: dict[Network, str] = {"discord": "200", "matrix": "!there", "telegram": "-20"}


def rendering(origin: Fact, onto: Place) -> Expected:
    """Speak for everybody through a ghost on Matrix, and through one bot on the others."""
    author = f"@ghost-{origin.author}" if onto.network == "matrix" else "bot"
    return Expected(origin.text, author, origin.author_name)


class Speaker(Person):
    """Somebody whose words enter the journal at once, and cross as the test's ``bridge`` has it."""

    network: ClassVar[Network] = "discord"
    edits = deletes = reacts = takes_back = sends = sees_file = None  # type: ignore[assignment]

    async def says(self, text: str | Rich, *, reply_to: Fact | None = None) -> Fact:
        """Say it in this scene's place."""
        fact = Fact(0, self.network, "message", place=self.place, author=self.id, author_name=self.name)
        journal, scope = self.stage.journal, self.stage.scope
        ref = f"o{journal.mark()}"
        said = journal.append(replace(fact, cause="control", scope=scope, ref=ref, text=rich(text).text))
        if self.stage.patience:
            for network, place in HERE.items():
                if network != self.network:
                    journal.append(copy(said, Place(network, place), scope))
        return said


class MatrixSpeaker(Speaker):
    """Somebody on Matrix."""

    network = "matrix"


class TelegramSpeaker(Speaker):
    """Somebody on Telegram."""

    network = "telegram"


def copy(said: Fact, onto: Place, scope: str) -> Fact:
    """Return how a healthy bridge shows what was said."""
    shown = rendering(said, onto)
    fact = Fact(0, onto.network, "message", place=onto.id, scope=scope, text=said.text, ref=f"c{said.seq}{onto}")
    return replace(fact, author=shown.author or "", author_name=shown.author_name or "")


def scene() -> Scene:
    """Return a scene on a healthy bridge, beside another of the same process."""
    journal = Journal(lambda: 1000.0)
    stage = Stage("here", journal, 0, HERE, rendering, lambda fact: fact)
    routes = {
        scope: Route(scope, frozenset(Place(*place) for place in places.items()))
        for scope, places in (("here", HERE), ("there", THERE))
    }
    kinds: dict[str, type[Speaker]] = {"discord": Speaker, "telegram": TelegramSpeaker, "matrix": MatrixSpeaker}
    casts: dict[str, Any] = {
        network: Cast(
            network, {name: kind(f"{network}.{name}", f"{name}-{network}", name, stage) for name in ("alice", "carol")}
        )
        for network, kind in kinds.items()
    }
    return Scene(stage, **casts, bystanders=frozenset(), routes=routes)


async def test_healthy_scene_breaks_no_law() -> None:
    """Where everything crosses, nothing is found."""
    judged = scene()
    await judged.discord.alice.says("hello everybody")

    assert await judged.judged() == []


async def test_what_is_said_beside_the_fences_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words said when the fences were under way already may be on their way still."""
    judged = scene()
    alice, carol = judged.discord.alice, judged.telegram.carol
    says = carol.says

    async def says_beside(text: str) -> Fact:
        fence = await says(text)
        judged.stage.patience = 0
        await alice.says("just now")
        judged.stage.patience = 1
        return fence

    monkeypatch.setattr(carol, "says", says_beside)

    assert await judged.judged() == []


async def test_what_was_said_before_the_fences_is_missed() -> None:
    """Words that didn't come before a fence came are lost."""
    judged = scene()
    judged.stage.patience = 0
    await judged.discord.alice.says("hello everybody")
    judged.stage.patience = 1

    assert {breach.law for breach in await judged.judged()} == {"lost"}


async def test_fence_that_never_comes_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fence that was waited for in vain is told as any other message that is lost."""
    judged = scene()
    judged.stage.patience = 0

    async def sees(wanted: Wanted, **_: float) -> Fact:
        raise NeverSeen(wanted, [], 0)

    monkeypatch.setattr(judged.stage, "sees", sees)

    assert {breach.law for breach in await judged.judged()} == {"lost"}


GHOST = Fact(0, "matrix", "member", place="!there", author="@ghost-alice-discord", text="join", scope="there", ref="m")
LEAKS = {
    "words": Fact(0, "telegram", "message", place="-20", author="bot", author_name="alice", text="hello everybody"),
    "a ghost": GHOST,
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS.keys())
async def test_what_shows_in_another_scene_is_leaked(leak: Fact) -> None:
    """A scene's words and its people's ghosts have no business in another scene of the process."""
    judged = scene()
    await judged.discord.alice.says("hello everybody")
    judged.stage.journal.append(replace(leak, scope="there", ref="x"))

    (breach,) = await judged.judged()

    assert (breach.law, "there" in str(breach) or "-20" in str(breach)) == ("leaked", True)


async def test_strangers_of_another_scene_are_at_home_there() -> None:
    """What another scene's own people say and do there is none of this scene's business."""
    judged = scene()
    await judged.discord.alice.says("hello everybody")
    judged.stage.journal.append(replace(GHOST, author="@ghost-eve"))

    assert await judged.judged() == []


async def test_thread_belongs_to_its_channel() -> None:
    """What comes from the room to a thread has come to the channel; to a thread that nobody knows of, it hasn't."""
    judged = scene()
    judged.stage.patience = 0
    said = await judged.matrix.alice.says("all of us")
    for place in (Place("telegram", "-10"), Place("discord", "thread")):
        judged.stage.journal.append(copy(said, place, "here"))
    judged.stage.patience = 1

    assert {breach.law for breach in await judged.judged()} == {"lost", "leaked"}
    judged.stage.threads["thread"] = "100"
    assert await judged.judged() == []


async def test_words_may_be_left_unjudged() -> None:
    """What a test says that no law is to judge may come late, never, or by another name."""
    judged = scene()
    judged.stage.unjudged.add("here is alice again")
    judged.stage.patience = 0
    await judged.discord.alice.says("here is alice again")
    judged.stage.patience = 1

    assert await judged.judged() == []


async def test_scene_goes_on_elsewhere() -> None:
    """After a move what is said comes to the new place, and nothing is owed to the old one."""
    judged = scene()
    judged.stage.places = {**HERE}
    judged.moves("telegram", "-11")
    judged.stage.patience = 0
    said = await judged.discord.alice.says("we have grown")
    for place in (Place("telegram", "-11"), Place("matrix", "!here")):
        judged.stage.journal.append(copy(said, place, "here"))

    account = judged.account()
    owed = {str(transfer.place): bool(one.copy) for transfer in account.transfers for one in transfer.owed}
    assert owed == {"telegram -11": True, "matrix !here": True}
