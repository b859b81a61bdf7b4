"""Redactions between servers: of what one has, of what one lacks, and without the right to."""

from __future__ import annotations

import pytest


async def test_event_in_its_redacted_form_is_taken(a, forger, mallory):
    """What was redacted before A heard of it comes without its content, and what follows it shows."""
    said = (await mallory.says_unheard("regretted"))[0]

    await forger.delivers(a.name, said, emptied=True)
    await a.alice.sees_event(await mallory.says("and on"))

    told = await forger.at(a.name).asks_about("event", said)
    assert [event["content"] for event in told.pdus] == [{}]
    a.alice.never_saw("regretted", by=mallory)


async def test_redaction_of_something_unknown_does_no_harm(a, b, forger, mallory):
    """What alice takes back though A never had it, A passes on to who has it; and all go on talking."""
    unheard = (await mallory.says_unheard("you never heard this"))[0]

    await mallory.hears(await a.alice.redacts(unheard))

    await mallory.hears(await a.alice.says("never mind"))


async def test_strangers_redaction_of_something_unknown_does_no_harm(a, forger, mallory):
    """That mallory takes something back that A never had, A takes in; what she says next shows."""
    unheard = (await mallory.says_unheard("you never heard this"))[0]
    await mallory.takes_back(unheard, prev_events=unheard.detail["pdu"]["prev_events"], follow=False)

    await a.alice.sees_event(await mallory.says("never mind"))


async def test_redaction_without_power_takes_nothing_away(a, forger, mallory):
    """Mallory can't take alice's words back, who can herself."""
    said = await a.alice.says("mine to keep")
    await mallory.hears(said)

    await mallory.takes_back(said, follow=False)
    await a.alice.catches_up_with(mallory)
    kept = await forger.at(a.name).asks_about("event", said)
    await mallory.hears(await a.alice.deletes(said))
    gone = await forger.at(a.name).asks_about("event", said)

    assert [event["content"].get("body") for event in kept.pdus] == ["mine to keep"]
    assert [event["content"].get("body") for event in gone.pdus] == [None]


@pytest.mark.known_broken(
    scenario="suites/federation/test_redactions.py::test_redaction_of_another_rooms_event_takes_nothing_away",
    reference="Synapse 1.163.2, as it was before matrix-org/synapse#5784",
)
async def test_redaction_of_another_rooms_event_takes_nothing_away(a, forger, mallory):
    """By power in a room of her own mallory can't take away what alice said in another."""
    here, said = mallory.place, await a.alice.says("mine to keep")
    await mallory.hears(said)
    assert await forger.finds(a.name, said, "mine to keep", after=said)
    await mallory.makes_room()
    await a.alice.joins(via=mallory.server)

    await mallory.takes_back(said, follow=False)
    await a.alice.catches_up_with(mallory)

    mallory.stage.places["matrix"] = here
    assert await forger.finds(a.name, said, "mine to keep", after=said)
