"""Matrix → Discord: a message's text as Discord Markdown, with what the author didn't mean as markup escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fakes.discord_bridge.emoji import fully_qualified
from fakes.discord_bridge.html_text import Pill, TextOf

_SPACES = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff"
_LINK = re.compile(rf"https?://[^<{_SPACES}]*[^\"'),.:;\]{_SPACES}]")
_MARKUP = re.compile(r"[\\_*~`|<#]")
REPLY_CHARACTERS = 72

PillResolver = Callable[[Pill], "str | None"]


@dataclass(slots=True)
class Mentions:
    """Who the text may ping: Discord's allowed_mentions; ``everyone`` only for who may do it on Matrix."""

    users: list[str] = field(default_factory=list)
    everyone: bool = False
    replied_user: bool = True

    def payload(self) -> dict[str, Any]:
        """Return the value of ``allowed_mentions`` (Discord: Message resource, allowed mentions object)."""
        return {
            "parse": ["everyone"] if self.everyone else [],
            "users": list(self.users),
            "replied_user": self.replied_user,
        }


def is_link(text: str) -> bool:
    """Tell whether a text is one link and nothing else, as Discord sees links."""
    return bool(_LINK.fullmatch(text))


def escaped(text: str) -> str:
    """Escape Discord Markdown outside of links: ``_`` becomes a backslash and ``_``."""
    parts, position = [], 0
    for link in _LINK.finditer(text):
        parts += [_escape_all(text[position : link.start()]), link[0]]
        position = link.end()
    return "".join([*parts, _escape_all(text[position:])])


def _escape_all(text: str) -> str:
    return _MARKUP.sub(lambda match: "\\" + match[0], text)


class _DiscordText(TextOf):
    def __init__(self, resolve: PillResolver, previews: Sequence[str] | None) -> None:
        self._resolve = resolve
        self._previews = previews

    def text(self, text: str, inside: tuple[str, ...]) -> str:
        return text if "pre" in inside or "code" in inside else escaped(text)

    def italic(self, text: str) -> str:
        return f"*{text}*"

    def underlined(self, text: str) -> str:
        return f"__{text}__"

    def spoiler(self, text: str, reason: str) -> str:
        return f"({reason}) ||{text}||" if reason else f"||{text}||"

    def link(self, text: str, href: str) -> str:
        shown = self._previews is None or href in self._previews
        if text == href:
            return text if shown else f"<{text}>"
        if not is_link(href):
            return f"{escaped(text)} ({escaped(href)})"
        return f"[{escaped(text)}]({href if shown else f'<{href}>'})"

    def pill(self, pill: Pill) -> str:
        return self._resolve(pill) or pill.name


def markdown(content: Mapping[str, Any], resolve: PillResolver) -> str:
    """Return a Matrix message's content as Discord Markdown; ``resolve`` turns a pill into a mention or None."""
    html = content.get("formatted_body")
    if content.get("format") == "org.matrix.custom.html" and html:
        text = _DiscordText(resolve, _allowed_previews(content)).render(str(html))
    else:
        text = escaped(str(content.get("body", "")))
    if content.get("msgtype") == "m.emote":
        text = f"_{text}_"
    return fully_qualified(text)


def _allowed_previews(content: Mapping[str, Any]) -> list[str] | None:
    previews = content.get("com.beeper.linkpreviews")
    if not isinstance(previews, list):
        return None
    known = [preview for preview in previews if isinstance(preview, dict)]
    return [str(preview["matched_url"]) for preview in known if "matched_url" in preview]


def reply_embed(url: str, author: str, body: str) -> dict[str, str]:
    """Return the embed that stands for a reply in a relayed message; ``author`` is a name or ``<@id>``."""
    return {"description": f"**[Replying to]({url}) {author}**\n{escaped(_first_line(body))}"}


def _first_line(body: str) -> str:
    line, *more = body.strip().split("\n")
    # The real bridge cuts bytes, not characters.
    if len(line.encode()) > REPLY_CHARACTERS:
        return line.encode()[:REPLY_CHARACTERS].decode(errors="replace") + "…"
    return line + (" […]" if more else "")
