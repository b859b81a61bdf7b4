"""One process's share of a run: what it leaves behind when something fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from harness import session as of_session
from harness.actors.access import Access
from harness.core.fact import Fact, Network
from harness.core.journal import Journal
from harness.runtime.run import Run
from harness.runtime.share import Share
from harness.runtime.trouble import TroubleError
from harness.session import Session
from reports.about import About, Part

if TYPE_CHECKING:
    from harness.stack import Stack


class Engine:
    """An engine whose reaper never starts."""

    made: list[Engine]

    def __init__(self, _run: Run) -> None:
        self.closed = False
        self.made.append(self)

    def hold_reaper(self, _image: str) -> None:
        """Fail."""
        raise TroubleError("The reaper didn't start")

    def close(self) -> None:
        """Hang up."""
        self.closed = True


class BarredStack:
    """A stack that can't be opened."""

    closed = False

    async def open(self) -> None:
        """Fail."""
        raise TroubleError("no operator")

    async def close(self) -> None:
        """Let go."""
        self.closed = True


class ToldStack:
    """A stack whose fakes tell what they serve, and whose journal has what bridges called."""

    def __init__(self) -> None:
        self.journal = Journal(lambda: 1.0)
        calls: list[tuple[Network, str]] = [("telegram", "help.getConfig"), ("discord", "GET /users/@me")]
        for network, method in (*calls, calls[0]):
            self.journal.append(Fact(at=1.0, network=network, kind="call", detail={"method": method}))

    async def coverage(self) -> list[dict[str, Any]]:
        """Return one document of each fake."""
        return [{"v": 1, "service": service, "calls": []} for service in ("discord", "telegram")]


@pytest.fixture
def session(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A session of a run of its own."""
    monkeypatch.delenv("SUPERBRIDGE_RUN", raising=False)
    monkeypatch.setattr(Engine, "made", [], raising=False)
    monkeypatch.setattr(of_session, "Engine", Engine)

    async def image(_self: Session, name: str) -> str:
        return name

    monkeypatch.setattr(Session, "_image", image)
    return Session(pytestconfig)


def test_run_without_reaper_never_begins(session: Session) -> None:
    """An engine whose reaper failed is let go, and asked for again it fails again."""
    try:
        for _ in range(2):
            with pytest.raises(TroubleError, match="reaper"):
                session._begun()
    finally:
        session.close()

    assert [engine.closed for engine in Engine.made] == [True, True]


async def test_stack_that_does_not_open_is_closed(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the operator can't be set up, the connections that were made are closed."""
    barred = BarredStack()

    async def made(*_: Any) -> dict[str, Any]:
        return {"parts": [], "access": {}}

    async def chosen(*_: Any) -> None:
        return None

    monkeypatch.setattr(Engine, "hold_reaper", lambda *_: None)
    monkeypatch.setattr(Share, "get_or_make", made)
    monkeypatch.setattr(Session, "_chosen", chosen)
    monkeypatch.setattr(Access, "from_json", lambda _: None)
    monkeypatch.setattr(of_session, "Stack", lambda *_, **__: barred)

    try:
        with pytest.raises(TroubleError, match="no operator"):
            await session.stack(encryption=False)
    finally:
        session._run.close()  # type: ignore[union-attr]

    assert barred.closed


async def test_each_bridge_has_what_it_called_itself(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the fakes witnessed is handed in under the bridge of that network, a stand-in under its own name."""
    made_of = About()
    made_of.add(Part("telegram-bridge", "0.15.3", "local"))
    made_of.add(Part("discord-bridge", "0.1.0", "local", stands_in_for="mautrix-discord 0.7.7"))
    monkeypatch.setattr(of_session, "about", lambda _: made_of)

    await session.covers(cast("Stack", ToldStack()))

    assert {service: covered.clients for service, covered in made_of.coverage.items()} == {
        "discord": {"discord-stand-in 0.1.0": {"GET /users/@me": {"answered": 1}}},
        "telegram": {"mautrix-telegram 0.15.3": {"help.getConfig": {"answered": 2}}},
    }
