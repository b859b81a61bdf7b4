"""Discord: Markdown of its own (https://support.discord.com, "Markdown Text 101"), and tags for people and places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from harness.core.rich import Mark, Rich, Run, merged, nested

# What may stand within a pair of signs: anything, an escaped sign included.
_IN = r"(?:\\.|[^\\])+?"
_RULES = re.compile(
    rf"""
      \\(?P<escaped>[^\sA-Za-z0-9])
    | (?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | \[(?P<label>[^\]]+)\]\(<?(?P<address>https?://[^\s>)]+)>?\)
    | (?P<url><https?://[^\s>]+>|https?://[^\s<]+)
    | (?P<tag><(?:@!?|@&|\#|a?:\w+:)\d+>)
    | \*\*(?P<bold>{_IN})\*\*(?!\*)
    | __(?P<underline>{_IN})__(?!_)
    | \*(?=\S)(?P<italic>(?:\*\*|\\.|[^*\\])+?)(?<!\s)\*(?!\*)
    | \b_(?P<slanted>(?:__|\\.|[^_\\])+?)_\b
    | ~~(?P<strike>{_IN})~~
    | \|\|(?P<spoiler>{_IN})\|\|
    """,
    re.VERBOSE | re.DOTALL,
)
_FENCED = re.compile(r"```(?:(?P<language>[\w+.#-]+)\n)?\n?(?P<block>.*?)\n?```\n?", re.DOTALL)
_QUOTED = re.compile(r"(?:^> ?.*(?:\n|\Z))+", re.MULTILINE)
_PAIRS = {
    "bold": "bold",
    "underline": "underline",
    "italic": "italic",
    "slanted": "italic",
    "strike": "strike",
    "spoiler": "spoiler",
}
_TAGS = {"<@!": "person", "<@&": "role", "<@": "person", "<#": "room"}
_WRITTEN = {"person": "<@{}>", "role": "<@&{}>", "room": "<#{}>"}
_SIGNS = {"bold": "**", "italic": "*", "underline": "__", "strike": "~~", "spoiler": "||", "code": "`"}
_MARKDOWN = re.compile(r"([\\_*~`|<#])")

Marks = frozenset[Mark]


def read(text: str, detail: Mapping[str, Any]) -> Rich:
    """Return a message as Discord shows it; the witness tells the names behind its tags (``detail.names``)."""
    names = detail.get("names") or {}
    return Rich(tuple(merged(_blocks(text, frozenset(), names))))


def write(rich: Rich) -> str:
    """Return the Markdown of a text; what looks like Markdown and isn't meant so is escaped."""
    return nested(rich.runs, _shown, _wrapped)


def _blocks(text: str, marks: Marks, names: Mapping[str, str]) -> Iterator[Run]:
    def between(part: str) -> Iterator[Run]:
        yield from _split(part, _QUOTED, lambda found: _quote(found, marks, names), lambda rest: _line(rest))

    def _line(part: str) -> Iterator[Run]:
        yield from _inline(part, marks, names)

    yield from _split(text, _FENCED, lambda found: _code_block(found, marks), between)


def _split(
    text: str,
    pattern: re.Pattern[str],
    special: Callable[[re.Match[str]], Iterator[Run]],
    rest: Callable[[str], Iterator[Run]],
) -> Iterator[Run]:
    position = 0
    for found in pattern.finditer(text):
        yield from rest(text[position : found.start()])
        yield from special(found)
        position = found.end()
    yield from rest(text[position:])


def _code_block(found: re.Match[str], marks: Marks) -> Iterator[Run]:
    yield Run("\n", marks)
    yield Run(found["block"], marks | {Mark("block", found["language"] or "")})
    yield Run("\n", marks)


def _quote(found: re.Match[str], marks: Marks, names: Mapping[str, str]) -> Iterator[Run]:
    lines = [re.sub(r"^> ?", "", line) for line in found[0].rstrip("\n").split("\n")]
    yield from _inline("\n".join(lines), marks | {Mark("quote")}, names)
    yield Run("\n", marks)


def _inline(text: str, marks: Marks, names: Mapping[str, str]) -> Iterator[Run]:
    yield from _split(text, _RULES, lambda found: _special(found, marks, names), lambda rest: iter([Run(rest, marks)]))


def _special(found: re.Match[str], marks: Marks, names: Mapping[str, str]) -> Iterator[Run]:
    if found["code"]:
        yield Run(found["code"].strip(), marks | {Mark("code")})
    elif found["escaped"] or found["url"]:
        yield Run(found["escaped"] or found["url"].strip("<>"), marks)
    elif found["label"]:
        yield from _inline(found["label"], marks | {Mark("link", found["address"])}, names)
    elif found["tag"]:
        yield _tagged(found["tag"], marks, names)
    else:
        kind = next(kind for kind in _PAIRS if found[kind])
        yield from _inline(found[kind], marks | {Mark(_PAIRS[kind])}, names)


def _tagged(tag: str, marks: Marks, names: Mapping[str, str]) -> Run:
    kind = next((kind for start, kind in _TAGS.items() if tag.startswith(start)), "emoji")
    if kind == "emoji":
        animated, name, number = tag[1:-1].split(":")
        return Run(f":{name}:", marks | {Mark("emoji", ":".join(filter(None, (animated, name, number))))})
    return Run(names.get(tag, tag), marks | {Mark(kind, tag.strip("<@!&#>"))})


def _shown(run: Run) -> str:
    is_code = {mark.kind for mark in run.marks} & {"code", "block"}
    return run.text if is_code else _MARKDOWN.sub(r"\\\1", run.text)


def _wrapped(mark: Mark, shown: str) -> str:
    if mark.kind in _SIGNS:
        return f"{_SIGNS[mark.kind]}{shown}{_SIGNS[mark.kind]}"
    if mark.kind == "block":
        return f"```{mark.of}\n{shown}\n```"
    if mark.kind == "link":
        return f"[{shown}]({mark.of})"
    if mark.kind == "quote":
        return "> " + shown.replace("\n", "\n> ")
    if mark.kind == "emoji":
        return f"<{mark.of}>" if mark.of.startswith("a:") else f"<:{mark.of}>"
    return _WRITTEN[mark.kind].format(mark.of)
