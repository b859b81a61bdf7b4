"""The page that sets Complement's and SyTest's tests beside ours: it is current, and names no test that isn't there."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.parity import PAGE, TABLE, BadRow, absent, page, read

ROW = 'theirs = "TestTheirs", what = "something"'


def table(*rows: str) -> str:
    """Return a table of one topic with these rows."""
    told = ",\n".join(f"{{{row}}}" for row in rows)
    return f'[[topic]]\ntitle = "Keys"\nrows = [{told}]\n'


def test_page_is_current() -> None:
    """What `ci/parity` would write stands there."""
    assert PAGE.read_text(encoding="utf-8") == page(read(TABLE.read_text(encoding="utf-8")))


def test_every_test_of_ours_is_there() -> None:
    """The table names no test that doesn't exist."""
    assert absent(read(TABLE.read_text(encoding="utf-8"))) == []


def test_test_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A file or a function that is gone is named; what is there isn't."""
    (tmp_path / "test_a.py").write_text("async def test_here(): pass\n", encoding="utf-8")
    named = '["test_a.py::test_here", "test_a.py::test_gone", "test_b.py::test_here"]'

    told = absent(read(table(f"{ROW}, ours = {named}")), tmp_path)

    assert told == ["test_a.py::test_gone", "test_b.py::test_here"]


def test_every_state_is_told_and_counted() -> None:
    """A row is covered, covered by more, not applicable or missing; the sums say how many of each."""
    ours = 'ours = ["suites/test_a.py::test_here"]'
    topics = read(
        table(
            f"{ROW}, {ours}",
            f'{ROW}, {ours}, more = "each version"',
            f'{ROW}, missing = "m"',
            f'{ROW}, not_applicable = "n"',
        )
    )

    told = page(topics)

    states = [row.state for row in topics[0].rows]
    assert states == ["covered", "covered by more", "missing", "not applicable"]
    assert "| Keys | 1 | 1 | 1 | 1 |" in told
    assert "[`test_here`](../suites/test_a.py); each version |" in told


@pytest.mark.parametrize(
    "rest",
    ["", ', ours = [], missing = "m"', ', more = "m", missing = "m"', ', missing = "m", note = "n"'],
    ids=["neither", "both", "more-of-nothing", "unknown"],
)
def test_row_says_one_thing(rest: str) -> None:
    """A row that says too little, too much or something unknown is refused by name."""
    with pytest.raises(BadRow, match="TestTheirs"):
        read(table(ROW + rest))
