"""Discord → Matrix: Discord's Markdown as the HTML and the plain body of a Matrix message."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from fakes.discord_bridge.html_text import plain_body
from fakes.discord_bridge.inline import Inline, TagRenderer

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^`\n]*?)[ \t]*$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_QUOTE = re.compile(r"^ {0,3}> ?")
_QUOTES = re.compile(r"^(?: {0,3}> ?)+")
_EATEN_ESCAPES = re.compile(r"\\(?:__[^_]|\*\*[^*])")


def to_html(text: str, tag: TagRenderer, *, links: bool = True, unwrap: bool = True) -> str:
    """Return ``text`` as HTML; ``tag`` renders ``<@1>``, ``<#1>``, ``<t:1>`` and the like.

    ``links``: whether masked links are links; ``unwrap``: whether a single paragraph loses its tags.
    """
    # A backslash meant for the first of two delimiters is spent on both, as the real bridge does.
    text = _EATEN_ESCAPES.sub(lambda match: match[0][:2] + "\\" + match[0][2:], text)
    rendered = blocks(text.removesuffix("\n").split("\n"), Inline(tag, links=links).render)
    return unwrapped(rendered) if unwrap else rendered


def unwrapped(rendered: str) -> str:
    """Return HTML without its paragraph tags when it is one paragraph."""
    rendered = rendered.rstrip("\n")
    inner = rendered.removeprefix("<p>").removesuffix("</p>")
    alone = rendered.startswith("<p>") and rendered.endswith("</p>") and "<p>" not in inner
    return inner if alone else rendered


def blocks(lines: list[str], inline: Callable[[str], str]) -> str:
    """Return the blocks that ``lines`` make: paragraphs, headings, quotes and fenced code."""
    done: list[str] = []
    paragraph: list[str] = []

    def end_paragraph() -> None:
        if paragraph:
            done.append(f"<p>{inline(_paragraph(paragraph))}</p>\n")
            paragraph.clear()

    position = 0
    while position < len(lines):
        line = lines[position]
        taken, block = _block(lines, position, inline)
        if block is not None or not line.strip():
            end_paragraph()
            done.append(block or "")
        else:
            paragraph.append(line)
        position += taken
    end_paragraph()
    return "".join(done)


def _block(lines: list[str], position: int, inline: Callable[[str], str]) -> tuple[int, str | None]:
    """Return how many lines a block that starts here takes and its HTML, or (1, None)."""
    line = lines[position]
    if _FENCE.match(line) and not (line.lstrip().startswith("`") and "`" in line.lstrip().lstrip("`")):
        return _fenced(lines, position)
    heading = _HEADING.match(line)
    if heading:
        level = len(heading[1])
        return 1, f"<h{level}>{inline((heading[2] or '').strip())}</h{level}>\n"
    if _QUOTE.match(line):
        return _quoted(lines, position, inline)
    return 1, None


def _fenced(lines: list[str], position: int) -> tuple[int, str]:
    opening = _FENCE.match(lines[position])
    assert opening is not None
    closing = re.compile(rf"^ {{0,3}}{re.escape(opening[1][0])}{{{len(opening[1])},}}[ \t]*$")
    indent = len(lines[position]) - len(lines[position].lstrip(" "))
    end = position + 1
    while end < len(lines) and not closing.match(lines[end]):
        end += 1
    code = "".join(re.sub(f"^ {{0,{indent}}}", "", line) + "\n" for line in lines[position + 1 : end])
    word = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", opening[2].split(" ")[0])
    language = f' class="language-{_escaped(word)}"' if word else ""
    return end - position + 1, f"<pre><code{language}>{_escaped(code)}</code></pre>\n"


def _quoted(lines: list[str], position: int, inline: Callable[[str], str]) -> tuple[int, str]:
    inner: list[str] = []
    end = position
    while end < len(lines):
        mark = _QUOTE.match(lines[end])
        if not mark and not (inner and _is_text(inner[-1], inline) and _is_text(lines[end], inline)):
            break
        inner.append(lines[end][mark.end() :] if mark else lines[end])
        end += 1
    return end - position, f"<blockquote>\n{blocks(inner, inline)}</blockquote>\n"


def _is_text(line: str, inline: Callable[[str], str]) -> bool:
    """Tell whether a paragraph that ends or begins with ``line`` may run on, inside of any quotes."""
    bare = _QUOTES.sub("", line)
    return bool(bare.strip()) and _block([bare], 0, inline)[1] is None


def _paragraph(lines: list[str]) -> str:
    return "\n".join(line.strip(" \t") for line in lines)


def _escaped(text: str) -> str:
    return html.escape(text).replace("&#x27;", "'")


def message_content(rendered: str) -> dict[str, Any]:
    """Return the content of an ``m.text`` whose HTML is ``rendered``; plain text has no formatted body."""
    body = plain_body(rendered)
    content: dict[str, Any] = {"msgtype": "m.text", "body": body}
    if body != rendered:
        content |= {"format": "org.matrix.custom.html", "formatted_body": rendered}
    return content
