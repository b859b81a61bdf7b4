"""Taking a stack of a run down while the run goes on."""

from __future__ import annotations

import asyncio

from harness.runtime.network import Runtime
from tests.runtime.engine import leftovers, runtime, tools, web

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module


async def test_clear_removes_its_own_and_leaves_its_neighbours(runtime, tools):
    """Nodes, door and networks of one stack go, outer network included; those of another stay, and work."""
    neighbour = Runtime(runtime.run, runtime.engine, tools)
    for each in (runtime, neighbour):
        network = await each.open_network("stack")
        await asyncio.gather(each.start(web(tools), network), each.open_door(network))
    everything = set(leftovers(runtime.run.id))

    await neighbour.clear()

    left = set(leftovers(runtime.run.id))
    assert (len(everything), len(left)) == (8, 4)
    await neighbour.clear()
    assert set(leftovers(runtime.run.id)) == left


async def test_cleared_runtime_starts_again(runtime, tools):
    """After a clear the same runtime opens networks and doors as new."""
    for _ in range(2):
        network = await runtime.open_network("stack")
        await runtime.open_door(network)
        await runtime.clear()

    assert leftovers(runtime.run.id) == []


async def test_clear_removes_what_is_still_being_started(runtime, tools):
    """A start that was given up lands later in its thread: a clear waits for it, and removes it too."""
    network = await runtime.open_network("stack")
    starting = [asyncio.create_task(runtime.start(web(tools, f"web{number}"), network)) for number in range(3)]
    await runtime.start(web(tools), network)

    for task in starting:
        task.cancel()
    await asyncio.wait(starting)
    await runtime.clear()

    await asyncio.to_thread(runtime.engine.finish)
    assert leftovers(runtime.run.id) == []


async def test_network_is_removed_once_its_last_node_lets_go(runtime, tools):
    """A network that something still holds on to is asked for again, until it goes."""
    network = await runtime.open_network("stack")
    container = await asyncio.to_thread(runtime.engine.start, web(tools), network.docker_name)
    removal = asyncio.create_task(runtime.remove_network(network))

    await asyncio.to_thread(runtime.engine.remove, container)
    await removal

    assert leftovers(runtime.run.id) == []
