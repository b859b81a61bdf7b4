"""Permission bits, and what a member may do: roles for the guild, then a channel's overwrites."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.guilds import Guild


class Permission(IntFlag):
    """The bits that the fake knows by name; others are carried as numbers."""

    NONE = 0
    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CHANGE_NICKNAME = 1 << 26
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_IN_THREADS = 1 << 38


ALL = (1 << 52) - 1
EVERYONE_BY_DEFAULT = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CHANGE_NICKNAME
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_IN_THREADS
)


def in_guild(guild: Guild, person_id: str) -> int:
    """Return a member's bits from its roles; all bits for the owner and for administrators, 0 for strangers."""
    member = guild.members.get(person_id)
    if member is None:
        return 0
    if guild.owner_id == person_id:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role_id in member.roles:
        bits |= guild.roles[role_id].permissions
    return ALL if bits & Permission.ADMINISTRATOR else bits


def in_channel(guild: Guild, channel: Channel, person_id: str) -> int:
    """Return a member's bits in a channel: @everyone's overwrite, then the roles' together, then its own."""
    bits = in_guild(guild, person_id)
    if bits in (0, ALL):
        return bits
    overwrites = channel.overwrites
    steps = [[guild.id], guild.members[person_id].roles, [person_id]]
    for targets in steps:
        present = [overwrites[target] for target in targets if target in overwrites]
        for overwrite in present:
            bits &= ~overwrite.deny
        for overwrite in present:
            bits |= overwrite.allow
    # A channel that can't be seen takes every other right with it.
    return bits if bits & Permission.VIEW_CHANNEL else 0
