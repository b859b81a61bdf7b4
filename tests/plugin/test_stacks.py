"""The superbridges that a process comes to need: one a kind, started once, and what is missing told each time."""

from __future__ import annotations

from typing import Any, cast

import pytest

from harness.core.verdict import Unknown
from harness.runtime.trouble import TroubleError
from harness.stacks import Stacks, wants_encryption

pytest_plugins = ["pytester"]


class Running:
    """A stack on which something was refused to nobody's client."""

    def __init__(self, *, encryption: bool) -> None:
        self.encryption = encryption
        self.closed = False

    async def close(self) -> None:
        self.closed = True

    def unclaimed_refusals(self) -> list[str]:
        return [f"refused, with encryption {self.encryption}"]


class Session:
    """Starts stacks, or none at all."""

    def __init__(self, trouble: str = "") -> None:
        self.started: list[Running] = []
        self.said: list[str] = []
        self._trouble = trouble
        self.asked = 0

    async def stack(self, *, encryption: bool) -> Running:
        self.asked += 1
        if self._trouble:
            raise TroubleError(self._trouble, "Start it.")
        self.started.append(Running(encryption=encryption))
        return self.started[-1]

    async def trespasses(self, stack: Running) -> list[str]:
        return [f"a packet, with encryption {stack.encryption}"]

    async def covers(self, _: Running) -> None:
        raise OSError("the fake is gone")

    def say(self, line: str) -> None:
        self.said.append(line)


def stacks(session: Session) -> Stacks:
    return Stacks(cast("Any", session))


async def test_tests_share_a_stack_of_each_kind() -> None:
    """Whoever asks again gets the same; in the end all are let go of, and each tells what fails the run."""
    session = Session()
    both = stacks(session)

    kinds: list[Any] = [await both.get(encryption=kind) for kind in (False, True, False, True)]
    told = await both.close()

    assert kinds == [*session.started, *session.started]
    assert [stack.encryption for stack in session.started] == [False, True]
    assert all(stack.closed for stack in session.started)
    assert len(told) == len(set(told)) == 4
    assert len(session.said) == 2


async def test_what_can_not_be_had_is_asked_for_once() -> None:
    """Every test that wanted it hears why, in the same words."""
    session = Session("no engine")
    none = stacks(session)

    for _ in range(2):
        with pytest.raises(Unknown, match="no engine"):
            await none.get(encryption=False)

    assert session.asked == 1
    assert await none.close() == []


def test_test_of_encrypted_rooms_says_so(pytester: pytest.Pytester) -> None:
    """By a fixture that it uses, itself or by way of another."""
    pytester.makepyfile(
        test_some="""
import pytest

@pytest.fixture
def encryption(): pass

@pytest.fixture
def keyholders(encryption): pass

def test_sealed(keyholders): pass
def test_open(): pass
"""
    )
    items, _ = pytester.inline_genitems()

    assert list(map(wants_encryption, items)) == [True, False]
