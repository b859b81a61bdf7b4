"""What the bridge bot says: Markdown (bold, code, links, lists, headings) as an ``m.notice``."""

from __future__ import annotations

import re
from typing import Any

from fakes.discord_bridge.from_discord import blocks, message_content, unwrapped
from fakes.discord_bridge.inline import Inline

_ITEM = re.compile(r"^\* (.*)$")
_RENDER = Inline(None).render


def content(text: str) -> dict[str, Any]:
    """Return the notice's content; its body is the text with what the Markdown meant."""
    rendered, lines, position = "", text.split("\n"), 0
    while position < len(lines):
        end = position
        is_list = bool(_ITEM.match(lines[position]))
        while end < len(lines) and bool(_ITEM.match(lines[end])) == is_list:
            end += 1
        part = lines[position:end]
        rendered += _listed(part) if is_list else blocks(part, _RENDER)
        position = end
    return message_content(unwrapped(rendered)) | {"msgtype": "m.notice"}


def html_content(html: str) -> dict[str, Any]:
    """Return a notice whose HTML is given as it is."""
    return message_content(html) | {"msgtype": "m.notice"}


def _listed(lines: list[str]) -> str:
    items = "".join(f"<li>{_RENDER(line[2:])}</li>\n" for line in lines)
    return f"<ul>\n{items}</ul>\n"
