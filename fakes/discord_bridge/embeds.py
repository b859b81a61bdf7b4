"""Discord's embeds as the real bridge shows them: HTML blocks, link previews, or a file of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from html import escape
from typing import Any

from fakes.discord_bridge.tags import full_time
from fakes.discord_bridge.to_discord import is_link

Render = Callable[[str, bool], str]
"""Discord Markdown and whether it may have masked links, to HTML."""
Picture = Callable[[str], str | None]
"""A picture's address on Discord, to its address on Matrix; None when it couldn't be carried."""
Embed = Mapping[str, Any]


class Look(Enum):
    """How an embed is shown on Matrix."""

    RICH = "rich"
    PREVIEW = "preview"
    VIDEO = "video"
    NOT_AT_ALL = "not at all"


def look_of(embed: Embed, message: Mapping[str, Any] | None = None) -> Look:
    """Return how an embed of ``message`` is shown."""
    kind = embed.get("type")
    if kind == "video":
        # A link to a site's video is a preview: only a proxied video can be carried.
        video = embed.get("video")
        return Look.PREVIEW if video and not video.get("proxy_url") else Look.VIDEO
    if kind == "image":
        if message is not None and is_plain_gif(message):
            return Look.VIDEO
        return Look.PREVIEW if not embed.get("image") and embed.get("thumbnail") else Look.RICH
    looks = {"link": Look.PREVIEW, "article": Look.PREVIEW, "gifv": Look.VIDEO, "rich": Look.RICH}
    return looks.get(str(kind), Look.NOT_AT_ALL)


def is_plain_gif(message: Mapping[str, Any]) -> bool:
    """Tell whether a message is nothing but a link to a moving picture, which Discord shows instead."""
    embeds, content = message.get("embeds") or [], str(message.get("content") or "")
    if len(embeds) != 1:
        return False
    (embed,) = embeds
    video = embed.get("type") == "gifv" and embed.get("video")
    picture = embed.get("type") == "image" and not embed.get("image") and embed.get("thumbnail")
    bare = picture and not embed.get("title")
    return bool(video or bare) and (content == embed.get("url", "") or is_link(content))


def pictures_of(embed: Embed) -> list[str]:
    """Return the addresses of the pictures in a rich embed."""
    found = [
        (embed.get("author") or {}).get("proxy_icon_url"),
        (embed.get("image") or {}).get("proxy_url"),
        (embed.get("footer") or {}).get("proxy_icon_url"),
    ]
    return [str(url) for url in found if url]


def preview_picture(embed: Embed) -> Mapping[str, Any] | None:
    """Return the picture of a link's preview, as Discord describes it."""
    return embed.get("image") or embed.get("thumbnail")


def texts_of(embed: Embed) -> str:
    """Return all of an embed's Markdown, in which emoji may be."""
    fields = [str(field.get(key) or "") for field in embed.get("fields") or [] for key in ("name", "value")]
    return "\n".join([str(embed.get("title") or ""), str(embed.get("description") or ""), *fields])


def rich_html(embed: Embed, render: Render, picture: Picture, *, tables: bool) -> str:
    """Return a rich embed as a block; empty when there is nothing in it."""
    parts = [_author(embed, picture), _title(embed, render)]
    if embed.get("description"):
        parts.append(_paragraph("description", render(str(embed["description"]), True)))
    parts += _fields(list(embed.get("fields") or []), render, tables=tables)
    shown = picture(str((embed.get("image") or {}).get("proxy_url") or ""))
    if shown:
        parts.append(_paragraph("image", f'<img src="{shown}" alt="" title="Embed image">'))
    parts.append(_footer(embed, picture))
    inside = "".join(parts)
    if not inside:
        return ""
    colour = f' background-color="#{int(embed["color"]):06X}"' if embed.get("color") else ""
    return f'<blockquote class="discord-embed"{colour}>{inside}</blockquote>'


def _paragraph(name: str, inside: str) -> str:
    return f'<p class="discord-embed-{name}">{inside}</p>'


def _author(embed: Embed, picture: Picture) -> str:
    author = embed.get("author")
    if not author:
        return ""
    name = go_escaped(str(author.get("name") or ""))
    if author.get("url"):
        name = f'<a href="{author["url"]}">{name}</a>'
    icon = picture(str(author.get("proxy_icon_url") or ""))
    image = f'<img data-mx-emoticon height="24" src="{icon}" title="Author icon" alt="">&nbsp;' if icon else ""
    return _paragraph("author", f"{image}<span>{name}</span>")


def _title(embed: Embed, render: Render) -> str:
    if not embed.get("title"):
        return ""
    title = f"<strong>{render(str(embed['title']), False)}</strong>"
    return _paragraph("title", f'<a href="{go_escaped(str(embed["url"]))}">{title}</a>' if embed.get("url") else title)


def _fields(fields: list[Embed], render: Render, *, tables: bool) -> list[str]:
    shown = [
        (render(str(field["name"]), False), render(str(field["value"]), True), bool(field.get("inline")))
        for field in fields
    ]
    if not tables:
        return [
            f'<p class="discord-embed-field" x-inline="{str(inline).lower()}">'
            f"<strong>{name}</strong><br><span>{value}</span></p>"
            for name, value, inline in shown
        ]
    return [_table(row) for row in _rows(shown)]


def _rows(fields: list[tuple[str, str, bool]]) -> list[list[tuple[str, str, bool]]]:
    """Put up to three fields in a row, when they ask for it."""
    rows: list[list[tuple[str, str, bool]]] = []
    for field in fields:
        if rows and len(rows[-1]) < 3 and rows[-1][-1][2] and field[2]:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def _table(row: list[tuple[str, str, bool]]) -> str:
    names = "".join(f"<th>{name}</th>" for name, _, _ in row)
    values = "".join(f"<td>{value}</td>" for _, value, _ in row)
    return f'<table class="discord-embed-fields"><tr>{names}</tr><tr>{values}</tr></table>'


def _footer(embed: Embed, picture: Picture) -> str:
    footer, stamp = embed.get("footer"), str(embed.get("timestamp") or "")
    date = f'<time datetime="{stamp}">{_readable(stamp)}</time>' if stamp else ""
    if not footer:
        return _paragraph("footer", f"<sub>{date}</sub>") if date else ""
    icon = picture(str(footer.get("proxy_icon_url") or ""))
    image = f'<img data-mx-emoticon height="20" src="{icon}" title="Footer icon" alt="">&nbsp;' if icon else ""
    text = go_escaped(str(footer.get("text") or ""))
    return _paragraph("footer", f"<sub>{image}<span>{text}</span>{' • ' + date if date else ''}</sub>")


def _readable(stamp: str) -> str:
    try:
        return full_time(datetime.fromisoformat(stamp))
    except ValueError:
        return stamp


def go_escaped(text: str) -> str:
    """Escape HTML with the entities that the real bridge uses."""
    return escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
