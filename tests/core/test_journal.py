"""The journal: early facts count, late ones wake, deadlines end in words, and nobody sleeps."""

from __future__ import annotations

import asyncio

import pytest

from harness.core.fact import Fact
from harness.core.journal import Journal, NeverSeen, Reader, Seen
from harness.core.verdict import Unknown
from harness.core.wanted import That, Wanted

HI = Wanted(kind="message", text="hi")


def message(text: str, scope: str = "", at: float = 0) -> Fact:
    return Fact(at=at, network="discord", kind="message", text=text, author_name="alice", place="100", scope=scope)


@pytest.fixture
def journal() -> Journal:
    return Journal(clock=lambda: 1234.5)


async def waiting(journal: Reader, wanted: Wanted = HI, since: int = 0, within: float = 5) -> asyncio.Task[Fact]:
    """Start to wait, and return once the waiter has looked at all that is there."""
    task = asyncio.create_task(journal.sees(wanted, since=since, within=within))
    await _turns(3)
    return task


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)  # Yields to the loop and takes no time.


def test_facts_are_numbered_and_stamped(journal: Journal) -> None:
    """Facts get the journal's own numbers from 1, and the clock's time where they bring none."""
    first, second = journal.append(message("a")), journal.append(message("b", at=7))

    assert [(first.seq, first.at), (second.seq, second.at)] == [(1, 1234.5), (2, 7)]
    assert list(journal.facts) == [first, second]


async def test_an_early_fact_is_seen_at_once(journal: Journal) -> None:
    """What came before anybody asked is seen, even with no time to wait."""
    fact = journal.append(message("hi"))

    assert await journal.sees(HI, within=0) is fact


async def test_a_late_fact_wakes_its_waiter(journal: Journal) -> None:
    """A waiter sleeps through what it doesn't want and wakes for what it does."""
    task = await waiting(journal)
    journal.append(message("ho"))
    assert not task.done()

    fact = journal.append(message("hi"))

    assert await task is fact


async def test_one_fact_wakes_all_its_waiters(journal: Journal) -> None:
    """Any number may wait for the same."""
    tasks = [await waiting(journal) for _ in range(3)]

    fact = journal.append(message("hi"))

    assert await asyncio.gather(*tasks) == [fact] * 3


async def test_what_came_before_the_mark_is_not_seen(journal: Journal) -> None:
    """From a mark on, only newer facts count."""
    journal.append(message("hi"))
    task = await waiting(journal, since=journal.mark())
    assert not task.done()

    fact = journal.append(message("hi"))

    assert await task is fact


async def test_a_deadline_names_the_nearest_miss(journal: Journal) -> None:
    """At the deadline the nearest fact comes first, with each field that missed."""
    journal.append(message("something else altogether"))
    journal.append(message("hi!"))
    journal.append(Fact(at=0, network="discord", kind="typing", author_name="alice"))

    with pytest.raises(NeverSeen) as caught:
        await journal.sees(Wanted(kind="message", text="hi", author_name="bob"), within=0)

    assert str(caught.value) == "\n".join(
        [
            "within 0 s nobody saw: kind 'message', author_name 'bob', text 'hi'",
            "nearest of 3 facts:",
            "  #2 discord message 'hi!' by alice, seen by fake",
            "    author_name: wanted 'bob', got 'alice'",
            "    text: wanted 'hi', got 'hi!'",
            "  #1 discord message 'something else altogether' by alice, seen by fake",
            "    author_name: wanted 'bob', got 'alice'",
            "    text: wanted 'hi', got 'something else altogether'",
            "  #3 discord typing '' by alice, seen by fake",
            "    kind: wanted 'message', got 'typing'",
            "    author_name: wanted 'bob', got 'alice'",
            "    text: wanted 'hi', got ''",
        ]
    )


async def test_a_deadline_over_nothing_says_so(journal: Journal) -> None:
    """Where nothing at all was witnessed, the path itself is suspected."""
    with pytest.raises(NeverSeen, match="nothing at all was witnessed"):
        await journal.sees(HI, within=0)


async def test_a_cancelled_waiter_leaves_no_trace(journal: Journal) -> None:
    """Cancelling a waiter ends it as cancelled, and the others wait on."""
    cancelled, other = await waiting(journal), await waiting(journal)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled

    fact = journal.append(message("hi"))

    assert await other is fact


async def test_a_lost_witness_ends_the_waiting(journal: Journal) -> None:
    """When a witness is gone nobody waits for the deadline: it is unknown what it would have seen."""
    task = await waiting(journal, within=3600)

    journal.lose("the fake Discord's stream ended")

    with pytest.raises(Unknown, match="the fake Discord's stream ended"):
        await task
    with pytest.raises(Unknown):
        await journal.sees(HI, within=3600)


async def test_what_was_seen_before_the_loss_is_seen_still(journal: Journal) -> None:
    """A lost witness takes nothing back."""
    fact = journal.append(message("hi"))
    journal.lose("gone")

    assert await journal.sees(HI, within=0) is fact


def test_never_saw_names_the_offenders(journal: Journal) -> None:
    """What should not be there is named; what isn't there, or came before the mark, is not."""
    journal.never_saw(HI)
    journal.append(message("hi"))
    journal.never_saw(HI, since=journal.mark())

    with pytest.raises(Seen, match="#1 discord message 'hi' by alice, seen by fake"):
        journal.never_saw(HI)


async def test_a_scene_sees_its_own_facts_alone(journal: Journal) -> None:
    """A view of a scene has its facts with the journal's numbers, and waits for them alone."""
    journal.append(message("hi", scope="other"))
    scene = journal.scene("mine")
    scene.never_saw(HI)
    task = await waiting(scene)
    journal.append(message("hi", scope="other"))

    fact = journal.append(message("hi", scope="mine"))

    assert await task is fact
    assert list(scene.facts) == [fact]
    assert scene.mark() == fact.seq == 3


def test_all_counts_every_match(journal: Journal) -> None:
    """All matches are returned in order, as counting copies needs them."""
    first, _, third = (journal.append(message(text)) for text in ("hi", "ho", "hi"))

    assert journal.all(HI) == [first, third]
    assert journal.all(HI, since=first.seq) == [third]


@pytest.mark.parametrize("many", [10_000])
async def test_waiting_costs_the_same_in_a_long_journal(journal: Journal, many: int) -> None:
    """A waiter looks at each fact once, however many come."""
    looks: list[str] = []
    wanted = Wanted(text=counting(looks))
    task = await waiting(journal, wanted)
    for number in range(many):
        journal.append(message(f"{number}"))
        if number % 1000 == 0:
            await _turns(1)
    journal.append(message("hi"))
    await task

    assert len(looks) == many + 1


def counting(looks: list[str]) -> That:
    def is_hi(got: str) -> bool:
        looks.append(got)
        return got == "hi"

    return That("hi", is_hi)
