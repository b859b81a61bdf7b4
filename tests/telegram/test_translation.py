"""From the inner layer to each client's and back, by the schemas of the layers that the fake serves."""

import struct
from typing import Any

import pytest

from fakes.telegram.tl import INNER_LAYER, InexpressibleError, TLObject, tl
from fakes.telegram.tl.sources import SOURCES
from tests.telegram.scene import Scene
from tests.telegram.wire import connected, layers

LAYERS = sorted(SOURCES)
OTHERS = [layer for layer in LAYERS if layer != INNER_LAYER]
CHANNEL = {"channel_id": 7, "access_hash": 9}


def through(layer: int, value: TLObject) -> TLObject:
    """Return what a client of ``layer`` reads when ``value`` is written to it."""
    return layers().codec(layer).decode(layers().translator(layer).encode(value))


def read(layer: int, request: TLObject) -> TLObject:
    """Return the inner layer's form of what a client of ``layer`` writes."""
    translator = layers().translator(layer)
    return translator.inward(translator.decode(layers().codec(layer).encode(request)))


def test_each_layer_has_a_schema() -> None:
    """Every client that the fake is tried with has its layer."""
    assert set(LAYERS) <= set(layers().known)


@pytest.mark.parametrize("layer", LAYERS)
def test_each_schema_is_of_its_layer(layer: int) -> None:
    """The number that the package says, and the constructors that nobody can do without."""
    schema = layers().codec(layer).schema

    assert schema.layer == layer
    assert {"user", "channel", "message", "updates", "messages.sendMessage"} <= schema.by_name.keys()
    assert schema.by_id[0xDA9B0D0D].name == "invokeWithLayer"


@pytest.mark.parametrize("layer", LAYERS)
def test_names_and_fields_are_the_same_in_each_layer(layer: int) -> None:
    """A user and a message keep what they say, whatever number their constructors have."""
    user = tl("user", id=5, self=True, first_name="Ada", access_hash=3)
    message = tl("message", id=1, peer_id=tl("peerUser", user_id=5), date=9, message="hi")
    updates = tl("updates", updates=[], users=[user], chats=[], date=1, seq=0)

    assert through(layer, user) == user
    assert through(layer, message) == message
    assert through(layer, updates) == updates


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(
    "value",
    [
        tl("messages.messages", messages=[], chats=[], users=[]),
        tl("poll", id=1, question=tl("textWithEntities", text="?", entities=[]), answers=[]),
        tl(
            *("dialog",),
            peer=tl("peerUser", user_id=5),
            **dict.fromkeys(
                (
                    *("top_message", "read_inbox_max_id", "read_outbox_max_id", "unread_count"),
                    *("unread_mentions_count", "unread_reactions_count"),
                ),
                0,
            ),
            notify_settings=tl("peerNotifySettings"),
        ),
    ],
    ids=lambda value: value.name,
)
def test_what_a_layer_demands_is_filled_in(layer: int, value: TLObject) -> None:
    """Mandatory fields that the inner layer hasn't got are there, and say nothing."""
    seen = through(layer, value)

    assert {**seen.fields, **value.fields} == seen.fields
    assert not any(seen[name] for name in seen.fields.keys() - value.fields.keys())


def test_a_field_of_a_later_layer_reaches_that_layer_alone() -> None:
    """The inner form may say what only newer layers have; the inner layer's clients don't get it."""
    peer = tl("peerChannel", channel_id=7)
    seen = {layer: through(layer, tl("notifyForumTopic", peer=peer, top_msg_id=1)) for layer in LAYERS}
    assert all(item["top_msg_id"] == 1 for item in seen.values())

    user = tl("user", id=5, bot_forum_view=True)

    assert through(229, user).get("bot_forum_view")
    assert through(INNER_LAYER, user) == tl("user", id=5)


def test_what_became_another_type_is_left_out() -> None:
    """A number that is an object in a newer layer, and optional, isn't sent."""
    user = tl("user", id=5, stories_max_id=3)

    assert through(198, user) == user
    assert through(229, user) == tl("user", id=5)


@pytest.mark.parametrize("layer", OTHERS)
def test_an_unknown_kind_of_media_or_action_gets_telegrams_stand_in(layer: int) -> None:
    """A service message with an action that the layer lacks is there, with an empty action."""
    lacking = TLObject("messageActionMadeUp", {})
    common = {"id": 1, "peer_id": tl("peerUser", user_id=5), "date": 9}
    schema = layers().codec(layer).schema
    action = tl("messageActionPaidMessagesPrice", stars=5)

    seen = through(layer, TLObject("messageService", {**common, "action": action}))

    assert seen["action"].name == (action.name if action.name in schema.by_name else "messageActionEmpty")
    with pytest.raises(InexpressibleError, match=f"layer {layer} can't express messageActionMadeUp"):
        through(layer, TLObject("messageService", {**common, "action": lacking}))


@pytest.mark.parametrize(("layer", "more"), [(198, {}), (228, {"recent_voters": []}), (229, {"recent_voters": []})])
def test_fields_that_share_a_bit_are_there_together(layer: int, more: dict[str, list[int]]) -> None:
    """Where a newer layer put a second field on a bit, that field is there too, or all after it would be misread."""
    voters = tl("pollAnswerVoters", option=b"1", voters=0)

    assert through(layer, voters) == TLObject("pollAnswerVoters", {**voters.fields, **more})


