"""The controller's record of a run: every test's verdict, ``run.json`` and the summing up on the terminal."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from harness.core.verdict import Verdict
from reports import allure, capabilities, capabilities_page, coverage, run, stories
from reports.about import About, coverage_dir, mask
from reports.coverage_page import page
from reports.judging import Judged
from reports.run import Shown

RUN_FILE = "run.json"


class Recorder:
    """A pytest plug-in object that lives in the process that started the run."""

    def __init__(self, config: pytest.Config, about: About, into: Path) -> None:
        self._config = config
        self._about = about
        self._into = into
        self._tests: dict[str, Shown] = {}
        self._texts: dict[str, list[str]] = {}
        self._told: dict[str, capabilities.Told] = {}
        self._started = datetime.now(UTC)
        self._start = time.monotonic()
        self._pages: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in one phase of one test."""
        judged = Judged.found_in(report) or _crash(report)
        shown = self._tests.setdefault(report.nodeid, Shown(report.nodeid))
        shown.verdicts.append(judged.verdict)
        shown.ended = shown.ended or report.when == "teardown"
        shown.seconds += report.duration
        shown.worker = getattr(report, "worker_id", shown.worker)
        shown.claim = judged.claim or shown.claim
        shown.reference = judged.reference or shown.reference
        shown.remark = judged.remark or shown.remark
        if (told := capabilities.found_in(report)) is not None:
            self._told[report.nodeid] = told
        if judged.reason:
            shown.reasons.append(judged.reason)
        if judged.verdict is Verdict.UNKNOWN:
            text = report.longreprtext if report.failed else judged.reason
            self._texts.setdefault(text, []).append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Take in a file that can't be collected: nothing is known of its tests."""
        if report.failed:
            lines = report.longreprtext.strip().splitlines() or ["unknown error"]
            reason = f"can't be collected: {lines[-1]}"
            self._tests[report.nodeid] = Shown(report.nodeid, verdicts=[Verdict.UNKNOWN], reasons=[reason], ended=True)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of xdist knew of the run."""
        packed = getattr(node, "workeroutput", {}).get("superbridge")
        if packed is not None:
            self._about.merge(packed)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run for what belongs to no test, and write everything down."""
        if isinstance(sys.exc_info()[1], KeyboardInterrupt):  # a second Ctrl-C came before pytest had noted the first
            session.exitstatus = pytest.ExitCode.INTERRUPTED
        if self._about.faults and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self._config.getoption("collectonly"):
            return
        try:
            self._write(int(session.exitstatus))
        except OSError as error:
            self._pages = [f"no {RUN_FILE}: {error}; free some space or give another --report-dir"]
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
            return
        self._make_page()

    def _write(self, exit_code: int) -> None:
        content = run.document(
            self._about,
            list(self._tests.values()),
            started=self._started.isoformat(timespec="seconds"),
            seconds=time.monotonic() - self._start,
            exit_code=exit_code,
        )
        run.write(self._into / RUN_FILE, content)
        for service, covered in self._about.coverage.items():
            self._pages.append(f"coverage: {self._write_coverage(service, covered, content['started'])}")
        if self._told:
            self._pages.append(f"capabilities: {self._write_capabilities(content['started'])}")
        allure.describe(self._into / allure.RESULTS, self._about, mask(self._config))

    def _write_coverage(self, service: str, covered: coverage.Coverage, started: str) -> Path:
        path = coverage_dir(self._config) / f"{service}-coverage.json"
        content = coverage.document(service, covered, started, coverage.read(path))
        run.write(path, content)
        run.write_text(path.with_suffix(".html"), page(content))
        return path.with_suffix(".html")

    def _write_capabilities(self, started: str) -> Path:
        path = self._into / "capabilities.json"
        content = capabilities.document(self._about, self._told, self._tests, started)
        run.write(path, content)
        run.write_text(path.with_suffix(".html"), capabilities_page.page(content))
        return path.with_suffix(".html")

    def _make_page(self) -> None:
        tool = self._config.stash.get(allure.TOOL, None)
        if tool is None or not self._tests:
            return
        try:
            self._pages.append(f"report: {allure.make_page(self._into, tool)}")
        except Exception as error:  # noqa: BLE001 - a page that can't be made must not hide what the run showed
            self._pages.append(f"no {allure.PAGE}: {error}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what is unknown and why, each reason once, then count all five verdicts."""
        if self._config.getoption("collectonly"):
            return
        if self._texts:
            terminalreporter.section("unknown", "=", yellow=True)
            for text, ids in self._texts.items():
                terminalreporter.section(_named(ids), "_", yellow=True)
                terminalreporter.write_line(text)
        for test in self._tests.values():
            if test.verdict in {Verdict.KNOWN_BROKEN, Verdict.NOT_CLAIMED} or test.remark:
                why = test.remark or test.reasons[0]
                terminalreporter.write_line(f"{test.verdict.value}: {test.id}: {why} {test.reference}".rstrip())
        for sentence in self._about.faults:
            terminalreporter.write_line(f"the run failed: {sentence}", red=True)
        for line in filter(None, (*self._pages, stories.where(self._into))):
            terminalreporter.write_line(line)
        counted = run.totals(list(self._tests.values()))
        terminalreporter.write_line("verdicts: " + ", ".join(f"{count} {name}" for name, count in counted.items()))


def _crash(report: pytest.TestReport) -> Judged:
    # xdist reports for a worker that died; no phase of ours was there to judge.
    verdict = Verdict.FAILED if report.failed else Verdict.PASSED if report.passed else Verdict.UNKNOWN
    return Judged(verdict, text=report.longreprtext if not report.passed else "")


def _named(ids: list[str]) -> str:
    distinct = list(dict.fromkeys(ids))
    return distinct[0] if len(distinct) == 1 else f"{distinct[0]} and {len(distinct) - 1} more"
