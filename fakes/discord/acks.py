"""What people have read: one message of a channel each, told to their own sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.control import Record
from fakes.discord.events import Event, Intent

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.ground import Ground
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json


class Acks:
    """Keeps how far everybody has read: by person, then by channel, a message's id."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._read: dict[str, dict[str, str]] = {}
        self._version = 0

    def of(self, person: Person) -> dict[str, str]:
        """Return the last message read in each channel."""
        return self._read.get(person.id, {})

    def ack(self, person: Person, channel: Channel, message_id: str, cause: Cause) -> None:
        """Note that a person has read up to a message, which need not exist any more."""
        self._version += 1
        self._read.setdefault(person.id, {})[channel.id] = message_id
        data: Json = {"channel_id": channel.id, "message_id": message_id, "version": self._version, "ack_type": 0}
        self._ground.emit(Event("MESSAGE_ACK", data, frozenset({person.id}), Intent.ALWAYS))
        self._ground.witness(
            Record(
                network="discord",
                kind="read",
                cause=cause,
                place=channel.id,
                author=person.as_author(),
                target=message_id,
                scope=self._ground.scope_of(channel),
            )
        )
