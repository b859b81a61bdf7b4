"""photos.*, and the pictures of chats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.rpc import files, peers
from fakes.telegram.rpc.messages import own_change, told
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl

if TYPE_CHECKING:
    from fakes.telegram.world import Chat
    from fakes.telegram.world.blobs import Blob
    from fakes.telegram.world.files import StoredFile

SERVICE = Service()
_MOST = 100


@SERVICE.serves("photos.uploadProfilePhoto")
def upload_profile_photo(call: Call) -> TLObject:
    """Make an uploaded picture the account's."""
    photo = call.world.files.add_photo(_only_still(call, call.args), call.world.now, call.account.dc)
    call.world.show_portrait(call.account, photo)
    return _photo(call, photo)


@SERVICE.serves("photos.updateProfilePhoto")
def update_profile_photo(call: Call) -> TLObject:
    """Make a former picture the present one again, or take the present one away."""
    if call["id"].name == "inputPhotoEmpty":
        call.world.remove_portraits(call.account, call.account.photos[:1])
        return _photo(call, None)
    photo = files.known_photo(call, call["id"])
    call.world.show_portrait(call.account, photo)
    return _photo(call, photo)


@SERVICE.serves("photos.deletePhotos")
def delete_photos(call: Call) -> list[int]:
    """Take pictures away; the answer is the ids of those that were there."""
    photos = [files.known_photo(call, named) for named in call["id"] if named.name == "inputPhoto"]
    return call.world.remove_portraits(call.account, photos)


@SERVICE.serves("photos.getUserPhotos")
def get_user_photos(call: Call) -> TLObject:
    """Return an account's pictures, the present one first."""
    person, start = peers.user(call, call["user_id"]), max(0, call["offset"])
    page = person.photos[start : start + max(0, min(call["limit"], _MOST))]
    shown = [call.views.files.file(photo, call.account.id) for photo in page]
    users = [call.views.users.user(person, call.account)]
    if len(page) == len(person.photos):
        return tl("photos.photos", photos=shown, users=users)
    return tl("photos.photosSlice", count=len(person.photos), photos=shown, users=users)


@SERVICE.serves("messages.editChatPhoto")
def edit_chat_photo(call: Call) -> TLObject:
    """Give a basic group another picture, or none."""
    return _show(call, peers.group(call, call["chat_id"]))


@SERVICE.serves("channels.editPhoto")
def edit_photo(call: Call) -> TLObject:
    """Give a supergroup another picture, or none."""
    return _show(call, peers.joined_channel(call, call["channel"]))


def _show(call: Call, chat: Chat) -> TLObject:
    sent, photo = call["photo"], None
    if sent.name == "inputChatPhoto":
        photo = files.known_photo(call, sent["id"])
    elif sent.name == "inputChatUploadedPhoto":
        photo = call.world.files.add_photo(_only_still(call, sent), call.world.now, call.account.dc)
    happened = call.world.show_photo(chat, call.account, photo, origin=call.client)
    return told(call, happened, own_change(call, happened))


def _only_still(call: Call, sent: TLObject) -> Blob:
    if "file" not in sent.fields:
        raise RpcError(400, "PHOTO_FILE_MISSING", "pictures that move aren't served by this fake")
    return files.uploaded(call, sent["file"])


def _photo(call: Call, photo: StoredFile | None) -> TLObject:
    shown = tl("photoEmpty", id=0) if photo is None else call.views.files.file(photo, call.account.id)
    return tl("photos.photo", photo=shown, users=[call.views.users.user(call.account, call.account)])
