"""What a test that did not pass shows of itself: its timeline and the logs' tails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest

from harness.core import explain
from harness.core.fact import Fact
from harness.core.laws.account import Account
from harness.core.timeline import timeline
from reports import story_page
from reports.about import mask
from reports.story import Story, tell


def _no_logs() -> Mapping[str, str]:
    return {}


def _no_account() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where to look when a test fails: its facts, and each part's log by the part's name. Asked only then.

    ``account`` says which copy belongs to which message.
    """

    facts: Callable[[], Sequence[Fact]]
    logs: Callable[[], Mapping[str, str]] = _no_logs
    account: Callable[[], Account | None] = _no_account


EVIDENCE: pytest.StashKey[Evidence] = pytest.StashKey()


def give(item: pytest.Item, evidence: Evidence) -> None:
    """Hand in a test's evidence; a fixture does it as soon as there is a journal."""
    item.stash[EVIDENCE] = evidence


def timeline_of(item: pytest.Item) -> str:
    """Return the test's timeline, masked, or nothing when it has no evidence."""
    evidence = item.stash.get(EVIDENCE, None)
    return "" if evidence is None else mask(item.config)(_read(lambda: timeline(evidence.facts()), "timeline"))


def sections(item: pytest.Item) -> list[tuple[str, str]]:
    """Return titled texts in the order in which they are read, masked."""
    titled = [("timeline (* is what our people did)", timeline_of(item))]
    evidence = item.stash.get(EVIDENCE, None)
    if evidence is not None:
        titled.append(("tails of the logs", mask(item.config)(_read(lambda: explain.tails(evidence.logs()), "logs"))))
    return [(title, text) for title, text in titled if text]


def story_of(item: pytest.Item) -> str:
    """Return the test's story as a page, masked, or nothing when it has no evidence."""
    evidence = item.stash.get(EVIDENCE, None)
    if evidence is None:
        return ""
    return _read(lambda: story_page.page(_told(item, evidence), mask(item.config)), "story")


def _told(item: pytest.Item, evidence: Evidence) -> Story:
    try:
        logs = evidence.logs()
    except Exception as error:  # noqa: BLE001 - a story without logs is better than none
        logs = {"logs": f"could not be read: {type(error).__name__}: {error}"}
    return tell(item.nodeid, evidence.facts(), evidence.account(), logs)


def _read(read: Callable[[], str], what: str) -> str:
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - evidence that can't be had must not hide the failure itself
        return f"(the {what} could not be read: {type(error).__name__}: {error})"
