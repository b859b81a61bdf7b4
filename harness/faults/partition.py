"""The network between servers is cut while all of them run, and healed again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Protocol

from harness.faults import routes
from harness.runtime.network import Runtime
from harness.runtime.trouble import TroubleError


class Peer(Protocol):
    """A part that can be cut off: its alias on the network, and its container's id."""

    @property
    def host(self) -> str:
        """Its alias on the network."""

    @property
    def container(self) -> str:
        """Its container's id."""


@asynccontextmanager
async def partition(runtime: Runtime, *sides: Iterable[Peer]) -> AsyncIterator[None]:
    """Cut every path from one of ``sides`` to another; within a side nothing changes. Healed however it ends.

    Both ends refuse to send; connections that stand stay open and fall silent.
    """
    groups = [list(side) for side in sides]
    cuts = {peer: _others(peer, groups) for group in groups for peer in group}
    try:
        await _all(runtime, "cut", cuts)
        yield
    finally:
        await _all(runtime, "heal", cuts)


def _others(peer: Peer, groups: list[list[Peer]]) -> list[str]:
    return [other.host for group in groups if peer not in group for other in group]


async def _all(runtime: Runtime, verb: str, cuts: dict[Peer, list[str]]) -> None:
    # A group, unlike gather, ends when all have: nothing is left half cut behind a failure's back.
    async with asyncio.TaskGroup() as group:
        for peer, others in cuts.items():
            group.create_task(_one(runtime, peer, " ".join([verb, *others])))


async def _one(runtime: Runtime, peer: Peer, order: str) -> None:
    told = await runtime.ask(peer.container, ("python3", "-ISc", routes.script()), order)
    if told != routes.DONE:
        raise TroubleError(f"{peer.host} couldn't {order}", f"It told: {told}")
