"""Chats over the wire: each kind made, governed by rights, entered by links, and migrated."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from fakes.telegram.chat_orders import ChatOrders
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Chat, Person, WorldError
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene, send
from tests.telegram.wire import Client, Clock, RpcFailure

NOBODY_WRITES = tl("chatBannedRights", send_messages=True, until_date=0)


class Governed(Scene):
    """The scene, in which bob's client is the creator of a supergroup with alice and the bot."""

    def __init__(self) -> None:
        super().__init__()
        self.own = self.world.create_chat("supergroup", "Bob's", self.bob, [self.alice, self.bot])
        self.channel_of_bob = self.input(self.own, self.bob)
        self.peer_of_bob = TLObject("inputPeerChannel", self.channel_of_bob.fields)

    def input(self, chat: Chat, viewer: Person) -> TLObject:
        access_hash = self.server.views.hashes.of(viewer.id, "channel", chat.id)
        return tl("inputChannel", channel_id=chat.id, access_hash=access_hash)

    def user(self, person: Person, viewer: Person, name: str = "inputUser") -> TLObject:
        access_hash = self.server.views.hashes.of(viewer.id, "user", person.id)
        return tl(name, user_id=person.id, access_hash=access_hash)

    def alice_says(self) -> None:
        self.world.send(self.alice, place_of(self.own), "hi")


@pytest.fixture
def scene() -> Governed:
    return Governed()


def refused(name: str, act: Callable[[], object]) -> None:
    with pytest.raises((RpcFailure, WorldError)) as caught:
        act()
    assert isinstance(caught.value, RpcFailure | WorldError)
    assert caught.value.name == name


def new_number(answer: TLObject) -> str:
    names: list[str] = [update["message"]["action"].name for update in answer["updates"] if "message" in update.fields]
    return names[-1]


def test_a_client_makes_a_basic_group(scene: Governed) -> None:
    """The invited are in it and hear of it; the creator's answer brings the chat."""
    people = [scene.user(scene.bot, scene.bob)]
    answer = scene.bob_client.call("messages.createChat", users=people, title="Team")["updates"]

    assert new_number(answer) == "messageActionChatCreate"
    assert scene.bot_client.updates()[-2]["message"]["action"]["title"] == "Team"
    assert [chat["title"] for chat in answer["chats"]] == ["Team"]


@pytest.mark.parametrize(("kind", "other"), [("megagroup", "broadcast"), ("broadcast", "megagroup")])
def test_a_client_makes_channels(scene: Governed, kind: str, other: str) -> None:
    """A supergroup or a broadcast channel, by the flag."""
    answer = scene.bob_client.call("channels.createChannel", **{kind: True}, title="News", about="of us")

    (chat,) = answer["chats"]
    assert (chat.get(kind), chat.get(other), chat.get("creator")) == (True, None, True)
    assert new_number(answer) == "messageActionChannelCreate"
    channel = tl("inputChannel", channel_id=chat["id"], access_hash=chat["access_hash"])
    assert scene.bob_client.call("channels.getFullChannel", channel=channel)["full_chat"]["about"] == "of us"


def test_only_administrators_post_in_a_channel(scene: Governed) -> None:
    """A post has no author but the channel, unless posts are signed."""
    news = scene.world.create_chat("supergroup", "News", scene.alice, [scene.bob], broadcast=True)
    peer = TLObject("inputPeerChannel", scene.input(news, scene.bob).fields)
    refused("CHAT_ADMIN_REQUIRED", lambda: send(scene.bob_client, peer, "me too"))

    scene.world.send(scene.alice, place_of(news), "first")
    scene.world.sign(news, scene.alice, signed=True)
    scene.world.send(scene.alice, place_of(news), "second")

    first, second = [update["message"] for update in scene.bob_client.updates() if "message" in update.fields][-2:]
    assert (first.get("post"), first.get("from_id"), first.get("post_author")) == (True, None, None)
    assert second["post_author"] == "Alice"


def test_a_group_migrates(scene: Governed) -> None:
    """The supergroup has the members; each chat tells of the other, and the group takes no more messages."""
    group = scene.world.create_chat("group", "Old", scene.bob, [scene.bot])
    answer = scene.bob_client.call("messages.migrateChat", chat_id=group.id)

    old, new = [update["message"]["action"] for update in answer["updates"] if "message" in update.fields]
    assert (old.name, new.name) == ("messageActionChatMigrateTo", "messageActionChannelMigrateFrom")
    chats = {chat["id"]: chat for chat in answer["chats"]}
    assert chats[group.id].get("deactivated")
    assert chats[group.id]["migrated_to"]["channel_id"] == old["channel_id"]
    supergroup = scene.world.chats.find(old["channel_id"])
    assert supergroup is not None
    assert supergroup.has(scene.bot)
    refused("CHAT_WRITE_FORBIDDEN", lambda: send(scene.bob_client, tl("inputPeerChat", chat_id=group.id), "hello?"))
    refused("CHAT_ID_INVALID", lambda: scene.bob_client.call("messages.migrateChat", chat_id=group.id))


