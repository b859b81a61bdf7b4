"""Pictures of people and chats: set by clients and by order, read by whoever may name their owner."""

import pytest

from fakes.telegram.tl import TLObject, tl
from tests.telegram.parts import png, upload
from tests.telegram.scene import Scene
from tests.telegram.wire import RpcFailure


@pytest.fixture
def scene() -> Scene:
    return Scene()


def read(scene: Scene, peer: TLObject, photo_id: int) -> bytes:
    where = tl("inputPeerPhotoFileLocation", peer=peer, photo_id=photo_id, big=True)
    data: bytes = scene.bob_client.call("upload.getFile", location=where, offset=0, limit=4096)["bytes"]
    return data


def test_a_person_shows_pictures(scene: Scene) -> None:
    """The latest is the present one; others read it by its owner; it can be taken away."""
    me = tl("inputUserSelf")
    for side in (2, 3):
        file = upload(scene.bot_client, png(side, 2))
        scene.bot_client.call("photos.uploadProfilePhoto", file=file)
    hashes = scene.server.views.hashes
    bot = {"user_id": scene.bot.id, "access_hash": hashes.of(scene.bob.id, "user", scene.bot.id)}

    (shown,) = scene.bob_client.call("users.getUsers", id=[TLObject("inputUser", bot)])["items"]
    assert read(scene, TLObject("inputPeerUser", bot), shown["photo"]["photo_id"]) == png(3, 2)
    assert shown["apply_min_photo"], "gotd's bridge takes a portrait without it for one that only the viewer sees"
    photos = scene.bot_client.call("photos.getUserPhotos", user_id=me, offset=0, max_id=0, limit=1)
    assert (photos.name, photos["count"], len(photos["photos"])) == ("photos.photosSlice", 2, 1)

    scene.bot_client.call("photos.updateProfilePhoto", id=tl("inputPhotoEmpty"))
    left = scene.bot_client.call("photos.getUserPhotos", user_id=me, offset=0, max_id=0, limit=9)["photos"]
    fields = {field: left[0][field] for field in ("id", "access_hash", "file_reference")}
    assert scene.bot.photos[0].id == fields["id"]
    scene.world.remove_portraits(scene.bot, list(scene.bot.photos))
    with pytest.raises(RpcFailure, match="LOCATION_INVALID"):
        read(scene, TLObject("inputPeerUser", bot), shown["photo"]["photo_id"])


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_chat_shows_a_picture(scene: Scene, kind: str) -> None:
    """A service message tells it, and the chat shows it until it is taken away."""
    chat = scene.group if kind == "group" else scene.supergroup
    scene.world.promote(scene.supergroup, scene.bot)
    method = "messages.editChatPhoto" if kind == "group" else "channels.editPhoto"
    channel = TLObject("inputChannel", scene.channel(scene.bot))
    named = {"chat_id": chat.id} if kind == "group" else {"channel": channel}
    picture = tl("inputChatUploadedPhoto", file=upload(scene.bot_client, png(4, 4)))

    scene.bot_client.call(method, photo=picture, **named)

    action = scene.bob_client.updates()[-1]["message"]["action"]
    shown = scene.server.views.chats.chat(chat, scene.bob)["photo"]
    assert action["photo"]["id"] == shown["photo_id"]
    assert read(scene, scene.peer(chat, scene.bob), shown["photo_id"]) == png(4, 4)
    scene.bot_client.call(method, photo=tl("inputChatPhotoEmpty"), **named)
    assert scene.bob_client.updates()[-1]["message"]["action"].name == "messageActionChatDeletePhoto"
    with pytest.raises(RpcFailure, match="CHAT_NOT_MODIFIED"):
        scene.bot_client.call(method, photo=tl("inputChatPhotoEmpty"), **named)


def test_a_supergroups_picture_is_its_administrators(scene: Scene) -> None:
    """An ordinary member may not change it."""
    channel = TLObject("inputChannel", scene.channel(scene.bob))

    with pytest.raises(RpcFailure, match="CHAT_ADMIN_REQUIRED"):
        scene.bob_client.call("channels.editPhoto", channel=channel, photo=tl("inputChatPhotoEmpty"))
