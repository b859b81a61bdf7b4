"""What a word can be put into on a homeserver: messages, names, topics, files, profiles."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from harness.actors.matrix import MatrixPerson
from harness.core.attachment import Attachment


async def _message(person: MatrixPerson, word: str) -> None:
    await person.says(f"between us: {word}")


async def _file(person: MatrixPerson, word: str) -> None:
    await person.sends(Attachment("minutes.txt", "text/plain", f"secret: {word}".encode()))


async def _file_name(person: MatrixPerson, word: str) -> None:
    await person.sends(Attachment(f"{word}.txt", "text/plain", b"nothing"))


async def _display_name(person: MatrixPerson, word: str) -> None:
    await person.client.call("a name", person.client.nio.set_displayname, f"Dora {word}")


def _state(kind: str, field: str) -> Callable[[MatrixPerson, str], Awaitable[None]]:
    async def put(person: MatrixPerson, word: str) -> None:
        await person.client.call("the room", person.client.nio.room_put_state, person.place, kind, {field: word})

    return put


VESSELS: Mapping[str, Callable[[MatrixPerson, str], Awaitable[None]]] = {
    "message": _message,
    "file": _file,
    "file-name": _file_name,
    "display-name": _display_name,
    "room-name": _state("m.room.name", "name"),
    "topic": _state("m.room.topic", "topic"),
}
"""By the vessel's name: how a person puts a word into it, in the room where they are."""
