"""Matrix HTML as a small tree: forgiving, as browsers are, and enough for what chat clients write."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "ul", "pre", "blockquote", "div", "hr", "table"})
_EMPTY = frozenset({"br", "hr", "img", "input", "wbr", "col", "meta", "link"})
_CLOSES_PARAGRAPH = BLOCKS - {"table"}


@dataclass(slots=True)
class Element:
    """A tag with its attributes; children are elements and plain strings."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)


def parse(source: str) -> Element:
    """Return the root (its tag is ``html``) of any string; broken markup never raises."""
    builder = _Builder()
    builder.feed(source)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("html")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CLOSES_PARAGRAPH:
            self._close("p")
        if tag == "li" and self._open[-1].tag == "li":
            self._open.pop()
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._close(tag)

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def _close(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                del self._open[depth:]
                return
