"""Discord's tags (``<@1>``, ``<#1>``, ``<@&1>``, ``<t:1:R>``) as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

_STYLES = {
    "t": "{:%H:%M} UTC", "T": "{:%H:%M:%S} UTC", "d": "{:%Y-%m-%d} UTC", "D": "{0.day} {:%B %Y} UTC",
    "f": "{0.day} {0:%B %Y %H:%M} UTC", "F": "{0:%A}, {0.day} {0:%B %Y %H:%M} UTC",
}  # fmt: skip
_UNITS = (
    (365 * 86400, "year", 365 * 86400), (30 * 86400, "month", 30 * 86400), (86400, "day", 86400),
    (3600, "hour", 3600), (60, "minute", 60), (1, "second", 1),
)  # fmt: skip


def tag_html(
    tag: re.Match[str],
    user: Callable[[str], tuple[str, str]],
    role: tuple[str, int] | None,
    channel: Callable[[str], tuple[str, str] | None],
    emoji: Callable[[str, bool], str | None] = lambda _id, _animated: None,
) -> str:
    """Return a tag's HTML, or the tag as it stands when what it names isn't known.

    ``user`` gives Matrix id and name of a Discord id, ``role`` is name and colour of the one that the tag names,
    ``channel`` gives the room's URL (or nothing) and name of a channel's id, ``emoji`` the picture of an emoji's id
    (and whether it is animated). Names aren't escaped: nor does the real
    bridge.
    """
    kind, id_ = tag[1], tag[2]
    if kind in {"@", "@!"}:
        mxid, name = user(id_)
        return f'<a href="https://matrix.to/#/{mxid}">{name}</a>'
    if kind == "@&" and role:
        return f'<font color="#{role[1]:06x}"><strong>@{role[0]}</strong></font>'
    if kind == "#":
        found = channel(id_)
        if found:
            url, name = found
            return f'<a href="{url}">{name}</a>' if url else name
    if kind.endswith(":") and kind != "t:":
        return _emoji_html(kind, emoji(id_, kind.startswith("a:"))) or tag[0]
    if kind == "t:":
        # The tag itself follows, as from the real bridge: a client takes it for an unknown element.
        style = tag[3] or "f"
        return time_html(int(id_), style, datetime.now(UTC)) + (f"<t:{id_}>" if style == "f" else f"<t:{id_}:{style}>")
    return tag[0]


def _emoji_html(kind: str, mxc: str | None) -> str:
    if mxc is None:
        return ""
    name, animated = kind.removeprefix("a"), " data-mau-animated-emoji" if kind.startswith("a:") else ""
    return f'<img data-mx-emoticon{animated} src="{mxc}" alt="{name}" title="{name}" height="32"/>'


def time_html(moment: int, style: str, now: datetime) -> str:
    """Return a timestamp (Unix seconds) as a ``time`` element."""
    then = datetime.fromtimestamp(moment, UTC)
    shown = _relative((then - now).total_seconds()) if style == "R" else _shown(style, then)
    machine = f"{then:%Y-%m-%dT%H:%M:%S}.000+0000"
    attributes = f'title="{_shown("F", then)}" datetime="{machine}" data-discord-style="{style}"'
    return f"<time {attributes}><strong>{shown}</strong></time>"


def full_time(then: datetime) -> str:
    """Return a moment in words, in UTC."""
    return _shown("F", then.astimezone(UTC))


def _shown(style: str, then: datetime) -> str:
    return _STYLES[style].replace("{:", "{0:").format(then)


def _relative(seconds: float) -> str:
    words = "in {}" if seconds >= 0 else "{} ago"
    distance = abs(seconds)
    for least, unit, size in _UNITS:
        if distance >= least:
            count = round(distance / size)
            return words.format(f"a {unit}" if count == 1 else f"{count} {unit}s")
    return words.format(f"{int(distance * 1000)} milliseconds")
