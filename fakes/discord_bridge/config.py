"""The bridge's config and registration: the same files that mautrix-discord takes, read into typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import yaml

from fakes.discord_bridge.template import TemplateError, fill

DEFAULT_DISPLAYNAME = "{{if .Webhook}}Webhook{{else}}{{or .GlobalName .Username}}{{if .Bot}} (bot){{end}}{{end}}"
DEFAULT_CHANNEL_NAME = "{{if or (eq .Type 3) (eq .Type 4)}}{{.Name}}{{else}}#{{.Name}}{{end}}"
# Names that the real bridge's example config uses: alone, they mean that nobody filled it in.
_EXAMPLE_PERMISSIONS = frozenset({"*", "example.com", "@admin:example.com"})


class ConfigError(Exception):
    """A config that can't be used; the message is one sentence with the remedy."""


class Level(IntEnum):
    """What a Matrix user may do; anything between counts as the lower one."""

    BLOCK = 0
    RELAY = 5
    USER = 10
    ADMIN = 100


@dataclass(frozen=True, slots=True)
class Backfill:
    """How many messages are fetched: before a room was there, and while the bridge wasn't (-1: all of them)."""

    initial_dm: int = 0
    initial_channel: int = 0
    missed_dm: int = 0
    missed_channel: int = 0
    max_guild_members: int = -1


@dataclass(frozen=True, slots=True)
class Config:
    """What the stand-in uses of the config file. Addresses are URLs without a slash at the end."""

    homeserver: str
    domain: str
    hostname: str
    port: int
    appservice_id: str
    as_token: str
    hs_token: str
    bot_username: str
    bot_displayname: str
    username_template: str
    displayname_template: str
    channel_name_template: str
    command_prefix: str
    permissions: Mapping[str, Level]
    provisioning_prefix: str
    provisioning_secret: str
    welcome: str
    welcome_connected: str
    welcome_unconnected: str
    additional_help: str
    prefix_webhook_messages: bool
    webhook_avatars: bool
    public_address: str
    avatar_key: str
    error_notices: bool
    custom_emoji_reactions: bool
    embed_fields_as_tables: bool
    autojoin_threads: bool
    database: str
    login_secrets: Mapping[str, str]
    backfill: Backfill
    startup_private_channels: int
    forbid_strangers: bool
    federate_rooms: bool
    encryption: bool

    @property
    def bot_mxid(self) -> str:
        """The bridge bot's Matrix id."""
        return f"@{self.bot_username}:{self.domain}"

    def level(self, mxid: str) -> Level:
        """Return the permission of ``mxid``: its own, else its server's, else everybody's."""
        server = mxid.partition(":")[2]
        for key in (mxid, server, "*"):
            if key in self.permissions:
                return self.permissions[key]
        return Level.BLOCK

    def ghost_localpart(self, discord_id: str) -> str:
        """Return the localpart of a Discord user's Matrix id."""
        return fill(self.username_template, discord_id)


class _Section:
    """A mapping of the config file, with the path that its errors name."""

    def __init__(self, values: object, path: str) -> None:
        if not isinstance(values, dict):
            raise ConfigError(f"{path or 'the config'} should be a mapping: write it as `key: value` lines")
        self._values, self._path = values, path

    def section(self, key: str) -> _Section:
        return _Section(self._values.get(key) or {}, self._name(key))

    def text(self, key: str, default: str | None = None) -> str:
        value = self._values.get(key)
        if value is None:
            value = default
        if value is None:
            raise ConfigError(f"{self._name(key)} is missing from the config: set it")
        return str(value)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise ConfigError(f"{self._name(key)} is {value!r}, which is neither true nor false")
        return value

    def number(self, key: str, default: int) -> int:
        value = self._values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ConfigError(f"{self._name(key)} is {value!r}: give a number")
        return value

    def items(self) -> Mapping[str, Any]:
        return self._values

    def texts(self) -> dict[str, str]:
        return {str(key): str(value) for key, value in self._values.items()}

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def load(path: Path, registration: Path | None) -> Config:
    """Read and check both files; raise ConfigError."""
    config = _config(_Section(_yaml(path), ""))
    if registration is not None:
        _check_registration(_yaml(registration), config)
    return config


def _yaml(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text())
    except OSError as error:
        raise ConfigError(f"{path} can't be read ({error.strerror}): give the right path") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path} isn't YAML: {' '.join(str(error).split())}") from error


