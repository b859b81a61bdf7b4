"""One process's share of a run: what it leaves behind when something fails."""

from __future__ import annotations

from typing import Any

import pytest

from harness import session as of_session
from harness.actors.access import Access
from harness.runtime.run import Run
from harness.runtime.share import Share
from harness.runtime.trouble import TroubleError
from harness.session import Session


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
    monkeypatch.setattr(of_session, "Stack", lambda *_: barred)

    try:
        with pytest.raises(TroubleError, match="no operator"):
            await session.stack()
    finally:
        session._run.close()  # type: ignore[union-attr]

    assert barred.closed
