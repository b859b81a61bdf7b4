"""The story of a test: lanes, arrows and log lines as data, and the page as a browser shows it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from harness.core.fact import Fact, Place
from harness.core.laws import Expected, Route, Setting
from harness.core.laws.account import reckon
from reports import story
from reports.stories import file_name
from reports.story_page import page
from tests.reports.browser import Browser, browser
from tests.reports.dom import Element
from tests.runtime.engine import runtime, tools

__all__ = ["browser", "runtime", "tools"]  # fixtures are found by their names in a test's module

ROOM, CHANNEL = Place("matrix", "!r"), Place("discord", "100")
SAID = Fact(10, "discord", "message", place="100", author="1", ref="5", text="hi", cause="control", seq=1)
COPY = Fact(10.04, "matrix", "message", witness="matrix.bob", place="!r", author="@g", ref="$1", text="hi", seq=2)
NOTE = Fact(10.05, "harness", "note", witness="harness", text="the end", seq=3)
CALL = Fact(10.02, "telegram", "call", author="7", seq=4, detail={"method": "help.getConfig", "session": "9"})
SETTING = Setting([Route("red", frozenset({ROOM, CHANNEL}))], lambda origin, onto: Expected(origin.text))
LOGS = {
    "homeserver": "1970-01-01T00:00:10.030Z Received <b>request</b>\n1970-01-01T00:00:30Z too late",
    "discord-fake": "1970-01-01T00:00:10.010Z gateway",
    "database": "no time at all",
}
FACTS = [SAID, COPY, NOTE, CALL]


def told() -> story.Story:
    return story.tell("a test", FACTS, reckon(FACTS, SETTING), LOGS)


def test_lanes_stand_along_the_way() -> None:
    """Fakes, bridges and homeserver stand in the order in which a message passes them; then people, then the rest."""
    lanes = ["discord", "homeserver", "telegram-bridge", "telegram", "matrix.bob", "harness"]

    assert [lane.key for lane in told().lanes] == lanes
    assert [lane.title for lane in told().lanes][4] == "bob"


def test_an_event_stands_once_and_says_who_brought_it() -> None:
    """Each event has its time and its witnesses; what came by wire was brought by the part that is connected there."""
    events = [(event.id, event.ms, event.lanes, event.brought_by) for event in told().events]

    assert events == [
        (1, 0.0, ("discord",), ""),
        (4, 20.0, ("telegram",), "telegram-bridge"),
        (2, 40.0, ("matrix.bob",), "homeserver"),
        (3, 50.0, ("harness",), ""),
    ]


def test_arrows_follow_a_message_to_its_copies() -> None:
    """The laws' matching makes the arrows; without it nobody guesses."""
    assert told().arrows == (story.Arrow(source=1, target=2, ms=40.0),)
    assert story.tell("a test", FACTS, logs=LOGS).arrows == ()


def test_log_lines_stand_in_the_lanes_of_their_time() -> None:
    """A line of the test's time stands in its part's lane, a fake's in its network's; all stand in the logs beside."""
    assert told().lines == (
        story.Line(10.0, "discord", "gateway"),
        story.Line(30.0, "homeserver", "Received <b>request</b>"),
    )
    assert told().logs["homeserver"] == "Received <b>request</b>\ntoo late"
    assert told().logs["database"] == "no time at all"


def test_a_long_story_keeps_its_end() -> None:
    """Of very many events the newest are told, and how many were left out."""
    many = [Fact(float(at), "harness", "note", ref=str(at), text=str(at), seq=at) for at in range(2000)]

    kept = story.tell("long", many)

    assert (kept.left_out, kept.events[0].id, kept.events[-1].id) == (500, 500, 1999)