def test_what_cannot_be_said_is_an_error_with_its_name() -> None:
    """An update that the layer has no constructor for names itself and the layer."""
    with pytest.raises(InexpressibleError, match="layer 198 can't express updateReadMonoForumInbox"):
        layers().translator(198).encode(
            tl("updateReadMonoForumInbox", channel_id=1, saved_peer_id=tl("peerUser", user_id=1), read_max_id=1)
        )


@pytest.mark.parametrize("layer", LAYERS)
def test_an_answer_in_a_new_wrapping_is_wrapped(layer: int) -> None:
    """Joining answers updates up to one layer, and a result that holds them from then on."""
    updates = tl("updates", updates=[], users=[], chats=[], date=1, seq=0)

    body = layers().translator(layer).encode_result("channels.joinChannel", updates)
    answer = layers().codec(layer).decode(body)

    assert answer == (updates if layer < 228 else tl("messages.chatInviteJoinResultOk", updates=updates))


@pytest.mark.parametrize("layer", LAYERS)
def test_scalars_and_vectors_are_answers_too(layer: int) -> None:
    """Bool and Vector<…> are written as the method says."""
    translator = layers().translator(layer)

    assert translator.encode_result("messages.setTyping", True) == struct.pack("<I", 0x997275B5)
    assert translator.encode_result("users.getUsers", [tl("userEmpty", id=5)])[:8] == struct.pack("<II", 0x1CB5C415, 1)


@pytest.mark.parametrize("layer", [228, 229])
def test_topics_are_found_under_their_old_name(layer: int) -> None:
    """What newer layers ask of messages was asked of channels; the inner layer has it so."""
    peer = TLObject("inputPeerChannel", CHANNEL)

    request = read(layer, tl("messages.createForumTopic", peer=peer, title="Tea", random_id=4))

    assert request == tl(
        "channels.createForumTopic", channel=TLObject("inputChannel", CHANNEL), title="Tea", random_id=4
    )


@pytest.mark.parametrize("layer", [228, 229])
def test_a_pinned_topic_is_told_by_its_peer(layer: int) -> None:
    """The update for a topic names a channel in the inner layer, and a peer in newer ones."""
    seen = through(layer, tl("updateChannelPinnedTopic", channel_id=7, topic_id=3, pinned=True))

    assert seen == tl("updatePinnedForumTopic", peer=tl("peerChannel", channel_id=7), topic_id=3, pinned=True)


def test_what_a_request_no_longer_says_is_filled_in() -> None:
    """A newer client may leave out what the inner layer demands of it."""
    rights: dict[str, Any] = {"admin_rights": tl("chatAdminRights"), "user_id": tl("inputUserSelf")}
    channel = TLObject("inputChannel", CHANNEL)

    assert read(229, tl("channels.editAdmin", channel=channel, **rights))["rank"] == ""
    assert read(198, tl("channels.toggleForum", channel=channel, enabled=True))["tabs"] is False


def test_a_polls_answers_get_the_bytes_that_choose_them() -> None:
    """Newer clients number the right answers and leave the bytes to the server; both forms lead to one."""
    text = tl("textWithEntities", text="?", entities=[])
    answers = [tl("inputPollAnswer", text=text), tl("inputPollAnswer", text=text)]
    poll = tl("poll", id=0, question=text, answers=answers, hash=0)
    media = tl("inputMediaPoll", poll=poll, correct_answers=[1])

    request = read(229, tl("messages.sendMedia", peer=tl("inputPeerSelf"), media=media, message="", random_id=1))

    assert [answer.name for answer in request["media"]["poll"]["answers"]] == ["pollAnswer"] * 2
    options = [answer["option"] for answer in request["media"]["poll"]["answers"]]
    assert len(set(options)) == 2
    assert request["media"]["correct_answers"] == options[1:]


@pytest.mark.parametrize("layer", OTHERS)
def test_clients_of_two_layers_talk(layer: int) -> None:
    """A message goes from a client of the inner layer to one of another, and its answer comes back."""
    scene = Scene()
    other = connected(scene.server, layer, layers()).log_in(scene.bot)

    sent = {"message": "hi", "random_id": 1}
    scene.bob_client.call("messages.sendMessage", peer=scene.peer(scene.group, scene.bob), **sent)
    other.call("messages.sendMessage", peer=scene.peer(scene.group, scene.bot), message="ho", random_id=2)

    assert "hi" in [update["message"]["message"] for update in other.updates()]
    assert scene.bob_client.updates()[-1]["message"]["message"] == "ho"


def test_updates_that_a_layer_lacks_are_a_witnessed_refusal() -> None:
    """A push that can't be said is refused by name; the client stays up."""
    scene = Scene()
    client = next(iter(scene.server.sessions_of(scene.bob)))

    scene.server.dispatcher.cannot_push(client, InexpressibleError("updateMadeUp", 198))

    assert scene.last().kind == "refusal"
    assert scene.last().detail["name"] == "LAYER_198_LACKS_updateMadeUp"
