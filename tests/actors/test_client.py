"""People at a browser: what their own window showed counts, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from harness.actors.client import UNTRUSTED, WITNESS, Desk
from harness.actors.control import Control
from harness.actors.matrix import MatrixPerson
from harness.actors.person import Stage
from harness.core.fact import Fact
from harness.core.journal import Journal, NeverSeen
from tests.actors.cast import access

ACCESS = replace(
    access(), web_client="https://chat.superbridge.test:8443/", tls_hosts=("matrix.superbridge.test", "192.0.2.7")
)
SITE, SERVER = "https://chat.superbridge.test:8443", "https://matrix.superbridge.test"
PNG = "iVBORw0KGgo="


class Browser:
    """A browser that shows what it is told to, whatever is done in it."""

    def __init__(self, journal: Journal, *shown: tuple[str, str]) -> None:
        self._journal = journal
        self._shown = shown
        self.orders: list[str] = []

    async def act(self, operation: str, **order: Any) -> dict[str, Any]:
        """Carry an order out."""
        self.orders.append(operation)
        if operation == "window.open":
            return {"window": "1"}
        if operation == "window.visit":
            for shows, text in self._shown:
                self.shows(shows, text, ref=order["url"])
        return {"png": PNG}

    def shows(self, shows: str, text: str, ref: str = "", window: str = "1") -> None:
        """Witness that a window shows something."""
        detail = {"shows": shows, "window": window}
        self._journal.append(Fact(1.0, "matrix", "note", WITNESS, text=text, ref=ref, scope="scope", detail=detail))


Desks = Callable[..., tuple[Desk, Browser, list[str]]]


@pytest.fixture
def sit() -> Desks:
    """Return a desk with a browser that shows this, and the titles of the pictures that it shows."""

    def sit_(*shown: tuple[str, str]) -> tuple[Desk, Browser, list[str]]:
        journal = Journal(lambda: 1.0)
        nothing: Callable[..., Any] = lambda *_: None  # noqa: E731 - nobody crosses a bridge here
        stage = Stage("scope", journal, 0, {}, nothing, lambda fact: fact, patience=0.01)
        browser, titles = Browser(journal, *shown), list[str]()
        return Desk(cast("Control", browser), ACCESS, stage, lambda title, _: titles.append(title)), browser, titles

    return sit_


class Alice:
    """Who sits there."""

    key = "matrix.alice"


ALICE = cast("MatrixPerson", Alice())


async def test_refusal_for_want_of_trust_is_seen(sit: Desks) -> None:
    """A browser that says so is refused; the report has a picture of it."""
    desk, _, titles = sit(("refusal", UNTRUSTED))
    alice = await desk.opens(ALICE)

    await alice.is_refused("address")

    assert titles == ["matrix.alice, 192.0.2.7, refusal"]


@pytest.mark.parametrize("shown", [("page", '{"versions": []}'), ("refusal", "ERR_CONNECTION_REFUSED")])
async def test_other_outcomes_are_no_refusal_for_want_of_trust(sit: Desks, shown: tuple[str, str]) -> None:
    """Neither is a page, nor a host that isn't there."""
    desk, _, _ = sit(shown)
    alice = await desk.opens(ALICE)

    with pytest.raises(NeverSeen):
        await alice.is_refused("name")


async def test_another_window_does_not_count(sit: Desks) -> None:
    """What somebody else's window shows, this one doesn't."""
    desk, browser, _ = sit()
    alice = await desk.opens(ALICE)
    browser.shows("page", "Sign In", ref=ACCESS.web_client, window="2")

    with pytest.raises(NeverSeen):
        await alice.visits_client()

    browser.shows("page", "Sign In", ref=ACCESS.web_client)
    await alice.visits_client()


@pytest.mark.parametrize(
    ("asked", "well"),
    [
        ({SITE, SERVER}, True),
        ({SITE, SERVER, "blob:"}, True),
        ({SITE}, False),
        ({SITE, SERVER, "http://homeserver:8008"}, False),
        ({SITE, SERVER, "https://elsewhere.test"}, False),
    ],
)
async def test_requests_go_to_the_superbridge_alone(sit: Desks, asked: set[str], well: bool) -> None:
    """Any other, or one without TLS, is told; so is silence, for then nothing was shown."""
    desk, browser, _ = sit()
    alice = await desk.opens(ALICE)
    for origin in asked:
        browser.shows("request", origin)

    if well:
        alice.asked_nobody_but("name")
        return
    with pytest.raises(AssertionError):
        alice.asked_nobody_but("name")


async def test_windows_are_closed_at_the_end(sit: Desks) -> None:
    """Each with a last picture."""
    desk, browser, titles = sit()
    await desk.opens(ALICE)

    await desk.close()

    assert browser.orders == ["window.open", "window.shoot", "window.close"]
    assert titles == ["matrix.alice, at last"]
