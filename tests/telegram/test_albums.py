"""Albums: several messages with one id, all or none."""

import pytest

from fakes.telegram.world import Draft
from fakes.telegram.world.media import location
from fakes.telegram.world.world import place_of
from tests.telegram.media_calls import album, document, known, photo
from tests.telegram.scene import Scene
from tests.telegram.wire import RpcFailure


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_album_is_several_messages_with_one_id(scene: Scene) -> None:
    """Each item is a message with a caption of its own; the answer tells the number of each."""
    items = [known(scene, photo(scene)), known(scene, photo(scene, width=4))]
    answer = album(scene, items, ("first", "second"))

    numbers = [update["random_id"] for update in answer["updates"] if update.name == "updateMessageID"]
    messages = [update["message"] for update in scene.bob_client.updates()]
    assert numbers == [100, 101]
    assert [message["message"] for message in messages] == ["first", "second"]
    assert len({message["grouped_id"] for message in messages}) == 1
    told = [record.detail["album"] for record in scene.hub.records if record.kind == "message"]
    assert len(told) == 2
    assert len(set(told)) == 1


def test_an_albums_media_are_uploaded_and_alike(scene: Scene) -> None:
    """Up to ten; known to the server; photos beside videos but not beside documents."""
    one, other = known(scene, photo(scene)), known(scene, document(scene, b"x", "a/b"))

    for name, items in {
        "MEDIA_INVALID": [photo(scene), photo(scene)],
        "MULTI_MEDIA_TOO_LONG": [one] * 11,
        "MEDIA_GROUPED_INVALID": [one, other],
        "MEDIA_EMPTY": [],
    }.items():
        with pytest.raises(RpcFailure) as caught:
            album(scene, items)
        assert caught.value.name == name
    assert scene.bob_client.updates() == []


def test_one_item_too_long_and_no_item_is_written(scene: Scene) -> None:
    """An album is written as a whole or not at all."""
    item = known(scene, photo(scene))

    with pytest.raises(RpcFailure, match="MEDIA_CAPTION_TOO_LONG"):
        album(scene, [item, item], ("fine", "x" * 1025))
    assert scene.bob_client.updates() == []


def test_a_written_album_is_one_act_of_the_world(scene: Scene) -> None:
    """The world takes drafts; each happening bears its message."""
    place = place_of(scene.group)
    drafts = [Draft("a"), Draft("b", media=location(1, 2))]

    happened = scene.world.write(scene.alice, place, drafts)

    assert [each.messages[0].text for each in happened] == ["a", "b"]
