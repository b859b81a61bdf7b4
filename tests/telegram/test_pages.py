"""History by offsets, searches, threads, and what one clears for oneself."""

from typing import Any

import pytest

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world.media import location
from fakes.telegram.world.messages import Draft, Place
from fakes.telegram.world.world import place_of
from tests.telegram.scene import Scene
from tests.telegram.wire import RpcFailure

PAGE = {"offset_id": 0, "offset_date": 0, "add_offset": 0, "limit": 10, "max_id": 0, "min_id": 0, "hash": 0}


@pytest.fixture(scope="module")
def ready() -> Scene:
    """A supergroup in which alice said 1 to 9, each a second after the other."""
    scene = Scene()
    for number in range(1, 10):
        scene.server.true_clock.now += 1  # type: ignore[attr-defined]
        scene.say(str(number))
    return scene


def texts(answer: TLObject) -> str:
    return "".join(message.get("message", "-") for message in answer["messages"])


def number_of(scene: Scene, text: str) -> int:
    place = place_of(scene.supergroup)
    found = next(message for message in scene.world.history(scene.bob, place) if message.text == text)
    return scene.supergroup.box.number(found.ref) or 0


@pytest.mark.parametrize(
    ("ask", "got"),
    [
        ({"limit": 3}, "987"),
        ({"limit": 0}, ""),
        ({"offset_id": "5", "limit": 2}, "43"),
        ({"offset_id": "5", "add_offset": -1, "limit": 2}, "54"),
        ({"offset_id": "5", "add_offset": -3, "limit": 6}, "765432"),
        ({"offset_id": "8", "add_offset": -9, "limit": 10}, "987"),
        ({"offset_id": "5", "add_offset": 1, "limit": 2}, "32"),
        ({"max_id": "4", "min_id": "1"}, "32"),
        ({"offset_date": "5", "limit": 2}, "43"),
    ],
)
def test_history_is_read_by_offsets(ready: Scene, ask: dict[str, Any], got: str) -> None:
    """From before a message or a date, shifted, between two numbers; the count is that of all."""
    at = {word: number_of(ready, text) for word, text in ask.items() if isinstance(text, str)}
    if "offset_date" in at:
        at["offset_date"] = ready.world.message(ready.supergroup.box.ref(at["offset_date"]) or 0).date
    peer = ready.peer(ready.supergroup, ready.bob)

    answer = ready.bob_client.call("messages.getHistory", **{**PAGE, **ask, **at}, peer=peer)

    assert texts(answer) == got
    assert answer["count"] == 11


def search(scene: Scene, kind: str = "Empty", q: str = "", **more: Any) -> str:
    fields = {**PAGE, "q": q, "min_date": 0, "max_date": 0, **more, "filter": tl(f"inputMessagesFilter{kind}")}
    fields.pop("offset_date")
    peer = scene.peer(scene.supergroup, scene.bob)
    return texts(scene.bob_client.call("messages.search", peer=peer, **fields))


def test_a_search_finds_words_people_and_media() -> None:
    """Each filter alone; service messages are found by none of them."""
    scene = Scene()
    place = place_of(scene.supergroup)
    scene.world.write(scene.alice, place, [Draft("Red apple"), Draft("here", media=location(1, 2))])
    last = scene.world.send(scene.bob, place, "see https://a.example red").messages[0]
    scene.world.pin(scene.alice, last)

    assert search(scene, q="red") == "see https://a.example redRed apple"
    assert search(scene, q="red APPLE") == "Red apple"
    assert search(scene, "Geo") == "here"
    assert search(scene, "Url") == search(scene, "Pinned") == "see https://a.example red"
    assert search(scene, from_id=tl("inputPeerSelf")) == "see https://a.example red"
    assert search(scene, "Photos") == ""
    with pytest.raises(RpcFailure, match="INPUT_FILTER_INVALID"):
        search(scene, "PhoneCalls")


def test_a_thread_is_all_that_answers() -> None:
    """Also the answers to answers, and nothing else."""
    scene = Scene()
    place, root = place_of(scene.supergroup), scene.say("root")
    first = scene.world.send(scene.bob, place, "a", reply_to=root).messages[0].ref
    scene.say("beside")
    scene.world.send(scene.alice, place, "b", reply_to=first)
    number, peer = scene.supergroup.box.number(root), scene.peer(scene.supergroup, scene.bob)

    assert texts(scene.bob_client.call("messages.getReplies", **PAGE, peer=peer, msg_id=number)) == "ba"


def test_one_clears_for_oneself() -> None:
    """The other side keeps everything, also what is edited later; with ``revoke`` it goes for both."""
    scene = Scene()
    place = Place.private(scene.alice.id, scene.bob.id)
    said = scene.world.send(scene.alice, place, "hi").messages[0]
    hashes = scene.server.views.hashes
    alice = tl("inputPeerUser", user_id=scene.alice.id, access_hash=hashes.of(scene.bob.id, "user", scene.alice.id))

    answer = scene.bob_client.call("messages.deleteHistory", peer=alice, max_id=0)

    assert answer["pts_count"] == 1
    assert scene.last().kind == "call"
    assert (scene.world.history(scene.bob, place), scene.world.history(scene.alice, place)) == ([], [said])
    scene.world.edit(scene.alice, said, "changed")
    scene.world.send(scene.alice, place, "again")
    scene.bob_client.call("messages.deleteHistory", peer=alice, max_id=0, revoke=True)
    assert scene.world.history(scene.alice, place) == [said]
