"""Calls of clients: answers, pushes, differences, errors by name, and what the witness stream tells of them."""

from typing import Any

import pytest

from fakes.control import Hub, Record
from fakes.telegram.server import Server
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Chat, Person
from fakes.telegram.world.world import place_of
from tests.telegram.wire import NOON, Client, RpcFailure, connected, make_server

FIRST_PAGE = {"offset_date": 0, "offset_id": 0, "offset_peer": tl("inputPeerEmpty"), "limit": 10, "hash": 0}


class Scene:
    """A fake with alice, and a bot's and bob's clients, both in a supergroup and in a group."""

    def __init__(self) -> None:
        self.server: Server
        self.hub: Hub
        self.server, self.hub = make_server()
        self.world = self.server.world
        self.alice = self.world.people.create("Alice", scope="s1")
        self.bob = self.world.people.create("Bob", phone="+1 555 0100")
        self.bot = self.world.people.create("Bot", bot=True)
        self.supergroup = self.world.create_chat("supergroup", "Large", self.alice, [self.bob, self.bot], scope="s2")
        self.group = self.world.create_chat("group", "Small", self.alice, [self.bob, self.bot])
        self.bot_client = connected(self.server).log_in(self.bot)
        self.bob_client = connected(self.server)
        self.log_in_bob()

    def log_in_bob(self) -> None:
        phone = self.bob.phone
        settings = tl("codeSettings")
        sent = self.bob_client.call("auth.sendCode", phone_number=phone, api_id=1, api_hash="x", settings=settings)
        code = self.server.logins.pending(phone)
        code_hash = sent["phone_code_hash"]
        self.bob_client.call("auth.signIn", phone_number=phone, phone_code_hash=code_hash, phone_code=code)

    def channel(self, viewer: Person) -> dict[str, Any]:
        hashes = self.server.views.hashes
        return {
            "channel_id": self.supergroup.id,
            "access_hash": hashes.of(viewer.id, "channel", self.supergroup.id),
        }

    def peer(self, chat: Chat, viewer: Person) -> TLObject:
        if chat.kind == "group":
            return tl("inputPeerChat", chat_id=chat.id)
        return TLObject("inputPeerChannel", self.channel(viewer))

    def say(self, text: str, chat: Chat | None = None) -> int:
        return self.world.send(self.alice, place_of(chat or self.supergroup), text).messages[0].ref

    def last(self) -> Record:
        return self.hub.records[-1]


@pytest.fixture(scope="module")
def ready() -> Scene:
    """A scene for calls that change nothing."""
    return Scene()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def send(client: Client, peer: TLObject, text: str, random_id: int = 5, **more: Any) -> TLObject:
    return client.call("messages.sendMessage", peer=peer, message=text, random_id=random_id, **more)


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_message_reaches_every_member(scene: Scene, kind: str) -> None:
    """What alice says is pushed to the bot and to bob, with her as its author."""
    scene.say("hi", scene.group if kind == "group" else scene.supergroup)

    for client in (scene.bot_client, scene.bob_client):
        (message,) = [update["message"] for update in client.updates() if "message" in update.fields]
        assert (message["message"], message["from_id"]["user_id"]) == ("hi", scene.alice.id)


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_sent_message_is_answered_and_pushed(scene: Scene, kind: str) -> None:
    """The sender learns number and message by the answer, the others by a push, and nobody twice."""
    chat = scene.group if kind == "group" else scene.supergroup

    answer = send(scene.bot_client, scene.peer(chat, scene.bot), "hello", random_id=77)

    number, new = answer["updates"]
    assert (number.name, number["random_id"], number["id"]) == ("updateMessageID", 77, new["message"]["id"])
    assert new["message"].get("out")
    assert scene.bot_client.updates() == []
    assert [update["message"]["message"] for update in scene.bob_client.updates()] == ["hello"]


def test_updates_carry_whom_they_speak_of(scene: Scene) -> None:
    """A push holds the author and the chat with hashes of the one who gets it."""
    scene.say("hi")

    pushed = scene.bob_client.api.decode(scene.bob_client.received[-1].body)

    hashes = {user["id"]: user["access_hash"] for user in pushed["users"]}
    assert hashes[scene.alice.id] == scene.server.views.hashes.of(scene.bob.id, "user", scene.alice.id)
    assert hashes[scene.alice.id] != scene.server.views.hashes.of(scene.bot.id, "user", scene.alice.id)
    assert pushed["chats"][0]["access_hash"] == scene.channel(scene.bob)["access_hash"]


