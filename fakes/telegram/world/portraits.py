"""Pictures of people and of chats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.ground import Ground
from fakes.telegram.world.messages import Action

if TYPE_CHECKING:
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.events import Happened
    from fakes.telegram.world.files import StoredFile
    from fakes.telegram.world.people import Person


class Portraits(Ground):
    """Acts of showing another picture."""

    def show_photo(self, chat: Chat, author: Person, photo: StoredFile | None, *, origin: object = None) -> Happened:
        """Give a chat another picture, or (None) take it away; a service message tells it."""
        if not chat.has(author):
            raise WorldError(403, "CHAT_WRITE_FORBIDDEN", f"{author.name} isn't in {chat.title}")
        if chat.kind == "supergroup" and not chat.may(author, "change_info"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{author.name} may not change how {chat.title} looks")
        if photo is chat.photo:
            raise WorldError(400, "CHAT_NOT_MODIFIED", f"{chat.title} looks like that already")
        chat.photo = photo
        chat.version += 1
        told = self._service(author, chat, Action("photo", photo=photo))
        return self._tell(self._post(author, told, origin=origin))

    def show_portrait(self, person: Person, photo: StoredFile) -> None:
        """Make a photo the person's present picture."""
        if photo in person.photos:
            person.photos.remove(photo)
        person.photos.insert(0, photo)

    def remove_portraits(self, person: Person, photos: list[StoredFile]) -> list[int]:
        """Take pictures from a person's; return which ones there were."""
        gone = [photo.id for photo in photos if photo in person.photos]
        person.photos = [photo for photo in person.photos if photo.id not in gone]
        return gone
