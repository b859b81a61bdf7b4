"""What an account may do in a channel, computed as Discord does (Discord: permissions)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ADMINISTRATOR, MANAGE_WEBHOOKS = 1 << 3, 1 << 29


def may_manage_webhooks(
    account: str, guild: Mapping[str, Any], channel: Mapping[str, Any], roles: Sequence[str]
) -> bool:
    """Tell whether a member with ``roles`` may manage the webhooks of a guild's channel."""
    if str(guild.get("owner_id")) == account:
        return True
    everyone = str(guild["id"])
    granted = [int(role["permissions"]) for role in guild["roles"] if str(role["id"]) in {everyone, *roles}]
    rights = 0
    for right in granted:
        rights |= right
    if rights & ADMINISTRATOR:
        return True
    overwrites = {str(one["id"]): one for one in channel.get("permission_overwrites") or []}
    for ids in ([everyone], roles, [account]):
        found = [overwrites[id_] for id_ in ids if id_ in overwrites]
        for one in found:
            rights &= ~int(one["deny"])
        for one in found:
            rights |= int(one["allow"])
    return bool(rights & MANAGE_WEBHOOKS)
