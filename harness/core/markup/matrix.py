"""Matrix: a body, and the same as HTML (Client-Server API, "m.room.message msgtypes")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from harness.core.rich import Mark, Rich, Run, merged, nested

HTML = "org.matrix.custom.html"
_TAGS = {
    "strong": "bold", "b": "bold", "em": "italic", "i": "italic", "u": "underline", "ins": "underline",
    "del": "strike", "s": "strike", "strike": "strike", "code": "code", "blockquote": "quote",
}  # fmt: skip
_WRITTEN = {
    "bold": "strong", "italic": "em", "underline": "u", "strike": "del", "code": "code", "quote": "blockquote",
}  # fmt: skip
_BLOCKS = frozenset({"p", "div", "pre", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
_EMPTY = frozenset({"br", "img", "hr"})
_TO = "https://matrix.to/#/"


def read(text: str, detail: Mapping[str, Any]) -> Rich:
    """Return a message as clients show it: its HTML where it has some, else its body."""
    content = detail.get("content") or {}
    shown = content.get("m.new_content") or content
    if shown.get("format") != HTML or not shown.get("formatted_body"):
        return Rich((Run(text),))
    reader = _Reader()
    reader.feed(str(shown["formatted_body"]))
    reader.close()
    return Rich(tuple(merged(reader.runs)))


def write(rich: Rich) -> dict[str, str]:
    """Return the part of a message's content that carries its text: ``body`` alone where nothing is set apart."""
    if not rich.marked:
        return {"body": rich.text}
    return {"body": rich.text, "format": HTML, "formatted_body": _listed(nested(rich.runs, _shown, _wrapped))}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self._open: list[tuple[str, Mark | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._line()
        elif tag == "img" and "data-mx-emoticon" in attributes:
            self._add(attributes.get("alt", ""), Mark("emoji", attributes.get("src", "")))
        if tag in _EMPTY:
            return
        if tag in _BLOCKS:
            self._ends_line()
        if tag == "li":
            self._add("• ")
        self._open.append((tag, self._mark(tag, attributes)))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth][0] == tag:
                del self._open[depth:]
                break
        if tag in _BLOCKS:
            self._ends_line()

    def handle_data(self, data: str) -> None:
        if any(tag == "pre" for tag, _ in self._open):
            self._add(data)
            return
        # Outside of code white space is one space, and none at a line's beginning; a line ends by its tag alone.
        shown = re.sub(r"[ \t\r\n]+", " ", data)
        at_start = not self.runs or self.runs[-1].text.endswith("\n")
        self._add(shown.removeprefix(" ") if at_start else shown)

    def _mark(self, tag: str, attributes: Mapping[str, str]) -> Mark | None:
        within = [name for name, _ in self._open]
        if tag == "pre":
            return Mark("block")
        if tag == "code" and "pre" in within:
            self._names_language(attributes.get("class", "").removeprefix("language-"))
            return None
        if tag == "span" and "data-mx-spoiler" in attributes:
            return Mark("spoiler")
        if tag == "a":
            return _led(attributes.get("href", ""))
        return Mark(_TAGS[tag]) if tag in _TAGS else None

    def _names_language(self, language: str) -> None:
        depth = next(depth for depth, (tag, _) in enumerate(self._open) if tag == "pre")
        self._open[depth] = ("pre", Mark("block", language))

    def _add(self, text: str, *more: Mark) -> None:
        tags = [tag for tag, _ in self._open]
        if "mx-reply" in tags:
            return
        marks = frozenset(mark for _, mark in self._open if mark) | {*more}
        # A link that shows its own address is a link everywhere, without anybody's doing.
        self.runs.append(Run(text, frozenset(mark for mark in marks if mark != Mark("link", text))))

    def _line(self) -> None:
        self._add("\n")

    def _ends_line(self) -> None:
        if self.runs and not self.runs[-1].text.endswith("\n"):
            self._line()


def _led(address: str) -> Mark | None:
    if not address.startswith(_TO):
        return Mark("link", address) if address else None
    target = unquote(address.removeprefix(_TO)).partition("?")[0]
    return Mark("person" if target.startswith("@") else "room", target)


def _shown(run: Run) -> str:
    return escape(run.text, quote=False)


def _wrapped(mark: Mark, shown: str) -> str:
    if mark.kind in _WRITTEN:
        return f"<{_WRITTEN[mark.kind]}>{shown}</{_WRITTEN[mark.kind]}>"
    if mark.kind == "block":
        language = f' class="language-{mark.of}"' if mark.of else ""
        return f"<pre><code{language}>{shown}\n</code></pre>"
    if mark.kind == "spoiler":
        return f"<span data-mx-spoiler>{shown}</span>"
    if mark.kind == "emoji":
        return f'<img data-mx-emoticon src="{mark.of}" alt="{shown}" title="{shown}" height="32"/>'
    address = mark.of if mark.kind == "link" else f"{_TO}{mark.of}"
    return f'<a href="{escape(address)}">{shown}</a>'


def _listed(html: str) -> str:
    """Make a list of lines with dashes, and breaks of the other lines; nothing else has lines of its own."""
    lines: list[str] = []
    in_code = False
    for line in html.split("\n"):
        in_code = (in_code or "<pre>" in line) and "</pre>" not in line
        if line.startswith("- "):
            item = f"<li>{line[2:]}</li>"
            if lines and lines[-1].endswith("</ul>"):
                lines[-1] = lines[-1].removesuffix("</ul>") + item + "</ul>"
            else:
                lines.append(f"<ul>{item}</ul>")
        else:
            lines.append(line + ("\n" if in_code else "<br/>"))
    html = "".join(lines).removesuffix("<br/>")
    # A block ends its line by itself.
    return html.replace("</pre><br/>", "</pre>").replace("</blockquote><br/>", "</blockquote>")
