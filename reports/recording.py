"""The pytest plug-in that gives every test one of five verdicts and writes ``run.json``.

It owns ``--allow-unknown`` and ``--report-dir``. Under xdist the workers judge, and their reports carry the verdicts
to the controller, which alone writes.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from harness.core import explain
from harness.core.verdict import Verdict
from reports import allure, capabilities, evidence, pictures, stories
from reports.about import ABOUT, About, about, mask, report_dir
from reports.judging import MARKERS, Judged, judge, read_marks, says_it_all
from reports.recorder import Recorder

_LOOKS = {
    Verdict.FAILED: ("failed", "F", "FAILED"),
    Verdict.UNKNOWN: ("unknown", "?", "UNKNOWN"),
    Verdict.KNOWN_BROKEN: ("known broken", "b", "KNOWN BROKEN"),
    Verdict.NOT_CLAIMED: ("not claimed", "n", "NOT CLAIMED"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the reports."""
    group = parser.getgroup("superbridge reports")
    group.addoption("--allow-unknown", action="store_true", help="end with 0 though some verdicts are unknown")
    group.addoption("--report-dir", default="reports/out", metavar="DIR", help="where reports go (%(default)s)")
    stories.add_option(group)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers, start the record, and have Allure's results written beside it."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    config.stash[ABOUT] = About()
    allure.write_results_to(config, report_dir(config) / allure.RESULTS)
    if not hasattr(config, "workeroutput"):
        if not config.option.collectonly:
            stories.clear(config)
            pictures.clear(config)
        config.pluginmanager.register(Recorder(config, config.stash[ABOUT], report_dir(config)), "superbridge-recorder")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read every test's markers before anything runs."""
    for item in items:
        try:
            read_marks(item)
        except pytest.UsageError as error:
            if not hasattr(config, "workeroutput"):
                raise
            # The controller of xdist knows only that a worker fell silent; the sentence reaches it as a fault.
            about(config).fail(str(error))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge a phase, and put its verdict, reason and evidence into its report."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    judged = judge(item, call.when, error)
    if judged.verdict is not Verdict.PASSED:
        _add_evidence(item, report)
        _restate(item.config, report, judged, error)
    elif call.when == "teardown":
        allure.attach("timeline of the whole test", evidence.timeline_of(item))
    stories.draw(item, judged.verdict, call.when)
    judged.put_into(report)
    capabilities.put_into(report, item)
    return report


def _add_evidence(item: pytest.Item, report: pytest.TestReport) -> None:
    made_of = about(item.config)
    for title, text in evidence.sections(item):
        report.sections.append((title, text))
        allure.attach(title, text)
    command = explain.replay(item.nodeid, made_of.seed, made_of.replay_options)
    # Who stands before this machine needs its paths; who reads the page doesn't.
    report.sections.append(("replay", command))
    allure.attach("replay", mask(item.config)(command))


def _restate(config: pytest.Config, report: pytest.TestReport, judged: Judged, error: BaseException | None) -> None:
    excused = judged.verdict in {Verdict.KNOWN_BROKEN, Verdict.NOT_CLAIMED} or (
        judged.verdict is Verdict.UNKNOWN and config.getoption("--allow-unknown")
    )
    if excused:
        # Only a skipped report lets a run end with 0 without counting as a pass.
        path, line, _ = report.location
        report.sections.insert(0, ("what was raised", report.longreprtext))
        report.outcome, report.longrepr = "skipped", (path, line or 0, f"Skipped: {judged.reason}")
        return
    report.outcome = "failed"
    if error is None or says_it_all(error):
        report.longrepr = judged.text


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport,
) -> tuple[str, str, str] | None:
    """Show the verdict's own letter and word; passes look as always."""
    judged = Judged.found_in(report)
    if judged is None:
        return None
    return ("", "", "") if judged.pending else _LOOKS.get(judged.verdict)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what this worker knows of the run to the controller."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["superbridge"] = about(session.config).packed()
