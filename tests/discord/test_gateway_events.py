"""Which events a gateway session gets, with frames alone."""

from __future__ import annotations

import pytest

from fakes.discord.events import Intent
from tests.discord.scene import ALL_INTENTS, Scene


def test_a_bot_gets_ready_then_its_guilds() -> None:
    """READY names the guilds as unavailable; a GUILD_CREATE each follows, with channels, roles and the bot itself."""
    scene = Scene()

    (_, ready), (name, guild) = scene.log_in(scene.bot).dispatches()

    assert ready["guilds"] == [{"id": scene.guild.id, "unavailable": True}]
    assert guild["unavailable"] is False
    assert (name, guild["channels"][0]["id"], guild["roles"][0]["id"]) == (
        "GUILD_CREATE",
        scene.channel.id,
        scene.guild.id,
    )
    assert scene.bot.id in [member["user"]["id"] for member in guild["members"]]


def test_members_come_with_the_presences_intent() -> None:
    """Without GUILD_PRESENCES a bot finds only itself among a guild's members, with it everybody."""
    scene = Scene()
    (_, few) = scene.log_in(scene.bot, ALL_INTENTS & ~Intent.GUILD_PRESENCES).dispatches()
    (_, all_of_them) = scene.log_in(scene.bot).dispatches()

    assert [member["user"]["id"] for member in few[1]["members"]] == [scene.bot.id]
    assert len(all_of_them[1]["members"]) == 3


def test_a_new_guild_comes_without_unavailable() -> None:
    """A guild that a bot joins while connected isn't marked available, which is how clients tell it is new."""
    scene = Scene()
    client = scene.log_in(scene.bot)
    client.received()
    guild = scene.world.guilds.create("Second", scene.alice, [], "")

    scene.world.guilds.join(guild, scene.bot, "control")

    data = dict(client.dispatches())["GUILD_CREATE"]
    assert (data["id"], "unavailable" in data) == (guild.id, False)


def test_events_need_their_intent() -> None:
    """A bot hears messages with GUILD_MESSAGES and reactions only with theirs."""
    scene = Scene()
    client = scene.log_in(scene.bot, Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.MESSAGE_CONTENT)
    client.received()

    message = scene.says(scene.alice, "hi")
    scene.world.reactions.add(scene.alice, scene.channel, message, "👍", "control")

    assert client.names() == ["MESSAGE_CREATE"]


def test_content_needs_its_intent() -> None:
    """Without MESSAGE_CONTENT a bot reads only what it wrote or is mentioned in."""
    scene = Scene()
    client = scene.log_in(scene.bot, Intent.GUILDS | Intent.GUILD_MESSAGES)
    client.received()

    for author, text in ((scene.alice, "hidden"), (scene.alice, f"<@{scene.bot.id}>"), (scene.bot, "mine")):
        scene.says(author, text)

    assert [data["content"] for _, data in client.dispatches()] == ["", f"<@{scene.bot.id}>", "mine"]


def test_events_are_for_those_who_may_see() -> None:
    """A stranger's session stays silent while a member's hears the message."""
    scene = Scene()
    member, stranger = scene.log_in(scene.bob), scene.log_in(scene.stranger)
    member.received(), stranger.received()

    scene.says(scene.alice, "hi")

    assert (member.names(), stranger.names()) == (["MESSAGE_CREATE"], [])


def test_members_are_found_by_name_and_by_id() -> None:
    """Op 8 answers with the members asked for, the ids not found, and the nonce."""
    scene = Scene()
    client = scene.log_in(scene.bot)
    client.received()

    client.send(8, {"guild_id": scene.guild.id, "query": "al", "limit": 10, "nonce": "n"})
    client.send(8, {"guild_id": scene.guild.id, "user_ids": [scene.bob.id, scene.stranger.id]})

    (_, by_name), (_, by_id) = client.dispatches()
    assert ([one["user"]["username"] for one in by_name["members"]], by_name["nonce"]) == (["alice"], "n")
    assert ([one["user"]["username"] for one in by_id["members"]], by_id["not_found"]) == (["bob"], [scene.stranger.id])


def test_a_large_guild_comes_in_chunks() -> None:
    """2,500 members come in numbered chunks of at most 1,000."""
    scene = Scene()
    people = [scene.world.people.create(f"p{number}") for number in range(2497)]
    guild = scene.world.guilds.create("Large", scene.alice, [*people, scene.bob, scene.bot], "")
    client = scene.log_in(scene.bot)
    client.received()

    client.send(8, {"guild_id": guild.id, "query": "", "limit": 0})

    chunks = [data for _, data in client.dispatches()]
    assert [(one["chunk_index"], len(one["members"])) for one in chunks] == [(0, 1000), (1, 1000), (2, 500)]


def test_shards_share_the_guilds() -> None:
    """Each guild belongs to exactly one of two shards."""
    scene = Scene()
    guilds = [scene.guild]
    for number in range(20):
        scene.clock.now += 0.001
        guilds.append(scene.world.guilds.create(f"g{number}", scene.alice, [scene.bot], ""))

    shards = [scene.log_in(scene.bot, shard=[number, 2]).dispatches() for number in (0, 1)]

    one, two = ({data["id"] for name, data in shard if name == "GUILD_CREATE"} for shard in shards)
    assert one | two == {guild.id for guild in guilds}
    assert one
    assert two
    assert not one & two


