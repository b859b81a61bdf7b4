"""``python -m reports.parity`` (``ci/parity``): Complement's and SyTest's federation tests beside ours, as a page.

The table is ``reports/parity.toml``: by topic, each row names a test of theirs and says in our words what it is about,
then which tests of ours show it, or why none does. The page is ``docs/parity.md``.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "reports" / "parity.toml"
PAGE = ROOT / "docs" / "parity.md"

State = Literal["covered", "covered by more", "not applicable", "missing"]
_STATES: tuple[State, ...] = get_args(State)
_FIELDS = {"theirs", "what", "ours", "more", "not_applicable", "missing"}


class BadRow(ValueError):  # noqa: N818 - named after what is wrong
    """A row of the table that says too little or too much; the text says which."""


@dataclass(frozen=True, slots=True)
class Row:
    """One test of theirs. ``ours`` are tests' ids, ``why`` is what ours do beyond theirs, or why there are none."""

    theirs: str
    what: str
    state: State
    ours: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What belongs together."""

    title: str
    rows: tuple[Row, ...]


def read(text: str) -> list[Topic]:
    """Read the table; raises ``BadRow``."""
    topics = tomllib.loads(text)["topic"]
    return [Topic(topic["title"], tuple(_row(row) for row in topic["rows"])) for topic in topics]


def absent(topics: Iterable[Topic], root: Path = ROOT) -> list[str]:
    """Return the ids of tests of ours that the table names and that don't exist."""
    named = {test for topic in topics for row in topic.rows for test in row.ours}
    return sorted(test for test in named if test.partition("::")[2] not in _tests_in(root / test.partition("::")[0]))


def page(topics: Sequence[Topic]) -> str:
    """Return the page."""
    rows = [row for topic in topics for row in topic.rows]
    lines = [*_HEAD, "", *_sums(topics), *_sum("**all**", rows)]
    for topic in topics:
        lines += [
            "",
            f"## {topic.title}",
            "",
            "| theirs | what it is about | state | ours, or why none |",
            "|---|---|---|---|",
        ]
        lines += [f"| `{row.theirs}` | {row.what} | {row.state} | {_beside(row)} |" for row in topic.rows]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page; 1 where the table names a test that doesn't exist."""
    topics = read(TABLE.read_text(encoding="utf-8"))
    if lacking := absent(topics):
        print("there are no such tests:", *lacking, sep="\n  ", file=sys.stderr)  # noqa: T201
        return 1
    PAGE.write_text(page(topics), encoding="utf-8")
    return 0


_HEAD = (
    "# Parity with Complement and SyTest",
    "",
    "What Complement and SyTest, the suites that homeservers are developed against, test of federation, and which of",
    "our tests show the same on running servers. Names with `Test` are Complement's; the others are files of SyTest's",
    "`tests/50federation`, and each row is one test of such a file, told in our words. *Covered by more* says what",
    "ours do beyond that.",
    "",
    "Made by `ci/parity` of `reports/parity.toml`: change that, and not this page.",
)


def _row(given: Mapping[str, Any]) -> Row:
    unknown = set(given) - _FIELDS
    reasons = {name: given[name] for name in ("not_applicable", "missing") if name in given}
    said = f"the row of {given.get('theirs')!r}, {given.get('what')!r},"
    if unknown or not given.get("theirs") or not given.get("what"):
        raise BadRow(f"{said} has `theirs`, `what` and of {sorted(_FIELDS)} no others")
    if len(reasons) + ("ours" in given) != 1 or ("more" in given and "ours" not in given):
        raise BadRow(f"{said} has one of `ours` (with `more` or without), `not_applicable` and `missing`")
    if "ours" in given:
        more = str(given.get("more", ""))
        return Row(given["theirs"], given["what"], _STATES[bool(more)], tuple(given["ours"]), more)
    state: State = "missing" if "missing" in reasons else "not applicable"
    return Row(given["theirs"], given["what"], state, (), next(iter(reasons.values())))


def _tests_in(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def _sums(topics: Iterable[Topic]) -> list[str]:
    head = ["| topic | " + " | ".join(_STATES) + " |", "|---|" + "---|" * len(_STATES)]
    return head + [line for topic in topics for line in _sum(topic.title, topic.rows)]


def _sum(title: str, rows: Iterable[Row]) -> list[str]:
    counted = Counter(row.state for row in rows)
    return [f"| {title} | " + " | ".join(str(counted[state]) for state in _STATES) + " |"]


def _beside(row: Row) -> str:
    links = [f"[`{test.partition('::')[2]}`](../{test.partition('::')[0]})" for test in row.ours]
    return "; ".join([*links, *([row.why] if row.why else [])])


if __name__ == "__main__":
    sys.exit(main())
