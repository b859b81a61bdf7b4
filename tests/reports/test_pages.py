"""What is drawn of a run: run.json on disk, and Allure's page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest

from harness.core.verdict import Verdict
from reports import allure, run
from reports.about import About, Part

SCHEMA = json.loads((Path(__file__).parents[2] / "reports" / "run.schema.json").read_text())


def test_a_run_without_tests_is_valid(tmp_path: Path) -> None:
    """run.json obeys its schema with nothing in it, and names all five verdicts."""
    run.write(tmp_path / "deep" / "run.json", run.document(About(), [], started="x", seconds=0, exit_code=5))

    written = json.loads((tmp_path / "deep" / "run.json").read_text())
    jsonschema.validate(written, SCHEMA)
    assert set(written["totals"]) == {verdict.value for verdict in Verdict}
    assert not written["complete"]


def test_a_run_that_can_not_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    """A reader never finds half a file: what can't be written leaves the old one, and nothing beside it."""
    path = tmp_path / "run.json"
    run.write(path, {"v": 1})

    with pytest.raises(TypeError):
        run.write(path, {"v": 2, "bad": object()})

    assert json.loads(path.read_text()) == {"v": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_what_workers_know_is_merged() -> None:
    """The controller takes over seed, parts and faults of its workers; the same fault is told once."""
    worker = About(seed=7, options={"images": "local"})
    worker.add(Part("homeserver", "1.163.2", "local"))
    worker.fail("nobody asked")
    controller = About()

    controller.merge(worker.packed())
    controller.merge(worker.packed())

    assert controller == worker


class Tool:
    """Stands where npm's allure runs, and keeps what it was called with."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.calls: list[tuple[Sequence[str], Path, str]] = []

    def __call__(self, arguments: Sequence[str], given: Path, made: str) -> bytes:
        self.calls.append((arguments, given, made))
        return self.page.encode()


@pytest.fixture
def results(tmp_path: Path) -> Path:
    (tmp_path / allure.RESULTS).mkdir()
    return tmp_path


TRACKED = '<html><script async src="https://counter.example/x?id=1">\n</script><script src="data:a"></script>hi</html>'


def test_a_page_is_one_file(results: Path) -> None:
    """The page loads nothing from outside, and nothing of its making stays beside it."""
    tool = Tool(TRACKED)

    page = allure.make_page(results, tool)

    assert page.read_text() == '<html><script src="data:a"></script>hi</html>'
    assert sorted(path.name for path in results.iterdir()) == [allure.RESULTS, allure.PAGE]
    [(arguments, given, made)] = tool.calls
    assert {"--single-file", allure.RESULTS} <= set(arguments)
    assert given == results / allure.RESULTS
    assert made == f"{arguments[-1]}/index.html"


def test_an_old_page_does_not_outlive_its_results(results: Path) -> None:
    """When no page can be made of new results, the one of an earlier run is gone."""
    allure.make_page(results, Tool("<html>"))

    def fails(*_: object) -> bytes:
        raise OSError("no engine")

    with pytest.raises(OSError, match="no engine"):
        allure.make_page(results, fails)
    assert not (results / allure.PAGE).exists()


def test_no_results_no_page(tmp_path: Path) -> None:
    """Without results the sentence says how to get some."""
    with pytest.raises(FileNotFoundError, match="run the suites first"):
        allure.make_page(tmp_path, Tool("<html>"))


def test_properties_survive_odd_names(results: Path) -> None:
    """Names with blanks, equals signs and colons, and values with line breaks, stay one line each."""
    allure.describe(results, About(seed=1, options={"a b=c:d": "x\ny\\z"}))

    assert "a\\ b\\=c\\:d = x\\ny\\\\z\n" in (results / "environment.properties").read_text()