def test_a_person_gets_whole_guilds_and_direct_messages() -> None:
    """A person's READY holds its guilds with channels and the direct messages with their recipients."""
    scene = Scene()
    direct = scene.world.channels.direct(scene.alice, scene.bob)

    ((_, ready),) = scene.log_in(scene.alice).dispatches()

    assert ready["guilds"][0]["channels"][0]["id"] == scene.channel.id
    (shown,) = ready["private_channels"]
    assert (shown["id"], shown["recipients"][0]["id"]) == (direct.id, scene.bob.id)


def test_a_presence_is_told_to_those_who_share_a_guild() -> None:
    """What a client says of itself reaches members who asked for presences, and neither itself nor strangers."""
    scene = Scene()
    bob, alice = scene.log_in(scene.bob), scene.log_in(scene.alice)
    bot, deaf = scene.log_in(scene.bot), scene.log_in(scene.bot, ALL_INTENTS & ~Intent.GUILD_PRESENCES)
    stranger = scene.log_in(scene.stranger)
    for client in (alice, bob, bot, deaf, stranger):
        client.received()

    bob.send(3, {"since": None, "afk": False, "status": "idle", "activities": [{"name": "chess", "type": 0}]})

    for client in (alice, bot):
        ((name, data),) = client.dispatches()
        assert (name, data["user"], data["guild_id"]) == ("PRESENCE_UPDATE", {"id": scene.bob.id}, scene.guild.id)
        assert (data["status"], data["activities"][0]["name"], data["client_status"]) == (
            "idle",
            "chess",
            {"web": "idle"},
        )
    assert [client.names() for client in (bob, deaf, stranger)] == [[], [], []]


def test_presences_come_with_guilds_and_chunks() -> None:
    """Whoever is present stands in GUILD_CREATE and in chunks that are asked for it; the invisible seem offline."""
    scene = Scene()
    scene.world.presences.update(scene.bob, "dnd", [])
    scene.world.presences.update(scene.alice, "invisible", [{"name": "chess", "type": 0}])

    bot = scene.log_in(scene.bot)
    guild = dict(bot.dispatches())["GUILD_CREATE"]
    bot.send(8, {"guild_id": scene.guild.id, "query": "", "limit": 0, "presences": True})

    assert [(one["user"]["id"], one["status"]) for one in guild["presences"]] == [(scene.bob.id, "dnd")]
    assert [one["user"]["id"] for one in dict(bot.dispatches())["GUILD_MEMBERS_CHUNK"]["presences"]] == [scene.bob.id]


@pytest.mark.parametrize(
    "data", [{"status": "asleep", "activities": []}, {"status": "idle", "activities": None}, {"status": "idle"}, []]
)
def test_a_presence_that_cant_be_read_closes(data: object) -> None:
    """A status that doesn't exist, or no list of activities, is 4002; a whole presence isn't."""
    scene = Scene()
    client = scene.log_in(scene.bot)
    client.send(3, {"status": "online", "activities": []})
    assert client.closed_with() is None

    client.send(3, data)

    assert client.closed_with() == 4002


def test_a_presence_may_come_with_identify() -> None:
    """What a client says of itself while it identifies is told as if said later."""
    scene = Scene()
    watcher = scene.log_in(scene.bot)
    watcher.received()

    scene.log_in(scene.bob, presence={"status": "idle", "activities": []})

    ((name, told),) = watcher.dispatches()
    assert (name, told["user"]["id"], told["status"]) == ("PRESENCE_UPDATE", scene.bob.id, "idle")


@pytest.mark.parametrize("asked", [{"user_ids": ["1"] * 101}, {"query": "", "limit": -1}])
def test_members_are_asked_for_within_limits(asked: dict[str, object]) -> None:
    """More than a hundred people at a time, or fewer than none, is 4002; a hundred are answered."""
    scene = Scene()
    client = scene.log_in(scene.bot)
    client.send(8, {"guild_id": scene.guild.id, "user_ids": ["1"] * 100})
    assert client.names()[-1] == "GUILD_MEMBERS_CHUNK"

    client.send(8, {"guild_id": scene.guild.id, **asked})

    assert client.closed_with() == 4002


@pytest.mark.parametrize(
    ("presence", "status"),
    [
        ({"status": "dnd", "activities": []}, "dnd"),
        ({"status": "", "since": 0, "game": {"name": "", "type": 0}, "afk": False}, "online"),  # as discordgo fills it
        ({"status": "unknown", "activities": None}, "online"),  # as Discord's own client says it first
    ],
)
def test_an_identify_may_say_little_of_presence(presence: dict[str, object], status: str) -> None:
    """What libraries fill in where they have nothing to say counts as online, and the session opens."""
    scene = Scene()

    client = scene.log_in(scene.bot, presence=presence)

    assert client.names()[0] == "READY"
    assert [one["status"] for one in scene.world.presences.of(scene.guild)] == [status]