def test_titles_change_by_right(scene: Governed) -> None:
    """Who may doesn't need to be asked twice, and the same title again is refused."""
    answer = scene.bob_client.call("channels.editTitle", channel=scene.channel_of_bob, title="Better")
    assert new_number(answer) == "messageActionChatEditTitle"
    assert scene.own.title == "Better"

    refused("CHAT_NOT_MODIFIED", lambda: scene.world.retitle(scene.own, scene.bob, "Better"))
    refused("CHAT_TITLE_EMPTY", lambda: scene.world.retitle(scene.own, scene.bob, " "))
    refused("CHAT_ADMIN_REQUIRED", lambda: scene.world.retitle(scene.own, scene.alice, "Mine"))
    refused("CHAT_ABOUT_TOO_LONG", lambda: scene.world.describe(scene.own, scene.bob, "x" * 256))


def test_nobody_gives_a_right_that_they_lack(scene: Governed) -> None:
    """An administrator may pass on their own rights only, and not govern the creator."""
    rights = tl("chatAdminRights", add_admins=True, ban_users=True)
    alice = scene.user(scene.alice, scene.bob)
    scene.bob_client.call(
        "channels.editAdmin", channel=scene.channel_of_bob, user_id=alice, admin_rights=rights, rank=""
    )
    appoint = scene.world.appoint

    appoint(scene.own, scene.bot, scene.alice, frozenset({"ban_users"}))
    refused("RIGHT_FORBIDDEN", lambda: appoint(scene.own, scene.bot, scene.alice, frozenset({"pin_messages"})))
    refused("CHAT_ADMIN_REQUIRED", lambda: appoint(scene.own, scene.alice, scene.bot, frozenset()))
    refused("USER_CREATOR", lambda: appoint(scene.own, scene.bob, scene.alice, frozenset()))
    mallory = scene.world.people.create("Mallory")
    refused("USER_NOT_PARTICIPANT", lambda: appoint(scene.own, mallory, scene.bob, frozenset({"ban_users"})))


def test_who_is_banned_from_writing_stays_and_is_silent(scene: Governed) -> None:
    """USER_BANNED_IN_CHANNEL until the ban is over or lifted."""
    alice = scene.user(scene.alice, scene.bob, "inputPeerUser")
    clock = scene.server.true_clock
    assert isinstance(clock, Clock)
    rights = tl("chatBannedRights", send_messages=True, until_date=int(clock.now) + 60)
    call = scene.bob_client.call
    call("channels.editBanned", channel=scene.channel_of_bob, participant=alice, banned_rights=rights)

    refused("USER_BANNED_IN_CHANNEL", scene.alice_says)
    found = participants(scene.bob_client, scene.channel_of_bob, tl("channelParticipantsBanned", q=""))
    assert [each.name for each in found] == ["channelParticipantBanned"]
    clock.now += 61
    scene.alice_says()


def test_who_is_thrown_out_comes_back_only_by_pardon(scene: Governed) -> None:
    """Not by joining, not by an ordinary member's invitation, but by an administrator's."""
    restrict, out = scene.world.restrict, frozenset({"view_messages"})
    restrict(scene.own, scene.alice, scene.bob, out)

    assert not scene.own.has(scene.alice)
    refused("CHANNEL_PRIVATE", scene.alice_says)
    refused("USER_BANNED_IN_CHANNEL", lambda: scene.world.invite(scene.own, scene.alice, [scene.alice]))
    refused("USER_KICKED", lambda: scene.world.invite(scene.own, scene.bot, [scene.alice]))
    found = participants(scene.bob_client, scene.channel_of_bob, tl("channelParticipantsKicked", q=""))
    assert [each.get("left") for each in found] == [True]
    scene.world.invite(scene.own, scene.bob, [scene.alice])
    scene.alice_says()


def participants(client: Client, channel: TLObject, wanted: TLObject) -> list[TLObject]:
    page = {"offset": 0, "limit": 100, "hash": 0}
    found: list[TLObject] = client.call("channels.getParticipants", channel=channel, filter=wanted, **page)[
        "participants"
    ]
    return found


def test_rights_are_taken_from_all(scene: Governed) -> None:
    """Ordinary members are silent then, administrators aren't; the same again is refused."""
    call = scene.bob_client.call
    call("messages.editChatDefaultBannedRights", peer=scene.peer_of_bob, banned_rights=NOBODY_WRITES)

    refused("CHAT_WRITE_FORBIDDEN", scene.alice_says)
    send(scene.bob_client, scene.peer_of_bob, "I may")
    refused("CHAT_NOT_MODIFIED", lambda: scene.world.restrict_all(scene.own, scene.bob, frozenset({"send_messages"})))


