"""Matrix HTML as text: the plain body of a message, and the base of what Discord is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from fakes.discord_bridge.html_tree import BLOCKS, Element, parse

_BREAKS = {"br": "\n", "hr": "\n---\n"}
_SIGILS = {"u": "@", "user": "@", "r": "#", "room": "#", "roomid": "!"}
_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em"})
_STRUCK = frozenset({"s", "del", "strike"})
_UNDERLINED = frozenset({"u", "ins"})
_MONOSPACED = frozenset({"tt", "code"})


@dataclass(frozen=True, slots=True)
class Pill:
    """A link to something on Matrix: ``target`` starts with ``@``, ``!`` or ``#``; ``event`` may be empty."""

    name: str
    target: str
    event: str


class TextOf:
    """Turns HTML into text; its methods decide how each kind of markup looks."""

    def render(self, html: str) -> str:
        """Return the text of ``html``, without space around it."""
        return self._joined(parse(html.replace("\t", "    ")), ())

    def text(self, text: str, inside: tuple[str, ...]) -> str:
        """Return plain text as it is written inside of the tags ``inside``."""
        return text

    def italic(self, text: str) -> str:
        """Return emphasised text."""
        return f"_{text}_"

    def underlined(self, text: str) -> str:
        """Return underlined text."""
        return text

    def spoiler(self, text: str, reason: str) -> str:
        """Return hidden text; ``reason`` may be empty."""
        return f"||{reason}|{text}||" if reason else f"||{text}||"

    def link(self, text: str, href: str) -> str:
        """Return a link to the web."""
        return text if text == href else f"[{text}]({href})"

    def pill(self, pill: Pill) -> str:
        """Return a link to a user, a room or an event."""
        if pill.target.startswith("@"):
            return pill.name
        if pill.event:
            return f"https://matrix.to/#/{pill.target}/{pill.event}"
        if pill.target.startswith("#"):
            return pill.target
        url = f"https://matrix.to/#/{pill.target}"
        return url if pill.name == pill.target else f"{pill.name} ({url})"

    def _joined(self, element: Element, inside: tuple[str, ...]) -> str:
        parts = []
        for child in element.children:
            piece = self._piece(child, inside)
            block = isinstance(child, Element) and child.tag in BLOCKS
            parts.append(f"\n{piece}\n" if block else piece)
        return "".join(parts).strip()

    def _piece(self, child: Element | str, inside: tuple[str, ...]) -> str:
        if isinstance(child, Element):
            return self._element(child, (*inside, child.tag))
        if "pre" not in inside:
            child = re.sub(" {2,}", " ", child.replace("\n", ""))
        return self.text(child, inside)

    def _element(self, element: Element, inside: tuple[str, ...]) -> str:
        tag = element.tag
        # A picture has no words, not even its own, as for the real bridge.
        if tag in _BREAKS or tag == "img":
            return _BREAKS.get(tag, "")
        if tag == "pre":
            return self._preformatted(element, inside)
        if tag in {"ol", "ul"}:
            return self._list(element, inside)
        if re.fullmatch("h[1-6]", tag):
            return "#" * int(tag[1]) + " " + "".join(self._piece(child, inside) for child in element.children)
        text = self._joined(element, inside)
        if tag == "blockquote":
            return "\n".join(f"> {line}" for line in text.strip().split("\n"))
        if tag == "a":
            return self._anchor(text, element.attributes.get("href", ""))
        if tag == "span" and "data-mx-spoiler" in element.attributes:
            return self.spoiler(text, element.attributes["data-mx-spoiler"])
        return self._styled(tag, text)

    def _styled(self, tag: str, text: str) -> str:
        if tag in _BOLD:
            return f"**{text}**"
        if tag in _ITALIC:
            return self.italic(text)
        if tag in _STRUCK:
            return f"~~{text}~~"
        if tag in _UNDERLINED:
            return self.underlined(text)
        if tag in _MONOSPACED:
            longest = max((len(run) for run in re.findall("`+", text)), default=0)
            return f"{'`' * (longest + 1)}{text}{'`' * (longest + 1)}"
        return text

    def _preformatted(self, element: Element, inside: tuple[str, ...]) -> str:
        language, body = "", element
        first = element.children[0] if element.children else ""
        if isinstance(first, Element) and first.tag == "code":
            language = first.attributes.get("class", "").partition("language-")[2]
            body = first
        code = "".join(self._piece(child, inside) for child in body.children)
        return f"```{language}\n{code if code.endswith(chr(10)) else code + chr(10)}```"

    def _list(self, element: Element, inside: tuple[str, ...]) -> str:
        start = int(element.attributes.get("start") or 1) if element.tag == "ol" else 0
        items = [child for child in element.children if isinstance(child, Element) and child.tag == "li"]
        width = len(str(start - 1 + len(element.children))) if element.tag == "ol" else 0
        lines = []
        for number, item in enumerate(items, start):
            mark = f"{number}. {' ' * (width - len(str(number)))}" if element.tag == "ol" else "* "
            text = self._piece(item, inside)
            lines.append(mark + text.replace("\n", "\n" + " " * (width + 2)))
        return "\n".join(lines)

    def _anchor(self, text: str, href: str) -> str:
        if not href:
            return text
        pill = pill_of(text, href)
        return self.pill(pill) if pill else self.link(text, href)


def pill_of(name: str, href: str) -> Pill | None:
    """Return what a matrix.to link or a ``matrix:`` address names, or None when ``href`` is an ordinary link."""
    parts = urlsplit(href)
    if parts.scheme == "matrix":
        return _addressed(name, unquote(parts.path).split("/"))
    if not (parts.hostname or "").endswith("matrix.to"):
        return None
    path = unquote(parts.fragment).partition("?")[0].split("/")
    if len(path) not in {2, 3} or path[1][:1] not in {"@", "!", "#"}:
        return None
    return Pill(name, path[1], path[2] if len(path) == 3 else "")


def _addressed(name: str, path: list[str]) -> Pill | None:
    """Return what the path of a ``matrix:`` address names (Matrix specification, "matrix: URI scheme")."""
    sigil = _SIGILS.get(path[0])
    if sigil is None or len(path) not in {2, 4} or (len(path) == 4 and path[2] not in {"e", "event"}):
        return None
    return Pill(name, sigil + path[1], "$" + path[3] if len(path) == 4 else "")


def plain_body(html: str) -> str:
    """Return the plain-text body that goes with ``html`` in a Matrix message."""
    return TextOf().render(html)