def test_edits_and_deletions_are_pushed(scene: Scene) -> None:
    """Other members hear of both, with pts that follow one another."""
    ref = scene.say("hi")
    message = scene.world.message(ref)
    scene.world.edit(scene.alice, message, "changed")
    scene.world.delete(scene.alice, [message])

    new, edit, delete = scene.bob_client.updates()

    assert [new.name, edit.name, delete.name] == [
        "updateNewChannelMessage",
        "updateEditChannelMessage",
        "updateDeleteChannelMessages",
    ]
    assert [edit["pts"] - new["pts"], delete["pts"] - edit["pts"]] == [1, 1]
    assert edit["message"]["message"] == "changed"
    assert delete["messages"] == [new["message"]["id"]]


def test_who_deletes_in_a_supergroup_hears_of_it_too(scene: Scene) -> None:
    """Its answer names no channel, so the update comes as well."""
    channel = TLObject("inputChannel", scene.channel(scene.bot))
    sent = send(scene.bot_client, scene.peer(scene.supergroup, scene.bot), "oops")
    number = sent["updates"][0]["id"]

    answer = scene.bot_client.call("channels.deleteMessages", channel=channel, id=[number])

    assert (answer["pts"], answer["pts_count"]) == (scene.supergroup.box.pts, 1)
    assert [update.name for update in scene.bot_client.updates()] == ["updateDeleteChannelMessages"]


def test_a_reply_names_the_message_as_its_reader_knows_it(scene: Scene) -> None:
    """In a group the same reply points to each member's own number."""
    scene.world.send(scene.bob, place_of(scene.world.create_chat("group", "Bob's", scene.bob)), "more numbers")
    ref = scene.say("question", scene.group)
    number = scene.bot.box.number(ref)

    reply = tl("inputReplyToMessage", reply_to_msg_id=number)
    send(scene.bot_client, scene.peer(scene.group, scene.bot), "answer", reply_to=reply)

    seen = scene.bob_client.updates()[-1]["message"]["reply_to"]["reply_to_msg_id"]
    assert seen == scene.bob.box.number(ref)
    assert seen != number
    assert scene.last().kind == "call"
    assert [record.target for record in scene.hub.records if record.text == "answer"] == [str(ref)]


def test_the_account_difference_is_what_was_missed(scene: Scene) -> None:
    """After a lost push, getDifference gives the message, the new counters, and nothing when asked again."""
    state = scene.bob_client.call("updates.getState")
    scene.server.faults.set({"fault": "drop_updates", "person": scene.bob.id, "times": 1})
    scene.say("lost", scene.group)
    assert scene.bob_client.updates() == []

    difference = scene.bob_client.call("updates.getDifference", pts=state["pts"], date=int(NOON) + 1, qts=0)

    assert [message["message"] for message in difference["new_messages"]] == ["lost"]
    after = difference["state"]
    again = scene.bob_client.call("updates.getDifference", pts=after["pts"], date=int(NOON) + 1, qts=after["qts"])
    assert again.name == "updates.differenceEmpty"


def test_the_account_difference_names_changed_supergroups(scene: Scene) -> None:
    """A supergroup that changed since the client's date is named, so that its difference is asked for."""
    scene.say("hi")

    difference = scene.bob_client.call("updates.getDifference", pts=scene.bob.box.pts, date=int(NOON), qts=0)

    (update,) = difference["other_updates"]
    assert (update.name, update["channel_id"]) == ("updateChannelTooLong", scene.supergroup.id)


def test_the_account_difference_comes_in_slices(scene: Scene) -> None:
    """A limit gives part of the changes and the counters to go on from."""
    pts = scene.bob.box.pts
    for text in ("one", "two", "three"):
        scene.say(text, scene.group)

    first = scene.bob_client.call("updates.getDifference", pts=pts, date=int(NOON) + 1, qts=0, pts_limit=2)
    pts = first["intermediate_state"]["pts"]
    rest = scene.bob_client.call("updates.getDifference", pts=pts, date=int(NOON) + 1, qts=0)

    assert [m["message"] for m in first["new_messages"]] == ["one", "two"]
    assert [m["message"] for m in rest["new_messages"]] == ["three"]


def test_the_channel_difference_is_what_was_missed(scene: Scene) -> None:
    """New messages as they are now, edits and deletions of older ones; what came and went doesn't show."""
    older, doomed = scene.world.message(scene.say("older")), scene.world.message(scene.say("doomed"))
    pts = scene.supergroup.box.pts
    gone = scene.world.message(scene.say("came and went"))
    kept = scene.world.message(scene.say("kept"))
    scene.world.edit(scene.alice, older, "older, changed")
    scene.world.edit(scene.alice, kept, "kept, changed")
    scene.world.delete(scene.alice, [gone])
    scene.world.delete(scene.alice, [doomed])

    channel = TLObject("inputChannel", scene.channel(scene.bob))
    nothing = tl("channelMessagesFilterEmpty")
    call = scene.bob_client.call
    difference = call("updates.getChannelDifference", channel=channel, filter=nothing, pts=pts, limit=100)

    assert [message["message"] for message in difference["new_messages"]] == ["kept, changed"]
    assert [update.name for update in difference["other_updates"]] == [
        "updateEditChannelMessage",
        "updateEditChannelMessage",
        "updateDeleteChannelMessages",
        "updateDeleteChannelMessages",
    ]
    assert (difference["pts"], difference.get("final")) == (scene.supergroup.box.pts, True)