def test_a_page_is_masked_and_ends_nowhere_early() -> None:
    """Neither a secret nor an end tag in somebody's words gets into the page."""
    nasty = Fact(1.0, "discord", "message", text="</script><script>alert(1)</script> s3cret", seq=1)

    drawn = page(story.tell("x", [nasty]), lambda text: text.replace("s3cret", "<secret 1>"))

    assert "s3cret" not in drawn
    assert drawn.count("</script>") == 2
    data = drawn.partition('id="story">')[2].partition("</script>")[0]
    assert json.loads(data)["events"][0]["text"] == "</script><script>alert(1)</script> <secret 1>"


def of(view: Element, class_: str) -> list[Element]:
    return [one for one in view.all("g") if class_ in one.attributes.get("class", "").split()]


async def test_the_page_shows_lanes_rows_and_arrows_in_a_browser(browser: Browser) -> None:
    """Heads, dots and arrows stand as the story tells; calls and log lines show when the address asks for them."""
    plain, whole = browser.shows(page(told()), "", "calls&logs")

    assert [head.text for head in plain.one("lanes").all("b")] == [lane.title for lane in told().lanes]
    assert [row.attributes["data-event"] for row in of(plain, "row")] == ["1", "2", "3"]
    assert [row.attributes["data-event"] for row in of(whole, "row")] == ["1", "4", "2", "3"]
    assert ["Received <b>request</b>" in line.text for line in of(whole, "line")] == [False, True]
    assert [(one.attributes["data-source"], one.attributes["data-target"]) for one in of(plain, "flight")] == [
        ("1", "2")
    ]
    assert plain.one("count").text == "3 rows, 1 arrows"
    assert [part.text for part in plain.one("tails").all("summary")] == ["database", "discord-fake", "homeserver"]


async def test_a_part_that_only_wrote_a_log_has_a_lane_with_its_lines_alone(browser: Browser) -> None:
    """Lanes in which nothing stands take no room; and a time of many seconds is told in these."""
    late = replace(NOTE, at=52.5)
    logs = {"database": "1970-01-01T00:00:10.020Z a checkpoint"}
    told_late = story.tell("a test", [SAID, COPY, late], reckon(FACTS, SETTING), logs)

    plain, logged = browser.shows(page(told_late), "", "logs")

    assert [head.text for head in plain.one("lanes").all("b")] == ["discord", "homeserver", "bob", "harness"]
    assert [head.text for head in logged.one("lanes").all("b")][3:] == ["database", "harness"]
    assert [of(plain, "row")[number].all("text")[0].text for number in (1, 2)] == ["+40 ms", "+42.50 s"]


CLICK = """
<script>
  document.querySelector('[data-event="3"]').dispatchEvent(new Event("click"));
  addEventListener("hashchange", () => { document.body.dataset.address = location.hash; });
</script></body>
"""


async def test_a_click_shows_what_was_on_the_wire(browser: Browser) -> None:
    """An event that is clicked, or named in the address, shows its detail; arrows of other messages fade."""
    [named] = browser.shows(page(told()), "event=4&calls")
    [clicked] = browser.shows(page(told()).replace("</body>", CLICK), "")

    assert [row.attributes["data-event"] for row in of(named, "picked")] == ["4"]
    assert '"method": "help.getConfig"' in named.one("detail").text
    assert "Event 3" in clicked.one("detail").text
    assert len(of(clicked, "dim")) == 1
    assert clicked.all("body")[0].attributes["data-address"] == "#event=3"


@pytest.mark.parametrize(
    ("nodeid", "name"),
    [
        ("suites/a/test_b.py::test_c[x-to-y]", "suites-a-test_b.py-test_c-x-to-y"),
        ("t.py::t[čaj/../..]", "t.py-t-aj-..-.."),
    ],
)
def test_a_story_has_a_plain_name(nodeid: str, name: str) -> None:
    """Whatever a test is called, its page has a name that every file system takes; two long ones stay apart."""
    assert file_name(nodeid) == name
    assert file_name("x" * 500 + "1") != file_name("x" * 500 + "2")
    assert len(file_name("x" * 500)) < 140