def _config(root: _Section) -> Config:
    homeserver, appservice, bridge = root.section("homeserver"), root.section("appservice"), root.section("bridge")
    bot, texts = appservice.section("bot"), bridge.section("management_room_text")
    provisioning = bridge.section("provisioning")
    port = appservice.text("port", "29334")
    if not port.isdecimal():
        raise ConfigError(f"appservice.port is {port!r}: give a number")
    return Config(
        homeserver=homeserver.text("address").rstrip("/"),
        domain=homeserver.text("domain"),
        hostname=appservice.text("hostname", "0.0.0.0"),  # noqa: S104 - the real bridge's default
        port=int(port),
        appservice_id=appservice.text("id", "discord"),
        as_token=appservice.text("as_token"),
        hs_token=appservice.text("hs_token"),
        bot_username=bot.text("username", "discordbot"),
        bot_displayname=bot.text("displayname", "Discord bridge bot"),
        username_template=_username_template(bridge.text("username_template", "discord_{{.}}")),
        displayname_template=_displayname_template(bridge.text("displayname_template", DEFAULT_DISPLAYNAME)),
        channel_name_template=bridge.text("channel_name_template", DEFAULT_CHANNEL_NAME),
        command_prefix=bridge.text("command_prefix", "!discord"),
        permissions=_permissions(bridge.section("permissions").items()),
        provisioning_prefix=provisioning.text("prefix", "/_matrix/provision").rstrip("/"),
        provisioning_secret=provisioning.text("shared_secret", "disable"),
        welcome=texts.text("welcome", "Hello, I'm a Discord bridge bot."),
        welcome_connected=texts.text("welcome_connected", "Use `help` for help."),
        welcome_unconnected=texts.text("welcome_unconnected", "Use `help` for help or `login` to log in."),
        additional_help=texts.text("additional_help", ""),
        prefix_webhook_messages=bridge.flag("prefix_webhook_messages", default=True),
        webhook_avatars=bridge.flag("enable_webhook_avatars", default=False),
        public_address=bridge.text("public_address", default="").rstrip("/"),
        avatar_key=bridge.text("avatar_proxy_key", default=""),
        error_notices=bridge.flag("message_error_notices", default=True),
        custom_emoji_reactions=bridge.flag("custom_emoji_reactions", default=True),
        embed_fields_as_tables=bridge.flag("embed_fields_as_tables", default=True),
        autojoin_threads=bridge.flag("autojoin_thread_on_open", default=True),
        database=appservice.section("database").text("uri", ""),
        login_secrets={
            str(key): str(value) for key, value in bridge.section("login_shared_secret_map").items().items()
        },
        backfill=_backfill(bridge.section("backfill")),
        startup_private_channels=bridge.number("startup_private_channel_create_limit", 5),
        forbid_strangers=bridge.flag("forbid_dming_strangers", default=True),
        federate_rooms=bridge.flag("federate_rooms", default=True),
        encryption=bridge.section("encryption").flag("allow", default=False),
    )


def _backfill(section: _Section) -> Backfill:
    limits = section.section("forward_limits")
    initial, missed = limits.section("initial"), limits.section("missed")
    return Backfill(
        initial_dm=initial.number("dm", 0),
        initial_channel=initial.number("channel", 0),
        missed_dm=missed.number("dm", 0),
        missed_channel=missed.number("channel", 0),
        max_guild_members=section.number("max_guild_members", -1),
    )


def _permissions(raw: Mapping[str, Any]) -> dict[str, Level]:
    if not set(raw) - _EXAMPLE_PERMISSIONS:
        raise ConfigError("bridge.permissions isn't configured: name a user or a server that may use the bridge")
    names = {level.name.lower(): level for level in Level}
    return {key: names.get(str(value).lower(), Level.BLOCK) for key, value in raw.items()}


def _username_template(template: str) -> str:
    try:
        filled = fill(template, "1234567890")
    except TemplateError as error:
        raise ConfigError(f"bridge.username_template can't be used: {error}") from error
    if "1234567890" not in filled:
        raise ConfigError("bridge.username_template lacks the user's id: put {{.}} into it")
    return template


def _displayname_template(template: str) -> str:
    names = {"ID": "1", "Username": "a", "GlobalName": "A", "Discriminator": "0"}
    flags = {"Bot": False, "System": False, "Webhook": False, "Application": False}
    try:
        fill(template, {**names, **flags})
    except TemplateError as error:
        raise ConfigError(f"bridge.displayname_template can't be used: {error}") from error
    return template


def _check_registration(raw: object, config: Config) -> None:
    registration = _Section(raw, "")
    for key, ours in (("as_token", config.as_token), ("hs_token", config.hs_token)):
        if registration.text(key) != ours:
            raise ConfigError(f"{key} differs between the config and the registration: make them the same")
