"""Applications' commands, and what happens when somebody uses one, presses a button or fills in a form."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.control import Author
from fakes.discord.drafts import read_draft, refuse_empty
from fakes.discord.errors import ApiError, FieldErrors, not_served, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.fields import Fields
from fakes.discord.message import message_json
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.messages import Messages
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5
PONG, SAY, SAY_LATER, EDIT_LATER, EDIT, CHOICES, SHOW_FORM = 1, 4, 5, 6, 7, 8, 9
VALID_SECONDS, ANSWER_SECONDS, MAX_COMMANDS = 900.0, 3.0, 100
_EPHEMERAL = 1 << 6
_COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


@dataclass(slots=True)
class Interaction:
    """One use of an application; ``answered`` holds the callback's type, ``reply`` the original response's id."""

    id: str
    token: str
    application: Person
    by: Person
    channel: Channel
    kind: int
    made_at: float
    message: Message | None = None
    answered: int = 0
    reply: str = ""
    nonce: str | None = None


class Interactions:
    """Keeps commands and interactions; an interaction's token is good for fifteen minutes."""

    def __init__(self, ground: Ground, channels: Channels, messages: Messages) -> None:
        self._ground = ground
        self._channels = channels
        self._messages = messages
        self._commands: dict[tuple[str, str], dict[str, Json]] = {}
        self._by_id: dict[str, Interaction] = {}

    def commands(self, application_id: str, guild_id: str = "") -> list[Json]:
        """Return an application's commands, everywhere or in one guild."""
        return self._kept(application_id, guild_id)

    def command(self, application_id: str, guild_id: str, command_id: str) -> Json:
        """Return one command; 10063 when there is none."""
        found = self._commands.get((application_id, guild_id), {}).get(command_id)
        if found is None:
            raise unknown("application command")
        return found

    def put_command(self, application_id: str, guild_id: str, body: Json, command_id: str = "") -> Json:
        """Make a command, or replace the one of the same name and type; with an id, change that one."""
        mine = self._commands.setdefault((application_id, guild_id), {})
        before = self.command(application_id, guild_id, command_id) if command_id else {}
        command = _read_command(before | body)
        same = (one["id"] for one in mine.values() if (one["name"], one["type"]) == (command["name"], command["type"]))
        number = command_id or next(same, "") or self._ground.ids.mint()
        if number not in mine and len(mine) >= MAX_COMMANDS:
            raise ApiError(400, 30032, f"Maximum number of application commands reached ({MAX_COMMANDS})", refusal=True)
        more: Json = {"id": number, "application_id": application_id, "version": self._ground.ids.mint()}
        mine[number] = command | more | ({"guild_id": guild_id} if guild_id else {})
        return mine[number]

    def replace_commands(self, application_id: str, guild_id: str, bodies: list[Json]) -> list[Json]:
        """Replace all of an application's commands; what is wrong with one leaves all as they were."""
        for one in bodies:
            _read_command(one)
        self._commands[(application_id, guild_id)] = {}
        return [self.put_command(application_id, guild_id, one) for one in bodies]

    def delete_command(self, application_id: str, guild_id: str, command_id: str) -> None:
        """Remove a command."""
        self.command(application_id, guild_id, command_id)
        del self._commands[(application_id, guild_id)][command_id]

    def usable(self, by: Person, channel: Channel) -> list[Json]:
        """Return the commands of the applications in a channel; none to who may not use any."""
        if channel.guild_id and not self._ground.permissions(channel, by.id) & Permission.USE_COMMANDS:
            return []
        here = sorted(self._ground.audience(channel))
        return [one for each in here for place in (channel.guild_id, "") for one in self._kept(each, place)]

    def _kept(self, application_id: str, guild_id: str) -> list[Json]:
        return list(self._commands.get((application_id, guild_id), {}).values())

    def use_command(
        self, by: Person, channel: Channel, application: Person, name: str, options: list[Json]
    ) -> Interaction:
        """Let a person use a command by name; 10063 when the application has none of it here."""
        self._channels.require(by, channel, Permission.USE_COMMANDS if channel.guild_id else Permission.NONE)
        known = [*self.commands(application.id, channel.guild_id), *self.commands(application.id)]
        command = next((one for one in known if one["name"] == name), None)
        if command is None:
            raise unknown("application command")
        data: Json = {"id": command["id"], "name": name, "type": command["type"], "options": options}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return self._begin(by, channel, application, COMMAND, data)

    def press(self, by: Person, channel: Channel, message: Message, custom_id: str, values: list[str]) -> Interaction:
        """Let a person press a message's button or choose from its menu; 10008 for a component that isn't there."""
        kind = _component_type(message.components, custom_id)
        application = self._ground.people.find(message.by.id)
        if application is None or not kind:
            raise unknown("Message")
        data: Json = {"custom_id": custom_id, "component_type": kind} | ({"values": values} if values else {})
        return self._begin(by, channel, application, COMPONENT, data, message)

    def submit(self, by: Person, channel: Channel, application: Person, custom_id: str, fields: Json) -> Interaction:
        """Let a person send a form in, its texts by their components' ids."""
        inputs = [{"type": 4, "custom_id": name, "value": value} for name, value in fields.items()]
        rows = [{"type": 1, "components": [one]} for one in inputs]
        return self._begin(by, channel, application, FORM, {"custom_id": custom_id, "components": rows})

    def answer(self, interaction_id: str, token: str, body: Json) -> Message | None:
        """Take an application's callback; 10062 for an unknown or late one, 40060 for a second."""
        found = self._by_id.get(interaction_id)
        if found is None or found.token != token or self._age(found) > ANSWER_SECONDS:
            raise unknown("Interaction")
        if found.answered:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        errors = FieldErrors()
        kind = Fields(body, errors).integer("type")
        self._check_kind(found, kind, errors)
        data = body.get("data")
        message = self._carry_out(found, kind, data if isinstance(data, dict) else {})
        found.answered = kind
        told: Json = {"id": found.id, "nonce": found.nonce}
        self._ground.emit(Event("INTERACTION_SUCCESS", told, frozenset({found.by.id}), Intent.ALWAYS))
        return message

    def by_token(self, application_id: str, token: str) -> Interaction | None:
        """Return the interaction of a token that is still good, for following up."""
        found = next((one for one in self._by_id.values() if one.token == token), None)
        if found is None or found.application.id != application_id:
            return None
        if self._age(found) > VALID_SECONDS:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return found

    def follow_up(self, found: Interaction, body: Json) -> Message:
        """Say something more; after a callback of type 5 the first is the answer itself."""
        if not found.answered:
            raise unknown("Webhook")
        message = self._say(found, body)
        found.reply = found.reply or message.id
        return message

    def message(self, found: Interaction, message_id: str) -> tuple[Channel, Message]:
        """Return what the application said to an interaction; ``@original`` is its first answer."""
        wanted = found.reply if message_id == "@original" else message_id
        message = self._messages.get(found.channel, wanted)
        if message.by.id != found.application.id:
            raise unknown("Message")
        return found.channel, message

    def edit(self, found: Interaction, message_id: str, body: Json) -> Message:
        """Change an answer; ``@original`` after a callback of type 5 is said only now."""
        if message_id == "@original" and not found.reply and found.answered == SAY_LATER:
            return self.follow_up(found, body)
        channel, message = self.message(found, message_id)
        return self._messages.change(channel, message, read_draft(body), "wire")

    def _begin(
        self,
        by: Person,
        channel: Channel,
        application: Person,
        kind: int,
        data: Json,
        message: Message | None = None,
    ) -> Interaction:
        token = urlsafe_b64encode(self._ground.rng.randbytes(96)).decode()
        found = Interaction(
            self._ground.ids.mint(), token, application, by, channel, kind, self._ground.clock(), message
        )
        self._by_id[found.id] = found
        event = Event("INTERACTION_CREATE", self._as_json(found, data), frozenset({application.id}), Intent.ALWAYS)
        self._ground.emit(event)
        return found

    def _as_json(self, found: Interaction, data: Json) -> Json:
        channel, guild = found.channel, self._ground.guild_of(found.channel)
        body: Json = {
            "id": found.id,
            "application_id": found.application.id,
            "type": found.kind,
            "token": found.token,
            "version": 1,
            "data": data,
            "channel_id": channel.id,
            "channel": {"id": channel.id, "type": channel.type, "name": channel.name},
            "app_permissions": str(self._ground.permissions(channel, found.application.id)),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": channel.guild_id or "0"},
            "context": 0 if guild else 1,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if found.message is not None:
            body["message"] = message_json(channel, found.message)
        if guild is None:
            return body | {"user": found.by.as_user()}
        rights = {"permissions": str(self._ground.permissions(channel, found.by.id))}
        more: Json = {"guild_id": guild.id, "guild_locale": "en-US", "guild": {"id": guild.id, "features": []}}
        return body | more | {"member": guild.members[found.by.id].as_json() | rights}

    def _check_kind(self, found: Interaction, kind: int, errors: FieldErrors) -> None:
        allowed = {COMPONENT: (SAY, SAY_LATER, EDIT_LATER, EDIT, SHOW_FORM), FORM: (SAY, SAY_LATER, EDIT_LATER, EDIT)}
        choices = allowed.get(found.kind, (SAY, SAY_LATER, SHOW_FORM))
        if kind not in choices:
            errors.add("type", "BASE_TYPE_CHOICES", f"Value must be one of {choices}.")
        errors.raise_if_any()

    def _carry_out(self, found: Interaction, kind: int, data: Json) -> Message | None:
        if kind == SAY:
            message = self._say(found, data)
            found.reply = message.id
            return message
        if kind == EDIT and found.message is not None:
            found.reply = found.message.id
            return self._messages.change(found.channel, found.message, read_draft(data), "wire")
        if kind == EDIT_LATER and found.message is not None:
            found.reply = found.message.id
        return None

    def _say(self, found: Interaction, body: Json) -> Message:
        draft = read_draft(body)
        refuse_empty(draft)
        if draft.flags & _EPHEMERAL:
            raise not_served("ephemeral answers")
        bot = found.application
        by = Author(bot.id, bot.display_name, "bot")
        return self._messages.post(found.channel, draft, by, bot.as_user(), "wire")

    def _age(self, found: Interaction) -> float:
        return self._ground.clock() - found.made_at


def _read_command(body: Json) -> Json:
    """Return a command's fields with what is usual for those that aren't given; 50035 for wrong ones."""
    errors = FieldErrors()
    fields = Fields(body, errors)
    name, kind = fields.text("name") or "", fields.integer("type", 1)
    described = fields.text("description") or ""
    if not _COMMAND_NAME.fullmatch(name) and kind == 1:
        errors.add("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if kind == 1 and (not 1 <= len(described) <= 100 or name != name.lower()):
        errors.add("description", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length, the name lower-case.")
    if kind not in (1, 2, 3):
        errors.add("type", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
    options = [one.raw() for one in fields.objects("options")]
    errors.raise_if_any()
    return {
        "name": name,
        "type": kind,
        "description": described,
        "options": options,
        "default_member_permissions": fields.text("default_member_permissions"),
        "dm_permission": fields.flag("dm_permission", default=True),
        "nsfw": fields.flag("nsfw"),
        "contexts": None,
        "integration_types": [0],
        "name_localizations": None,
        "description_localizations": None,
    }


def _component_type(components: list[Json], custom_id: str) -> int:
    """Return the type of a component within rows, sections and containers; 0 when it isn't there."""
    for one in components:
        if one.get("custom_id") == custom_id:
            return int(one.get("type", 0))
        accessory = one.get("accessory")
        inner = [*one.get("components", []), *([accessory] if isinstance(accessory, dict) else [])]
        if found := _component_type([each for each in inner if isinstance(each, dict)], custom_id):
            return found
    return 0
