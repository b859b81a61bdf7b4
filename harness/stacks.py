"""The superbridges of a run as one process comes to need them: tests share one, those of encrypted rooms another.

Bridges with encryption follow everything that happens: a fifth of a homeserver's work on requests was for their syncs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from harness.core.verdict import Unknown
from harness.runtime.share import SharedStartError
from harness.runtime.trouble import TroubleError
from harness.session import SESSION, Session
from harness.stack import Stack
from reports.about import about

_ENCRYPTION = "encryption"


class Stacks:
    """Starts each kind of stack, or joins it, when a test first wants it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stacks: dict[bool, Stack] = {}
        self._missing: dict[bool, Unknown] = {}

    async def get(self, *, encryption: bool) -> Stack:
        """Return the stack, with encryption or without; raise ``Unknown`` where it can't be had, each time the same."""
        if encryption in self._missing:
            raise self._missing[encryption]
        if encryption not in self._stacks:
            try:
                self._stacks[encryption] = await self._session.stack(encryption=encryption)
            except (TroubleError, SharedStartError) as trouble:
                self._missing[encryption] = Unknown(str(trouble))
                raise self._missing[encryption] from None
        return self._stacks[encryption]

    async def close(self) -> list[str]:
        """Let go of every stack; return, as sentences, what happened there that fails the run."""
        return [sentence for stack in self._stacks.values() for sentence in await self._closed(stack)]

    async def _closed(self, stack: Stack) -> list[str]:
        session = self._session
        trespasses = await session.trespasses(stack)
        try:
            await session.covers(stack)
        except Exception as error:  # noqa: BLE001 - what a fake can't tell any more changes no verdict
            session.say(f"no coverage of this run: {error}")
        await stack.close()
        return [*trespasses, *stack.unclaimed_refusals()]


def wants_encryption(test: pytest.Item) -> bool:
    """Tell whether a test is about encrypted rooms."""
    return _ENCRYPTION in getattr(test, "fixturenames", ())


@pytest_asyncio.fixture(scope="session")
async def stacks(pytestconfig: pytest.Config) -> AsyncIterator[Stacks]:
    """The superbridges of the run, shared with every worker."""
    stacks = Stacks(pytestconfig.stash[SESSION])
    yield stacks
    for sentence in await stacks.close():
        about(pytestconfig).fail(sentence)


@pytest_asyncio.fixture
async def stack(stacks: Stacks, request: pytest.FixtureRequest) -> Stack:
    """The running superbridge that the test is about."""
    return await stacks.get(encryption=wants_encryption(request.node))
