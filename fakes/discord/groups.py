"""Direct messages of several people: who is in, what they are called, who owns them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.channel import GROUP, Channel
from fakes.discord.errors import ApiError, FieldErrors, missing_permissions, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.fields import Fields
from fakes.discord.message import ICON_CHANGE, NAME_CHANGE, RECIPIENT_ADD, RECIPIENT_REMOVE

if TYPE_CHECKING:
    from fakes.discord.channels import Channels
    from fakes.discord.ground import Ground
    from fakes.discord.messages import Messages
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

MAX_RECIPIENTS = 10


class Groups:
    """Makes and changes group direct messages; bots are never in one."""

    def __init__(self, ground: Ground, channels: Channels, messages: Messages) -> None:
        self._ground = ground
        self._channels = channels
        self._messages = messages

    def create(self, owner: Person, others: list[Person]) -> Channel:
        """Open a group of its owner and at least one more."""
        if any(person.bot for person in (owner, *others)):
            raise ApiError(400, 50007, "Cannot send messages to this user")
        recipients = tuple(dict.fromkeys((owner.id, *(person.id for person in others))))
        _check_size(len(recipients))
        channel = Channel(self._ground.ids.mint(), GROUP, recipients=recipients, owner_id=owner.id)
        self._ground.channels[channel.id] = channel
        for one in recipients:
            self._tell_one("CHANNEL_CREATE", channel, one)
        return channel

    def add(self, by: Person, channel: Channel, person: Person) -> None:
        """Take one more in; at most ten are."""
        _require_group(channel)
        if person.id in channel.recipients:
            return
        if person.bot:
            raise ApiError(400, 50007, "Cannot send messages to this user")
        _check_size(len(channel.recipients) + 1)
        others = frozenset(channel.recipients)
        channel.recipients += (person.id,)
        self._tell_one("CHANNEL_CREATE", channel, person.id)
        self._tell("CHANNEL_RECIPIENT_ADD", channel, person, others)
        self._say(channel, by, RECIPIENT_ADD, mention=person)

    def remove(self, by: Person, channel: Channel, person: Person) -> None:
        """Let somebody go: oneself, or anybody if one owns the group."""
        _require_group(channel)
        if person.id != by.id and channel.owner_id != by.id:
            raise missing_permissions()
        if person.id not in channel.recipients:
            raise unknown("User")
        self._say(channel, by, RECIPIENT_REMOVE, mention=person)
        self._tell_one("CHANNEL_DELETE", channel, person.id)
        channel.recipients = tuple(one for one in channel.recipients if one != person.id)
        self._tell("CHANNEL_RECIPIENT_REMOVE", channel, person, frozenset(channel.recipients))
        if not channel.recipients:
            del self._ground.channels[channel.id]
        elif channel.owner_id == person.id:
            channel.owner_id = channel.recipients[0]
            self._tell_all(channel)

    def update(self, by: Person, channel: Channel, body: Json) -> None:
        """Change name (up to 100 characters), icon or owner; only the owner gives the group away."""
        errors = FieldErrors()
        fields = Fields(body, errors)
        name, icon, owner = fields.text("name"), fields.text("icon"), fields.snowflake("owner")
        if name is not None and len(name) > 100:
            errors.add("name", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        errors.raise_if_any()
        if owner and by.id != channel.owner_id:
            raise missing_permissions()
        if owner and owner not in channel.recipients:
            raise unknown("User")
        channel.owner_id = owner or channel.owner_id
        if "name" in body:
            channel.name = name or ""
            self._say(channel, by, NAME_CHANGE, channel.name)
        if "icon" in body:
            channel.icon = f"{self._ground.rng.getrandbits(128):032x}" if icon else None
            self._say(channel, by, ICON_CHANGE)
        self._tell_all(channel)

    def close(self, person: Person, channel: Channel) -> None:
        """Leave a group, or close a direct message, which comes back with the next message."""
        if channel.type == GROUP:
            self.remove(person, channel, person)
        else:
            self._tell_one("CHANNEL_DELETE", channel, person.id)

    def _say(self, channel: Channel, by: Person, kind: int, content: str = "", mention: Person | None = None) -> None:
        self._messages.post_system(channel, by, kind, content, mentions=[mention] if mention else [])

    def _tell(self, name: str, channel: Channel, person: Person, to: frozenset[str]) -> None:
        data: Json = {"channel_id": channel.id, "user": person.as_user()}
        self._ground.emit(Event(name, data, to, Intent.ALWAYS))

    def _tell_all(self, channel: Channel) -> None:
        for one in channel.recipients:
            self._tell_one("CHANNEL_UPDATE", channel, one)

    def _tell_one(self, name: str, channel: Channel, person_id: str) -> None:
        seen = self._channels.direct_json(channel, self._ground.people.get(person_id))
        self._ground.emit(Event(name, seen, frozenset({person_id}), Intent.ALWAYS))


def _require_group(channel: Channel) -> None:
    if channel.type != GROUP:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")


def _check_size(size: int) -> None:
    if size > MAX_RECIPIENTS:
        raise ApiError(400, 30004, f"Maximum number of recipients reached ({MAX_RECIPIENTS})", refusal=True)
