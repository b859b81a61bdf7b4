"""Chats with usernames: who may give them, who finds them, and what strangers may read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.control import ActError
from fakes.telegram.control import Control
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Person, WorldError
from fakes.telegram.world.chats import CREATOR_RIGHTS
from fakes.telegram.world.publishing import MOST_PUBLIC
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene, send
from tests.telegram.wire import Client, RpcFailure, connected

PAGE = dict.fromkeys(("offset_id", "offset_date", "add_offset", "max_id", "min_id", "hash"), 0) | {"limit": 10}


class Public(Scene):
    """Besides alice's supergroup there is one of bob's, and a stranger who is in none."""

    def __init__(self) -> None:
        super().__init__()
        self.supergroup = self.world.create_chat("supergroup", "Town", self.bob, [self.bot])
        self.stranger = self.world.people.create("Stranger", bot=True)
        self.stranger_client = connected(self.server).log_in(self.stranger)

    def take(self, username: str, client: Client | None = None, person: Person | None = None) -> TLObject:
        channel = tl("inputChannel", **self.channel(person or self.bob))
        return (client or self.bob_client).call("channels.updateUsername", channel=channel, username=username)

    def is_free(self, username: str) -> bool:
        channel = tl("inputChannelEmpty")
        return self.bob_client.call("channels.checkUsername", channel=channel, username=username).name == "true"


@pytest.fixture
def scene() -> Public:
    return Public()


def refused(name: str, act: Callable[[], object]) -> None:
    with pytest.raises((RpcFailure, WorldError)) as caught:
        act()
    assert getattr(caught.value, "name", "") == name


def test_strangers_find_and_read_a_public_chat(scene: Public) -> None:
    """By its username it is resolved and read; before that, and once the name is given up, it is private."""
    scene.world.send(scene.bob, place_of(scene.supergroup), "hello")
    stranger = scene.stranger_client
    refused("USERNAME_NOT_OCCUPIED", lambda: stranger.call("contacts.resolveUsername", username="town_square"))
    scene.take("Town_Square")

    found = stranger.call("contacts.resolveUsername", username="town_square")
    (shown,) = found["chats"]
    channel = {"channel_id": shown["id"], "access_hash": shown["access_hash"]}
    peer = TLObject("inputPeerChannel", channel)
    history = stranger.call("messages.getHistory", peer=peer, **PAGE)
    full = stranger.call("channels.getFullChannel", channel=TLObject("inputChannel", channel))

    assert (shown["username"], shown.get("left")) == ("Town_Square", True)
    assert history["messages"][0]["message"] == "hello"
    assert full["full_chat"]["participants_count"] == 2
    refused("CHANNEL_PRIVATE", lambda: send(stranger, peer, "let me in"))
    scene.take("")
    refused("CHANNEL_PRIVATE", lambda: stranger.call("messages.getHistory", peer=peer, **PAGE))


def test_a_public_chat_is_found_by_its_name(scene: Public) -> None:
    """By the beginning of its username or of a word in its title; a private one isn't."""

    def found(words: str) -> list[int]:
        results = scene.stranger_client.call("contacts.search", q=words, limit=9)["results"]
        return [peer["channel_id"] for peer in results if peer.name == "peerChannel"]

    assert found("tow") == []
    scene.take("square_77")
    assert found("tow") == found("@squ") == [scene.supergroup.id]
    assert found("own") == []


def test_who_was_thrown_out_reads_nothing(scene: Public) -> None:
    """A ban holds in public, too."""
    scene.take("town_square")
    place = place_of(scene.supergroup)
    assert scene.world.history(scene.stranger, place)

    scene.world.restrict(scene.supergroup, scene.stranger, scene.bob, frozenset({"view_messages"}))

    refused("CHANNEL_PRIVATE", lambda: scene.world.history(scene.stranger, place))


def test_a_username_is_one_persons_or_one_chats(scene: Public) -> None:
    """Accounts and chats share the names; letters' case makes no difference, and a name given up is free."""
    scene.world.take_username(scene.alice, "first_come")
    assert not scene.is_free("First_Come")
    refused("USERNAME_OCCUPIED", lambda: scene.take("FIRST_COME"))
    refused("USERNAME_INVALID", lambda: scene.is_free("a"))
    assert scene.is_free("town_square")
    scene.take("town_square")

    refused("USERNAME_NOT_MODIFIED", lambda: scene.take("town_square"))
    refused("USERNAME_OCCUPIED", lambda: scene.world.take_username(scene.alice, "Town_Square"))
    assert scene.take("TOWN_square").name == "true"
    scene.take("")
    assert scene.is_free("town_square")


def test_only_its_creator_makes_a_chat_public(scene: Public) -> None:
    """Another administrator, whatever their rights, may not; and nobody has more than ten."""
    scene.world.promote(scene.supergroup, scene.bot, CREATOR_RIGHTS)
    refused("CHAT_ADMIN_REQUIRED", lambda: scene.take("town_square", scene.bot_client, scene.bot))
    for number in range(MOST_PUBLIC):
        chat = scene.world.create_chat("supergroup", f"Town {number}", scene.bob)
        scene.world.publish(chat, scene.bob, f"town_{number}")

    refused("CHANNELS_ADMIN_PUBLIC_TOO_MUCH", lambda: scene.take("town_square"))


def test_members_are_told_of_the_name(scene: Public) -> None:
    """Every member's client is brought the chat as it is now."""
    scene.take("town_square")

    assert scene.bot_client.updates()[-1] == tl("updateChannel", channel_id=scene.supergroup.id)


async def test_a_chat_is_ordered_to_be_public(scene: Public) -> None:
    """The control API gives a chat a username, but for a basic group; nobody can be made with it then."""
    operations = Control(scene.server).operations()
    with pytest.raises(ActError, match="is a basic group"):
        await operations["chat.update"]({"chat": str(scene.group.id), "username": "town_square"})
    await operations["chat.update"]({"chat": str(scene.supergroup.id), "username": "town_square"})

    assert scene.world.chats.by_username("town_square") is scene.supergroup
    with pytest.raises(ActError, match="a chat is called @Town_Square"):
        await operations["person.create"]({"first_name": "Zoe", "username": "Town_Square"})
