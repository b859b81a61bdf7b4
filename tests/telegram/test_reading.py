"""What was read: its author's clients learn it, the reader's other clients too, and dialogs count what is left."""

import pytest

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.messages import Place
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene
from tests.telegram.wire import Client, connected


@pytest.fixture
def scene() -> Scene:
    return Scene()


def second_client(scene: Scene) -> Client:
    """Return another client of bob's."""
    first, scene.bob_client = scene.bob_client, connected(scene.server)
    scene.log_in_bob()
    other, scene.bob_client = scene.bob_client, first
    return other


def private(scene: Scene) -> Place:
    return Place.private(scene.alice.id, scene.bob.id)


def number(scene: Scene, ref: int, place: Place) -> int:
    return scene.world.box_for(scene.bob, place).number(ref) or 0


def names(updates: list[TLObject]) -> list[str]:
    return [update.name for update in updates]


def test_a_partner_learns_what_was_read(scene: Scene) -> None:
    """Bob's own message, read by alice: an update of his box, in its order."""
    ref = scene.world.send(scene.bob, private(scene), "hi").messages[0].ref
    pts = scene.bob.box.pts

    scene.world.read(scene.alice, private(scene), 100)

    update = scene.bob_client.updates()[-1]
    assert (update.name, update["max_id"]) == ("updateReadHistoryOutbox", number(scene, ref, private(scene)))
    assert (update["pts"], update["pts_count"]) == (pts + 1, 1)
    assert (scene.last().kind, scene.last().target) == ("read", str(ref))


def test_ones_other_clients_learn_what_one_read(scene: Scene) -> None:
    """The client that reads gets the counter; the other one an update with how much is left."""
    refs = [scene.world.send(scene.alice, private(scene), text).messages[0].ref for text in ("a", "b")]
    other, hashes = second_client(scene), scene.server.views.hashes
    alice = tl("inputPeerUser", user_id=scene.alice.id, access_hash=hashes.of(scene.bob.id, "user", scene.alice.id))
    first = number(scene, refs[0], private(scene))

    answer = scene.bob_client.call("messages.readHistory", peer=alice, max_id=first)

    update = other.updates()[-1]
    assert (update.name, update["max_id"], update["still_unread_count"]) == ("updateReadHistoryInbox", first, 1)
    assert (answer["pts"], answer["pts_count"]) == (update["pts"], 1)
    again = scene.bob_client.call("messages.readHistory", peer=alice, max_id=first)
    assert again["pts_count"] == 0
    missed = scene.bob_client.call("updates.getDifference", pts=update["pts"] - 1, date=1, qts=0)
    assert "updateReadHistoryInbox" in names(missed["other_updates"])


def test_a_supergroups_author_learns_it(scene: Scene) -> None:
    """Channels have marks of their own, outside of their counter."""
    place = place_of(scene.supergroup)
    ref = scene.world.send(scene.bob, place, "hi").messages[0].ref
    pts = scene.supergroup.box.pts

    scene.world.read(scene.alice, place, 100)

    update = scene.bob_client.updates()[-1]
    assert (update.name, update["max_id"]) == ("updateReadChannelOutbox", number(scene, ref, place))
    assert scene.supergroup.box.pts == pts


def test_a_supergroup_is_read_on_all_clients(scene: Scene) -> None:
    """Bob's other client hears of it; bots aren't told."""
    ref = scene.say("hi")
    scene.world.send(scene.bot, place_of(scene.supergroup), "beep")
    other, place = second_client(scene), place_of(scene.supergroup)
    channel = TLObject("inputChannel", scene.channel(scene.bob))
    told = len(scene.bot_client.updates())

    scene.bob_client.call("channels.readHistory", channel=channel, max_id=number(scene, ref, place))

    update = other.updates()[-1]
    assert (update.name, update["still_unread_count"]) == ("updateReadChannelInbox", 1)
    scene.world.read(scene.bob, place, 100)
    assert len(scene.bot_client.updates()) == told


def test_dialogs_count_what_is_left(scene: Scene) -> None:
    """Of others' messages only."""
    place, peer = place_of(scene.supergroup), scene.peer(scene.supergroup, scene.bob)
    scene.world.read(scene.bob, place, 100)
    for author in (scene.alice, scene.alice, scene.bob):
        scene.world.send(author, place, "x")

    (dialog,) = scene.bob_client.call("messages.getPeerDialogs", peers=[tl("inputDialogPeer", peer=peer)])["dialogs"]

    assert dialog["unread_count"] == 2
    assert dialog["read_inbox_max_id"] < dialog["top_message"]


def test_drafts_and_contents_are_taken(scene: Scene) -> None:
    """Clients may tell; it shows nowhere."""
    peer = scene.peer(scene.supergroup, scene.bob)

    assert scene.bob_client.call("messages.saveDraft", peer=peer, message="not yet").name == "true"
    assert scene.bob_client.call("messages.readMessageContents", id=[1])["pts_count"] == 0