def test_a_bot_learns_of_missed_reactions(scene: Scene) -> None:
    """Reaction news are counted by qts and come with the difference."""
    scene.world.promote(scene.supergroup, scene.bot)
    message = scene.world.message(scene.say("hi"))
    scene.server.faults.set({"fault": "drop_updates", "person": scene.bot.id, "times": 1})
    scene.world.react(scene.alice, message, "👍")

    difference = scene.bot_client.call("updates.getDifference", pts=scene.bot.box.pts, date=int(NOON) + 1, qts=0)

    (news,) = difference["other_updates"]
    assert (news.name, news["qts"], news["new_reactions"][0]["emoticon"]) == ("updateBotMessageReaction", 1, "👍")
    assert difference["state"]["qts"] == 1


def test_a_reaction_by_a_client_is_witnessed(scene: Scene) -> None:
    """What bob's client sets reaches the world, and his answer shows it."""
    ref = scene.say("hi")
    peer, number = scene.peer(scene.supergroup, scene.bob), scene.supergroup.box.number(ref)

    like = [tl("reactionEmoji", emoticon="👍")]
    answer = scene.bob_client.call("messages.sendReaction", peer=peer, msg_id=number, reaction=like)

    assert answer["updates"][0]["reactions"]["results"][0]["count"] == 1
    (record,) = [record for record in scene.hub.records if record.kind == "reaction"]
    assert (record.target, record.text, record.cause) == (str(ref), "👍", "wire")


def test_who_leaves_is_told_so(scene: Scene) -> None:
    """The others see the service message; who left is told that the channel changed."""
    scene.world.remove(scene.supergroup, scene.bob, scene.alice)

    assert [update.name for update in scene.bob_client.updates()] == ["updateChannel"]
    assert [update.name for update in scene.bot_client.updates()] == ["updateNewChannelMessage"]


def refused(name: str, client: Client, method: str, **fields: Any) -> None:
    with pytest.raises(RpcFailure) as caught:
        client.call(method, **fields)
    assert caught.value.name == name


def test_before_log_in_most_is_closed(ready: Scene) -> None:
    """A key without an account gets 401, as routine, and the configuration."""
    client = connected(ready.server)

    refused("AUTH_KEY_UNREGISTERED", client, "updates.getState")
    assert ready.last().kind == "call"

    assert client.call("help.getConfig")["dc_options"][0]["ip_address"] == "fake"


def test_an_unknown_method_is_refused_by_name(ready: Scene) -> None:
    """A method that the schema has and the fake doesn't serve is a refusal in the stream."""
    refused("INPUT_METHOD_INVALID", ready.bot_client, "help.getSupport")

    record = ready.last()
    assert (record.kind, record.detail["name"], record.detail["why"]) == ("refusal", "help.getSupport", "unknown")


