"""Guilds, and how much of each is bridged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class GuildError(Exception):
    """A guild can't be bridged or unbridged; the message says why, in the real bridge's words."""


class Mode(IntEnum):
    """How much of a guild is bridged; each holds what the one before it does."""

    NOTHING = 0
    IF_PORTAL_EXISTS = 1
    CREATE_ON_MESSAGE = 2
    EVERYTHING = 3

    @property
    def label(self) -> str:
        """The mode as commands and the provisioning API write it."""
        return self.name.lower().replace("_", "-")

    @property
    def description(self) -> str:
        """What it means."""
        return {
            Mode.NOTHING: "never bridge messages",
            Mode.IF_PORTAL_EXISTS: "bridge messages in existing portals",
            Mode.CREATE_ON_MESSAGE: "bridge all messages and create portals on first message",
            Mode.EVERYTHING: "bridge all messages and create portals proactively",
        }[self]

    @classmethod
    def named(cls, text: str) -> Mode | None:
        """Return the mode that ``text`` names: its label in any spelling, or its number."""
        bare = text.lower().replace("-", "").replace("_", "")
        return next((mode for mode in cls if bare in {mode.label.replace("-", ""), str(mode.value)}), None)


@dataclass(frozen=True, slots=True)
class Role:
    """A guild's role, for mentions; the colour is 0xRRGGBB."""

    name: str
    color: int


@dataclass(slots=True)
class Guild:
    """A guild that some logged-in account is in; ``space`` is its Matrix space, ``icon`` its icon's hash, if any."""

    id: str
    name: str = ""
    roles: dict[str, Role] = field(default_factory=dict)
    mode: Mode = Mode.NOTHING
    space: str = ""
    icon: str = ""

    def learn(self, data: Mapping[str, Any]) -> bool:
        """Take over what a guild object says; tell whether the guild looks other than before."""
        before = self.name, self.icon
        self.name = str(data.get("name") or self.name)
        self.icon = str(data.get("icon", self.icon) or "")
        for role in data.get("roles") or []:
            self.roles[str(role["id"])] = Role(str(role["name"]), int(role.get("color") or 0))
        return (self.name, self.icon) != before
