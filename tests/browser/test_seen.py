"""What `seen.js` tells of a page that is built as Hydrogen builds its own, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

from tests.reports.browser import Browser, browser
from tests.runtime.engine import runtime, tools

__all__ = ["browser", "runtime", "tools"]  # fixtures are found by their names in a test's module

SEEN = (Path(__file__).parents[2] / "fakes" / "browser" / "seen.js").read_text(encoding="utf-8")
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="
# It keeps what is told where the page can be read, and changes once it is there.
PAGE = """<!DOCTYPE html><html><head><script>
  const told = [];
  window.superbridgeSaw = (shown) => {
    told.push(shown);
    document.documentElement.dataset.told = JSON.stringify(told);
  };
  addEventListener("load", () => { LATER });
</script><script>SEEN</script></head><body><ul>ROWS</ul></body></html>"""
SENDER = '<div class="Timeline_messageSender" title="@alice:here">Alice</div>'


def row(ref: str, body: str, sender: str = "") -> str:
    """Return a message as Hydrogen has it; without a sender it is somebody's next one in a row."""
    shown = f'{sender}<div class="Timeline_messageBody">{body}</div>'
    return f'<li class="Timeline_message" data-event-id="{ref}">{shown}</li>'


def told(browser: Browser, *rows: str, later: str = "") -> list[dict[str, str]]:
    """Return what is told of a page with these rows, which changes ``later`` by a script."""
    script = f"location.hash = '#/session/1/room/!den%3Ahere'; {later}"
    [page] = browser.shows(PAGE.replace("LATER", script).replace("SEEN", SEEN).replace("ROWS", "".join(rows)), "")
    answer: list[dict[str, str]] = json.loads(page.all("html")[0].attributes["data-told"])
    return answer


async def test_each_message_is_told_once_by_its_author(browser: Browser) -> None:
    """Also where only the one before names them; without the time, and what is still on its way isn't told at all."""
    shown = told(
        browser,
        row("$1", "hi <b>there</b><time>6:00 PM</time>", SENDER),
        row("$2", "again"),
        row("null", "on its way"),
    )

    said = [
        (each["text"], each["author"], each["author_name"], each["ref"]) for each in shown if each["shows"] == "message"
    ]
    assert said == [("hi there", "@alice:here", "Alice", "$1"), ("again", "@alice:here", "Alice", "$2")]


async def test_what_comes_and_changes_is_told(browser: Browser) -> None:
    """A message that comes later, in the room that the address names, and one that then shows other words."""
    comes = f"document.querySelector('ul').insertAdjacentHTML('beforeend', {row('$2', 'later')!r});"
    changes = "document.querySelector('.Timeline_messageBody').textContent = 'edited';"

    shown = told(browser, row("$1", "first", SENDER), later=comes + changes)

    assert [each["text"] for each in shown] == ["first", "edited", "later"]
    assert shown[-1]["place"] == "!den:here"


async def test_picture_is_told_once_it_shows(browser: Browser) -> None:
    """One whose bytes never come isn't told, nor are its words taken for a message."""
    media = '<div class="media"><img src="{}" alt="{}"></div>'

    shown = told(
        browser,
        row("$1", media.format(PIXEL, "holiday.png"), SENDER),
        row("$2", media.format("file:///nowhere.png", "lost.png")),
    )

    assert [(each["shows"], each["text"], each["ref"]) for each in shown] == [("picture", "holiday.png", "$1")]


async def test_rooms_and_errors_are_told(browser: Browser) -> None:
    """A room by its name, and an error by its words, where it has any."""
    rooms = '<div class="RoomList"><div class="name">Den</div></div>'

    shown = told(browser, rooms, '<p class="error">Can\'t connect</p><p class="error"></p>')

    assert [(each["shows"], each["text"]) for each in shown] == [("room", "Den"), ("error", "Can't connect")]