def test_a_mistake_of_the_fakes_is_loud(ready: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that fails answers 500 and is a refusal, and the connection lives on."""
    monkeypatch.setattr(ready.world.chats, "of", None)

    refused("INTERNAL_SERVER_ERROR", ready.bot_client, "messages.getDialogs", **FIRST_PAGE)
    assert (ready.last().kind, ready.last().detail["name"]) == ("refusal", "messages.getDialogs")

    monkeypatch.undo()
    assert ready.bot_client.call("messages.getDialogs", **FIRST_PAGE).name == "messages.dialogs"


def test_an_unknown_constructor_is_refused_by_number(ready: Scene) -> None:
    """A number that the layer doesn't have is refused too."""
    message_id = ready.bot_client.send(b"\x01\x02\x03\x04")

    with pytest.raises(RpcFailure, match="INPUT_METHOD_INVALID_04030201"):
        ready.bot_client.result(message_id)
    assert ready.last().detail["name"] == "0x04030201"


def test_an_unknown_layer_is_refused_with_the_nearest(ready: Scene) -> None:
    """The stream tells which layer would do."""
    client = connected(ready.server)
    client.layer = 500

    refused("CONNECTION_LAYER_INVALID", client, "help.getConfig")
    assert "nearest is 204" in ready.last().detail["message"]


@pytest.mark.parametrize(
    ("name", "method", "fields"),
    [
        ("ACCESS_TOKEN_INVALID", "auth.importBotAuthorization", {"flags": 0, "bot_auth_token": "1:x"}),
        ("PHONE_NUMBER_INVALID", "auth.sendCode", {"phone_number": "000", "settings": tl("codeSettings")}),
    ],
)
def test_wrong_log_ins_have_their_names(ready: Scene, name: str, method: str, fields: dict[str, Any]) -> None:
    """Tokens and phones that nobody has are refused as Telegram does."""
    refused(name, connected(ready.server), method, api_id=1, api_hash="x", **fields)


def test_a_wrong_code_does_not_log_in(scene: Scene) -> None:
    """The code must be the one that was sent; it serves once."""
    phone, client = scene.bob.phone, connected(scene.server)
    sent = client.call("auth.sendCode", phone_number=phone, api_id=1, api_hash="x", settings=tl("codeSettings"))
    code = {"phone_number": phone, "phone_code_hash": sent["phone_code_hash"]}
    right = scene.server.logins.pending(phone)

    refused("PHONE_CODE_INVALID", client, "auth.signIn", phone_code="x", **code)
    assert client.call("auth.signIn", phone_code=right, **code)["user"]["id"] == scene.bob.id
    refused("PHONE_CODE_EXPIRED", client, "auth.signIn", phone_code=right, **code)


def test_a_foreign_hash_names_nobody(ready: Scene) -> None:
    """The bot's hash of the supergroup isn't bob's; without any, only a bot may come."""
    theirs = TLObject("inputChannel", ready.channel(ready.bot))
    without = tl("inputChannel", channel_id=ready.supergroup.id, access_hash=0)

    refused("CHANNEL_INVALID", ready.bob_client, "channels.getFullChannel", channel=theirs)
    refused("CHANNEL_INVALID", ready.bob_client, "channels.getFullChannel", channel=without)
    full = ready.bot_client.call("channels.getFullChannel", channel=without)
    assert full["full_chat"]["participants_count"] == 3


def test_a_random_id_serves_once(scene: Scene) -> None:
    """A message that a client sends again with its random_id isn't doubled."""
    peer = scene.peer(scene.group, scene.bot)
    send(scene.bot_client, peer, "once", random_id=9)

    refused("RANDOM_ID_DUPLICATE", scene.bot_client, "messages.sendMessage", peer=peer, message="once", random_id=9)
    assert [update["message"]["message"] for update in scene.bob_client.updates()] == ["once"]


def test_a_broken_rule_is_a_refusal_in_the_scope_of_its_chat(scene: Scene) -> None:
    """Too long a text is refused by Telegram's name, and told with the chat and its scope."""
    peer = scene.peer(scene.supergroup, scene.bot)

    refused("MESSAGE_TOO_LONG", scene.bot_client, "messages.sendMessage", peer=peer, message="x" * 4097, random_id=1)

    record = scene.last()
    assert (record.kind, record.detail["name"], record.detail["why"]) == ("refusal", "MESSAGE_TOO_LONG", "rule")
    assert (record.place, record.scope) == (str(scene.supergroup.id), "s2")


def test_a_flood_wait_strikes_as_often_as_set(scene: Scene) -> None:
    """The fault meets the named method once, and isn't a refusal."""
    scene.server.faults.set({"fault": "flood_wait", "method": "messages.sendMessage", "seconds": 3, "times": 1})
    peer = scene.peer(scene.group, scene.bot)

    refused("FLOOD_WAIT_3", scene.bot_client, "messages.sendMessage", peer=peer, message="hi", random_id=1)
    assert scene.last().kind == "call"

    assert send(scene.bot_client, peer, "hi").name == "updates"


def test_a_revoked_key_is_unknown(scene: Scene) -> None:
    """After a revocation the client's packets get the transport's 404."""
    assert scene.server.revoke_keys(scene.bob) == 1

    scene.bob_client.service_call("mt_ping", ping_id=1)

    assert scene.bob_client.raw[-1] == (-404).to_bytes(4, "little", signed=True)


def test_a_new_connection_goes_on_with_the_same_key(scene: Scene) -> None:
    """A client that comes back is still logged in, and pushes follow it."""
    scene.bob_client.connection.closed()
    scene.say("unheard")
    assert scene.bob_client.updates() == []
    scene.bob_client.connect()
    scene.bob_client.session_id, scene.bob_client.sequence = 99, 0
    scene.bob_client.call("updates.getState")

    scene.say("heard")

    assert [update["message"]["message"] for update in scene.bob_client.updates()] == ["heard"]


def test_without_updates_means_none(scene: Scene) -> None:
    """A session that asked for none gets none."""
    query = tl("invokeWithoutUpdates", query=tl("help.getConfig"))
    scene.bob_client.send(scene.bob_client.api.encode(query))

    scene.say("hi")

    assert scene.bob_client.updates() == []
    assert len(scene.bot_client.updates()) == 1
