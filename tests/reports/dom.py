"""A page's elements, for assertions."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "input", "img", "link", "br", "hr"}


@dataclass
class Element:
    """An element with its attributes, its children in order, and its own words."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words inside, with single blanks."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())

    def all(self, *tags: str) -> list[Element]:
        """Every element of these tags inside, in the page's order."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                found += ([child] if child.tag in tags else []) + child.all(*tags)
        return found

    def one(self, id_: str) -> Element:
        """The element of that id."""
        for child in self.children:
            if isinstance(child, Element):
                if child.attributes.get("id") == id_:
                    return child
                try:
                    return child.one(id_)
                except LookupError:
                    continue
        raise LookupError(id_)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"<{self.open[-1].tag}> is closed by </{tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(text: str) -> Element:
    """Read a page; whatever isn't closed in order is an error."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.open[0]
