"""Permission bits, and what a member may do: roles for the guild, then a channel's overwrites."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakes.discord.channels import Channel
    from fakes.discord.guilds import Guild


class Permission(IntEnum):
    """The bits that the fake knows by name; others, and several together, are plain numbers."""

    NONE = 0
    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_EXPRESSIONS = 1 << 30
    USE_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    SEND_VOICE_MESSAGES = 1 << 46
    SEND_POLLS = 1 << 49
    CREATE_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOW_MODE = 1 << 52


ALL = (1 << 53) - 1
EVERYONE_BY_DEFAULT = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.SEND_VOICE_MESSAGES
    | Permission.SEND_POLLS
    | Permission.MENTION_EVERYONE
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CHANGE_NICKNAME
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_IN_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.CREATE_INSTANT_INVITE
    | Permission.USE_EXTERNAL_STICKERS
    | Permission.USE_COMMANDS
    | Permission.STREAM
    | Permission.CONNECT
    | Permission.SPEAK
    | Permission.USE_VAD
)
LEFT_IN_TIMEOUT = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
"""What a member who is timed out keeps."""
_NEEDS_SENDING = Permission.MENTION_EVERYONE | Permission.SEND_TTS | Permission.ATTACH_FILES | Permission.EMBED_LINKS
_NEEDS_CONNECTING = (
    Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.STREAM
    | Permission.SPEAK
    | Permission.MUTE_MEMBERS
    | Permission.DEAFEN_MEMBERS
    | Permission.MOVE_MEMBERS
    | Permission.USE_VAD
)
_VOICE_TYPES = (2, 13)


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
    return _without_implied(channel, bits)


def _without_implied(channel: Channel, bits: int) -> int:
    """Take away what other denials imply: an unseen channel takes every right with it."""
    if not bits & Permission.VIEW_CHANNEL:
        return 0
    if not bits & Permission.SEND_MESSAGES:
        bits &= ~_NEEDS_SENDING
    if channel.type in _VOICE_TYPES and not bits & Permission.CONNECT:
        bits &= ~_NEEDS_CONNECTING
    return bits


def top_role(guild: Guild, person_id: str) -> tuple[int, int]:
    """Return a member's highest role as something to compare: a higher position wins, then the older role."""
    roles = [guild.roles[one] for one in guild.members[person_id].roles] if person_id in guild.members else []
    return max(((role.position, -int(role.id)) for role in roles), default=(0, 0))


def outranks(guild: Guild, person_id: str, other_id: str) -> bool:
    """Tell whether one stands above another: the owner above all, else by the highest role."""
    if person_id == guild.owner_id or other_id == guild.owner_id:
        return person_id == guild.owner_id and other_id != person_id
    return top_role(guild, person_id) > top_role(guild, other_id)
