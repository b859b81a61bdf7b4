"""What people do beside talking: the real fakes take each order, and what others see of it is in the journal."""

from __future__ import annotations

from harness.actors.fake_people import FakePerson
from harness.core.attachment import picture
from harness.core.wanted import Wanted, contains
from tests.actors.streets import discord_street, telegram_street

PORTRAIT = picture(seed=1)


async def _done(person: FakePerson, **wishes: object) -> None:
    await person.stage.sees(Wanted(network=person.network, scope=person.stage.scope).but(**wishes))


async def test_people_on_discord_show_signs_of_life() -> None:
    """Typing and having read are witnessed; a new name and a portrait come with the next words."""
    async with discord_street() as (alice, bob, _):
        said = await alice.says("hello")
        await alice.types()
        await bob.sees_typing(by=alice)
        await bob.reads(said)
        await alice.sees_read(said, by=bob)
        await alice.goes_online()
        await alice.is_called("Wilhelmina")
        await alice.is_pictured(PORTRAIT)
        await alice.is_nicknamed("Ally")
        assert (await alice.says("by another name")).author_name == alice.name == "Wilhelmina"


async def test_people_on_discord_govern() -> None:
    """Whoever a role allows it pins and puts out; the guild's people come and go."""
    async with discord_street() as (alice, bob, carol):
        said = await bob.says("hello")
        await carol.appoints(alice)
        await alice.pins(said)
        await alice.unpins(said)
        await alice.names_room("summer-trip")
        await alice.describes_room("where to go")
        for deed in (bob.leaves, bob.enters):
            await deed()
        await alice.expels(bob)
        await bob.enters()
        await carol.banishes(bob)
        await _done(alice, kind="member", detail=contains("ban"))
        moves = [fact.detail["move"] for fact in alice.stage.facts.all(Wanted(kind="member", author=bob.id))]
    assert moves[-5:] == ["leave", "join", "kick", "join", "ban"]


async def test_people_on_discord_talk_elsewhere() -> None:
    """A thread, another channel, a direct message and a group are places of their own."""
    async with discord_street() as (alice, bob, carol):
        said = await alice.says("who is coming?")
        there = await alice.opens_thread(said, "the guests")
        assert (await there.says("all of us")).place == said.ref
        assert alice.stage.threads == {said.ref: alice.place}
        assert (await alice.beside().says("over here")).place == alice.stage.side
        await alice.befriends(bob)
        await alice.writes_to(bob, "are you free tonight?")
        await bob.hears("are you free tonight?", by=alice)
        await alice.founds_group("Book club", bob, carol)
        await bob.misses_the_next()
        await bob.connects_anew()


async def test_people_on_telegram_show_signs_of_life() -> None:
    """Typing, having read and being there are witnessed; a name and a portrait are taken."""
    async with telegram_street() as (alice, bob, _):
        said = await alice.says("hello")
        await alice.types()
        await bob.sees_typing(by=alice)
        await bob.reads(said)
        await alice.sees_read(said, by=bob)
        await bob.knows(alice)
        await alice.goes_online()
        await bob.sees_online(alice)
        await alice.is_called("Wilhelmina Newname")
        await alice.is_pictured(PORTRAIT)
        assert (await alice.says("by another name")).author_name == "Wilhelmina Newname"


async def test_people_on_telegram_govern() -> None:
    """Title, about, photo, pins, rights, arrivals and farewells are told with what they are about."""
    async with telegram_street() as (alice, bob, carol):
        said = await bob.says("hello")
        await alice.names_room("Summer trip")
        await bob.sees_room_named("Summer trip", by=alice)
        await alice.describes_room("where to go")
        await bob.sees_room_described("where to go", by=alice)
        await alice.pictures_room(PORTRAIT)
        await bob.sees_room_pictured(PORTRAIT, by=alice)
        await alice.pins(said)
        await bob.sees_pinned(said, by=alice)
        await alice.unpins(said)
        await bob.sees_unpinned(said, by=alice)
        await alice.appoints(carol)
        await bob.sees_appointed(carol, by=alice)
        await alice.lets_appoint(carol)
        await bob.leaves()
        await carol.sees_gone(bob, by=bob)
        await alice.takes_in(bob)
        await carol.sees_taken_in(bob, by=alice)
        await alice.expels(bob)
        await carol.sees_gone(bob, by=alice)
        await bob.enters()
        await alice.banishes(bob)


async def test_people_on_telegram_talk_elsewhere() -> None:
    """A topic, a private chat and a new group are told apart; what a session misses is ordered for it alone."""
    async with telegram_street() as (alice, bob, _):
        topic = await alice.opens_topic("The guests")
        await alice.says_in(topic, "all of us")
        await bob.sees_in(topic, "all of us", by=alice)
        heard = await alice.writes_to(bob, "are you free tonight?")
        await bob.hears("are you free tonight?", by=alice)
        await bob.reads_from(alice, heard)
        there = await alice.founds_group("Book club", bob)
        assert (await there.says("chapter one")).place == there.place != alice.place
        assert (await bob.is_taken_along(by=alice)).place == there.place
        await bob.misses_the_next()


async def test_basic_group_is_upgraded() -> None:
    """A supergroup has another id, and the bridge's own words about it are judged by no law."""
    async with telegram_street("group") as (alice, _, __):
        upgraded = await alice.upgrades_group()
        assert upgraded != alice.place
        assert alice.stage.unjudged
        await _done(alice, detail=contains("migrated_to"))
