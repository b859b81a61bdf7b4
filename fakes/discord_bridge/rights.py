"""What an account may do in a channel, computed as Discord does (Discord: permissions)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ADMINISTRATOR, VIEW_CHANNEL, MANAGE_WEBHOOKS = 1 << 3, 1 << 10, 1 << 29


def may(
    right: int, account: str, guild: Mapping[str, Any], overwrites: Iterable[Mapping[str, Any]], roles: Sequence[str]
) -> bool:
    """Tell whether a member with ``roles`` has a right in a guild's channel with these ``overwrites``."""
    if str(guild.get("owner_id")) == account:
        return True
    everyone = str(guild["id"])
    granted = [int(role["permissions"]) for role in guild["roles"] if str(role["id"]) in {everyone, *roles}]
    rights = 0
    for each in granted:
        rights |= each
    if rights & ADMINISTRATOR:
        return True
    changes = {str(one["id"]): one for one in overwrites}
    for ids in ([everyone], roles, [account]):
        found = [changes[id_] for id_ in ids if id_ in changes]
        for one in found:
            rights &= ~int(one["deny"])
        for one in found:
            rights |= int(one["allow"])
    return bool(rights & right)
