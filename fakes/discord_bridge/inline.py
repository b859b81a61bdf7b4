"""The inside of a paragraph: Discord's Markdown within one block, as HTML.

CommonMark's delimiter algorithm (spec 0.30, "phase 2: inline structure") with Discord's additions: ``__underline__``,
``~~struck~~``, ``||hidden||``, ``<@…>`` tags and ``@everyone``. Raw HTML is text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

_ASCII_PUNCTUATION = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^\x00-\x20<>]*)>")
_EMAIL = re.compile(r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TARGET = re.compile(
    r"\(\s*(?:<((?:[^<>\n\\]|\\.)*)>|((?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*))"
    r"(?:\s+(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'))?\s*\)"
)
DISCORD_TAG = re.compile(r"<(a?:\w+:|@[!&]?|#|t:)(\d+)(?::([tTdDfFR])|(\d+):(.+?))?>", re.ASCII)
EVERYONE = re.compile("@(everyone|here)")

TagRenderer = Callable[["re.Match[str]"], str]


@dataclass(slots=True)
class _Run:
    """A run of delimiters, ``original`` long at first, of which ``length`` are left."""

    char: str
    length: int
    original: int
    opens: bool
    closes: bool
    underlines: bool


@dataclass(slots=True)
class _Bracket:
    position: int
    image: bool


_Piece = str | _Run


class Inline:
    """Renders inline text; ``tag`` renders a Discord tag, or is None where there are none (the bot's own notices).

    Without ``links``, ``[text](address)`` is text.
    """

    def __init__(self, tag: TagRenderer | None, *, links: bool = True) -> None:
        self._tag = tag
        self._links = links
        self._triggers: dict[str, Callable[[str, int], tuple[_Piece, int] | None]] = {
            "\\": self._escape, "`": self._code, "<": self._angle, "@": self._everyone, "&": self._entity,
            "*": self._delimiters, "_": self._delimiters, "~": self._delimiters, "|": self._delimiters,
            "\n": self._line_break,
        }  # fmt: skip

    def render(self, text: str) -> str:
        """Return ``text``, the lines of one block, as HTML; each newline is a break."""
        pieces: list[_Piece] = []
        brackets: list[tuple[int, _Bracket]] = []
        position = 0
        while position < len(text):
            if text[position] == "]" and brackets:
                position = self._close_bracket(text, position, pieces, brackets)
                continue
            image = text.startswith("![", position)
            if self._links and (image or text[position] == "["):
                brackets.append((len(pieces), _Bracket(position, image)))
                pieces.append("![" if image else "[")
                position += 2 if image else 1
                continue
            piece, position = self._next(text, position)
            pieces.append(piece)
        return joined(pieces)

    def _next(self, text: str, position: int) -> tuple[_Piece, int]:
        trigger = self._triggers.get(text[position])
        found = trigger(text, position) if trigger else None
        return found or (html.escape(text[position], quote=False).replace('"', "&quot;"), position + 1)

    def _close_bracket(
        self, text: str, position: int, pieces: list[_Piece], brackets: list[tuple[int, _Bracket]]
    ) -> int:
        start, bracket = brackets.pop()
        target = _TARGET.match(text, position + 1)
        if target is None:
            pieces.append("]")
            return position + 1
        inner = joined(pieces[start + 1 :])
        del pieces[start:]
        destination = _address(target[1] if target[1] is not None else target[2])
        title = next((f' title="{html.escape(_unescaped(t))}"' for t in target.group(3, 4) if t is not None), "")
        if bracket.image:
            alternative = re.sub("<[^>]*>", "", inner)
            pieces.append(f'<img src="{destination}" alt="{alternative}"{title}>')
        else:
            pieces.append(f'<a href="{destination}"{title}>{inner}</a>')
            # Links don't nest: brackets that were open before are text now.
            brackets[:] = [entry for entry in brackets if entry[1].image]
        return target.end()

    def _escape(self, text: str, position: int) -> tuple[_Piece, int] | None:
        following = text[position + 1 : position + 2]
        if following == "\n":
            return "<br>\n", position + 2
        if following not in _ASCII_PUNCTUATION or not following:
            return None
        return html.escape(following, quote=False).replace('"', "&quot;"), position + 2

    def _code(self, text: str, position: int) -> tuple[_Piece, int]:
        fence = re.compile("`+").match(text, position)
        assert fence is not None
        for end in re.compile("`+").finditer(text, fence.end()):
            if len(end[0]) == len(fence[0]):
                code = text[fence.end() : end.start()].replace("\n", " ")
                if code.startswith(" ") and code.endswith(" ") and code.strip():
                    code = code[1:-1]
                return f"<code>{html.escape(code)}</code>".replace("&#x27;", "'"), end.end()
        return fence[0], fence.end()

    def _angle(self, text: str, position: int) -> tuple[_Piece, int] | None:
        for pattern, scheme in ((_AUTOLINK, ""), (_EMAIL, "mailto:")):
            link = pattern.match(text, position)
            if link:
                label = html.escape(link[1]).replace("&#x27;", "'")
                return f'<a href="{scheme}{_address(link[1])}">{label}</a>', link.end()
        return self._anywhere_in_line(DISCORD_TAG, text, position, self._tag) if self._tag else None

    def _everyone(self, text: str, position: int) -> tuple[_Piece, int] | None:
        if self._tag is None:
            return None
        return self._anywhere_in_line(EVERYONE, text, position, _room_mention)

    def _anywhere_in_line(
        self, pattern: re.Pattern[str], text: str, position: int, render: TagRenderer
    ) -> tuple[_Piece, int] | None:
        # As the real bridge does: the match may lie later in the line, but it is the text from here that it replaces.
        line_end = text.find("\n", position)
        match = pattern.search(text, position, len(text) if line_end < 0 else line_end)
        return (render(match), position + len(match[0].encode())) if match else None

    def _entity(self, text: str, position: int) -> tuple[_Piece, int] | None:
        entity = _ENTITY.match(text, position)
        character = html.unescape(entity[0]) if entity else ""
        if entity is None or character == entity[0]:
            return None
        return html.escape(character, quote=False).replace('"', "&quot;"), entity.end()

    def _line_break(self, text: str, position: int) -> tuple[_Piece, int]:
        return "<br>\n", position + 1

    def _delimiters(self, text: str, position: int) -> tuple[_Piece, int] | None:
        char = text[position]
        end = position
        while end < len(text) and text[end] == char:
            end += 1
        length = end - position
        before, after = text[position - 1 : position] or " ", text[end : end + 1] or " "
        if (char == "~" and length > 2) or (char == "|" and length < 2) or before == char == "~":
            return None
        left = not _is_space(after) and (not _is_punctuation(after) or _is_space(before) or _is_punctuation(before))
        right = not _is_space(before) and (not _is_punctuation(before) or _is_space(after) or _is_punctuation(after))
        opens, closes = left, right
        if char == "_":
            opens = left and (not right or _is_punctuation(before))
            closes = right and (not left or _is_punctuation(after))
        return _Run(char, length, length, opens, closes, underlines=self._tag is not None and length >= 2), end


def _room_mention(match: re.Match[str]) -> str:
    return f'<span class="discord-mention-{match[1]}">@room</span>'


def joined(pieces: list[_Piece]) -> str:
    """Match the delimiter runs among ``pieces`` and return the HTML."""
    row = list(pieces)
    position = 0
    while position < len(row):
        closer = row[position]
        if not isinstance(closer, _Run) or not closer.closes or not closer.length:
            position += 1
            continue
        start, used = _opener(row, position, closer)
        if start is None:
            position += 1
            continue
        position = _wrap(row, start, position, used)
    return "".join(piece if isinstance(piece, str) else _literal(piece) for piece in row)


def _opener(row: list[_Piece], position: int, closer: _Run) -> tuple[int | None, int]:
    for start in range(position - 1, -1, -1):
        opener = row[start]
        if isinstance(opener, _Run) and opener.opens and opener.length and opener.char == closer.char:
            used = _consumed(opener, closer)
            if used:
                return start, used
    return None, 0


def _consumed(opener: _Run, closer: _Run) -> int:
    both_ways = opener.closes or closer.opens
    if both_ways and (opener.original + closer.original) % 3 == 0 and closer.original % 3 != 0:
        return 0
    return 2 if opener.length >= 2 and closer.length >= 2 else 1


def _wrap(row: list[_Piece], start: int, end: int, used: int) -> int:
    """Put what lies between two runs into an element; return where to go on."""
    opener, closer = row[start], row[end]
    assert isinstance(opener, _Run)
    assert isinstance(closer, _Run)
    inside = "".join(piece if isinstance(piece, str) else _literal(piece) for piece in row[start + 1 : end])
    opener.length -= used
    closer.length -= used
    before, after = _tags(opener, used)
    row[start + 1 : end] = [f"{before}{inside}{after}"]
    return start + 2


def _tags(opener: _Run, used: int) -> tuple[str, str]:
    if opener.char == "~":
        return "<del>", "</del>"
    if opener.char == "|":
        return "<span data-mx-spoiler>", "</span>"
    if opener.char == "_" and opener.underlines and used == 2:
        return "<u>", "</u>"
    return ("<strong>", "</strong>") if used == 2 else ("<em>", "</em>")


def _literal(run: _Run) -> str:
    return run.char * run.length


def _is_space(character: str) -> bool:
    return character.isspace()


def _is_punctuation(character: str) -> bool:
    return character in _ASCII_PUNCTUATION or unicodedata.category(character)[0] == "P"


def _unescaped(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def _address(url: str) -> str:
    return html.escape(quote(_unescaped(url), safe="!#$%&'()*+,-./:;=?@_~")).replace("&#x27;", "'")
