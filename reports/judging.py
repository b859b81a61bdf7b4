"""How the outcome of a test's phases, its marks and what it raised become one of the five verdicts."""

from __future__ import annotations

import inspect
from dataclasses import asdict, dataclass
from typing import Any, Self

import pytest

from harness.core.verdict import Unknown, Verdict

MARKERS = (
    "known_broken(scenario, reference): a claim of the bridge's authors that fails by the bridge's own fault; "
    "scenario is the node id of a minimal scenario, reference its place in a tracker",
    "not_claimed(reference=''): nothing that the bridge's authors claim; a failure is reported and fails nothing",
)
_PROPERTY = "superbridge"


@dataclass(frozen=True, slots=True)
class Marked:
    """What a test's markers make of a failure of it."""

    verdict: Verdict = Verdict.FAILED
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one phase of a test showed; it travels to the controller inside the phase's report."""

    verdict: Verdict
    claim: str = ""
    reference: str = ""
    text: str = ""
    remark: str = ""
    pending: bool = False

    @property
    def reason(self) -> str:
        """The first line of what happened."""
        return self.text.strip().partition("\n")[0]

    def put_into(self, report: pytest.TestReport) -> None:
        """Attach to a report, as plain data."""
        report.user_properties.append((_PROPERTY, {**asdict(self), "verdict": self.verdict.value}))

    @classmethod
    def found_in(cls, report: pytest.CollectReport | pytest.TestReport) -> Self | None:
        """Return what was put into a report, if anything was."""
        for name, packed in getattr(report, "user_properties", ()):
            if name == _PROPERTY and isinstance(packed, dict):
                return cls(**{**packed, "verdict": Verdict(packed["verdict"])})
        return None


_SO_FAR: pytest.StashKey[list[Verdict]] = pytest.StashKey()
_MARKED: pytest.StashKey[Marked] = pytest.StashKey()


def read_marks(item: pytest.Item) -> None:
    """Read a test's markers before it runs; raise ``pytest.UsageError`` for one that can't be held to its word."""
    item.stash[_MARKED] = _marks_of(item)


def _marks_of(item: pytest.Item) -> Marked:
    if item.get_closest_marker("xfail"):
        raise pytest.UsageError(f"{item.nodeid}: xfail says too little here; use known_broken or not_claimed")
    if broken := item.get_closest_marker("known_broken"):
        said: dict[str, Any] = dict(broken.kwargs)
        if broken.args or set(said) != {"scenario", "reference"} or not all(said.values()):
            raise pytest.UsageError(f"{item.nodeid}: known_broken needs scenario='<node id>' and reference='<tracker>'")
        return Marked(Verdict.KNOWN_BROKEN, f"{said['reference']} (shown by {said['scenario']})")
    if unclaimed := item.get_closest_marker("not_claimed"):
        return Marked(Verdict.NOT_CLAIMED, str(unclaimed.kwargs.get("reference", "")))
    return Marked()


def judge(item: pytest.Item, phase: str, error: BaseException | None) -> Judged:
    """Judge one phase by what it raised and by the phases before it."""
    marked = item.stash.get(_MARKED, Marked())
    so_far = item.stash.setdefault(_SO_FAR, [])
    so_far.append(_verdict(phase, error, marked))
    claim = (inspect.getdoc(getattr(item, "obj", None)) or "").partition("\n")[0]
    text = "" if error is None else _words(error)
    if error is None and marked.verdict is Verdict.KNOWN_BROKEN and phase != "setup":
        return _without_failure(so_far, phase, claim, marked)
    works = so_far[-1] is Verdict.PASSED and marked.verdict is Verdict.NOT_CLAIMED and phase == "call"
    return Judged(so_far[-1], claim, marked.reference, text, remark="works, though nobody claims it" if works else "")


def _without_failure(so_far: list[Verdict], phase: str, claim: str, marked: Marked) -> Judged:
    # Only after the teardown, where the laws speak, is it sure that what is known broken worked.
    if phase == "call":
        return Judged(Verdict.PASSED, claim, marked.reference, pending=True)
    if set(so_far) != {Verdict.PASSED}:
        return Judged(Verdict.PASSED, claim, marked.reference)
    text = f"this works, though it is marked known broken ({marked.reference}): take the marker away"
    return Judged(Verdict.FAILED, claim, marked.reference, text)


def _verdict(phase: str, error: BaseException | None, marked: Marked) -> Verdict:
    if error is None:
        return Verdict.PASSED
    # What never got to its claim is unknown, whatever its marks say of a failure.
    return Verdict.UNKNOWN if phase == "setup" or says_it_all(error) else marked.verdict


def says_it_all(error: BaseException) -> bool:
    """Tell whether the error is a statement that nothing can be known, which no traceback makes clearer."""
    if isinstance(error, BaseExceptionGroup):
        return all(says_it_all(inner) for inner in error.exceptions)
    # A skipped test has shown nothing, and there is no sixth verdict to hide it in.
    return isinstance(error, Unknown | pytest.skip.Exception)


def _words(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(_words(inner) for inner in error.exceptions)
    text = str(error).strip()
    if says_it_all(error) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