def test_slow_mode_counts_seconds(scene: Governed) -> None:
    """SLOWMODE_WAIT_X for ordinary members, X being what is left."""
    scene.bob_client.call("channels.toggleSlowMode", channel=scene.channel_of_bob, seconds=30)
    scene.alice_says()
    clock = scene.server.true_clock
    assert isinstance(clock, Clock)
    clock.now += 10
    refused("SLOWMODE_WAIT_20", scene.alice_says)
    clock.now += 20
    scene.alice_says()
    refused("SECONDS_INVALID", lambda: scene.world.slow_down(scene.own, scene.bob, 7))


def test_whoever_is_in_a_supergroup_is_passed_over(scene: Governed) -> None:
    """An invitation of members brings in the others alone, and where there are none it changes nothing."""
    eve = scene.world.people.create("Eve")
    invite = partial(scene.bob_client.call, "channels.inviteToChannel", channel=scene.channel_of_bob)

    both = invite(users=[scene.user(scene.alice, scene.bob), scene.user(eve, scene.bob)])
    again = invite(users=[scene.user(scene.alice, scene.bob), scene.user(eve, scene.bob)])

    (service,) = [update["message"] for update in both["updates"]["updates"] if "message" in update.fields]
    assert service["action"]["users"] == [eve.id]
    assert scene.own.has(eve)
    assert again["updates"]["updates"] == []


def test_a_link_leads_in(scene: Governed) -> None:
    """It shows where it leads before, brings in once, and says so after."""
    room = scene.world.create_chat("supergroup", "Far", scene.alice)
    link = scene.world.make_link(room, scene.alice)
    call = scene.bob_client.call

    assert call("messages.checkChatInvite", hash=link.hash)["title"] == "Far"
    joined = call("messages.importChatInvite", hash=link.hash)
    assert new_number(joined) == "messageActionChatJoinedByLink"
    assert call("messages.checkChatInvite", hash=link.hash).name == "chatInviteAlready"
    refused("USER_ALREADY_PARTICIPANT", lambda: call("messages.importChatInvite", hash=link.hash))


def test_a_link_ends(scene: Governed) -> None:
    """Revoked, too late, or used up: INVITE_HASH_EXPIRED each time."""
    room = scene.world.create_chat("supergroup", "Far", scene.alice)
    call, make = scene.bob_client.call, scene.world.make_link
    late = make(room, scene.alice, expires=scene.world.now)
    used = make(room, scene.alice, limit=1)
    scene.world.join_by_link(scene.world.people.create("Eve"), used.hash)
    revoked = make(room, scene.alice)
    scene.world.revoke_link(room, scene.alice, revoked.hash)

    for link in (late, used, revoked):
        refused("INVITE_HASH_EXPIRED", partial(call, "messages.importChatInvite", hash=link.hash))
    refused("INVITE_HASH_EMPTY", lambda: call("messages.checkChatInvite", hash=""))
    refused("CHAT_ADMIN_REQUIRED", lambda: make(room, scene.bob))


def test_a_link_may_ask_first(scene: Governed) -> None:
    """The request waits until an administrator decides."""
    call = scene.bob_client.call
    exported = call("messages.exportChatInvite", peer=scene.peer_of_bob, request_needed=True)
    link_hash = exported["link"].removeprefix("https://t.me/+")
    eve = scene.world.people.create("Eve")
    refused("INVITE_REQUEST_SENT", lambda: scene.world.join_by_link(eve, link_hash))
    page = {"offset_date": 0, "offset_user": tl("inputUserEmpty"), "limit": 10}
    importers = call("messages.getChatInviteImporters", peer=scene.peer_of_bob, requested=True, **page)["importers"]
    assert [each["user_id"] for each in importers] == [eve.id]

    user = scene.user(eve, scene.bob)
    call("messages.hideChatJoinRequest", peer=scene.peer_of_bob, user_id=user, approved=True)

    assert scene.own.has(eve)
    refused("HIDE_REQUESTER_MISSING", lambda: scene.world.decide(scene.own, scene.bob, eve, approved=True))


def test_a_person_with_curl_governs(scene: Governed) -> None:
    """The operations do what clients can."""
    order = ChatOrders(scene.world).operations()
    made = order["chat.create"]({"kind": "channel", "title": "News", "creator": str(scene.alice.id)})
    order["chat.update"]({"chat": made["id"], "title": "Old news", "signatures": True})
    link = order["chat.link"]({"chat": made["id"]})["link"]
    order["chat.join"]({"person": str(scene.bob.id), "link": link})
    order["chat.restrict"]({"chat": made["id"], "person": str(scene.bob.id), "rights": ["view_messages"]})

    chat = scene.world.chats.find(int(made["id"]))
    assert chat is not None
    assert (chat.title, chat.broadcast, chat.signatures, chat.has(scene.bob)) == ("Old news", True, True, False)
    group = order["chat.create"]({"kind": "group", "title": "G", "creator": str(scene.alice.id)})
    assert order["chat.migrate"]({"chat": group["id"]})["bot_api_id"].startswith("-100")
