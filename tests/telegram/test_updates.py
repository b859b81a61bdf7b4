"""What clients are told of what happens: answers, pushes, and the differences that close gaps."""

import pytest

from fakes.telegram.chat_orders import ChatOrders
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene, send
from tests.telegram.wire import NOON


@pytest.fixture
def scene() -> Scene:
    return Scene()


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


@pytest.mark.parametrize(("kind", "told"), [("group", ["updateChatParticipants"]), ("supergroup", [])])
def test_new_administrators_are_told_of(scene: Scene, kind: str, told: list[str]) -> None:
    """All members of a basic group hear who governs it; of a supergroup only whoever does now."""
    chat = scene.group if kind == "group" else scene.supergroup
    scene.bob_client.updates()

    ChatOrders(scene.world).operations()["chat.promote"]({"chat": str(chat.id), "person": str(scene.bot.id)})

    assert [update.name for update in scene.bob_client.updates()] == told
    assert scene.last().detail == {"act": "rights", "members": [str(scene.bot.id)]}
