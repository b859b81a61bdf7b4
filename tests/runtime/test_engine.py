"""Containers on closed networks, on the real engine."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from aiohttp_socks import ProxyConnector, ProxyError

from harness.runtime.network import Runtime
from harness.runtime.node import Node, NodeSpec
from harness.runtime.ready import http_ready, until
from harness.runtime.trouble import TroubleError
from tests.runtime.engine import leftovers, runtime, serves_on_the_host, tools, web

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module

# Tries addresses given as JSON and prints those that let it in.
PROBE = """
import json, socket, sys
for host, port in json.loads(sys.argv[1]):
    try:
        socket.create_connection((host, port), 1).close()
        print(host)
    except OSError:
        pass
"""


async def stopped(node: Node) -> None:
    """Wait until a part has stopped, which raises its last words."""

    async def never() -> None:
        raise ConnectionError

    await until(never, deadline=20, what=node.name, give_up=node.must_run)


IDLE = ("-c", "import signal; signal.pause()")


async def test_a_part_is_reached_by_its_alias_through_the_door(runtime, tools):
    """The test process reaches a part by any of its names on the stack's network, which has no port published."""
    network = await runtime.open_network("stack")
    spec = web(tools, aliases=("discord.com", "cdn.discordapp.com"), files={"/srv/deep/hello.txt": b"hello"})
    node, door = await asyncio.gather(runtime.start(spec, network), runtime.open_door(network))

    async with door.session() as session:
        for name in spec.aliases:
            await http_ready(session, f"http://{name}:8000/", deadline=20, give_up=node.must_run)
            async with session.get(f"http://{name}:8000/deep/hello.txt") as answer:
                assert await answer.text() == "hello"


async def test_the_door_wants_its_password(runtime, tools):
    """Without the password, nobody gets through the door: a part could leave by it otherwise."""
    network = await runtime.open_network("stack")
    node, door = await asyncio.gather(runtime.start(web(tools), network), runtime.open_door(network))
    async with door.session() as session:
        await http_ready(session, "http://web:8000/", deadline=20, give_up=node.must_run)

    address = door.url.rpartition("@")[2]
    async with aiohttp.ClientSession(connector=ProxyConnector.from_url(f"socks5://{address}", rdns=True)) as stranger:
        with pytest.raises(ProxyError):
            await stranger.get("http://web:8000/")


async def test_nothing_leaves_a_closed_network(runtime, tools):
    """A part reaches its neighbours and neither the host nor anything beyond; on an open network the probe gets out."""
    server = await serves_on_the_host()
    port = server.sockets[0].getsockname()[1]
    outside = await runtime._outer_network()
    inside = await runtime.open_network("stack")
    gateway = runtime.engine.sdk.networks.get(outside.docker_name).attrs["IPAM"]["Config"][0]["Gateway"]
    own = runtime.engine.sdk.networks.get(inside.docker_name).attrs["IPAM"]["Config"][0]["Gateway"]
    idle = NodeSpec("idle", tools, IDLE, entrypoint=("python3",))
    free, closed, _ = await asyncio.gather(
        runtime.start(idle, outside), runtime.start(idle, inside), runtime.start(web(tools), inside)
    )

    async def reached_from(node: Node, *targets: tuple[str, int]) -> list[str]:
        return (await node.exec(["python3", "-c", PROBE, json.dumps(targets)]))[1].split()

    async with server:
        assert await reached_from(free, (gateway, port)) == [gateway]
        assert await reached_from(closed, (gateway, port), (own, port), ("example.org", 80), ("web", 8000)) == ["web"]


async def test_files_are_readable_by_any_user(runtime, tools):
    """Files are there before the part starts, for a user without rights as well; those with `#!` can be run."""
    spec = NodeSpec(
        "reader",
        tools,
        entrypoint=("/new/folder/run",),
        files={
            "/new/folder/run": b"#!/bin/sh\ncat /new/folder/text && touch /scratch/x && ls /scratch\n",
            "/new/folder/text": b"read\n",
        },
        tmpfs=("/scratch",),
        user="nobody",
        env={"A": "b"},
    )
    node = await runtime.start(spec, await runtime.open_network("stack"))

    with pytest.raises(TroubleError, match="reader stopped with exit code 0"):
        await stopped(node)
    assert await node.logs_tail() == "read\nx\n"


async def test_exec_gives_code_and_output(runtime, tools):
    """A program run in a part gives its exit code and what it wrote, errors included."""
    node = await runtime.start(web(tools), await runtime.open_network("stack"))

    code, output = await node.exec(["sh", "-c", "echo out; echo err >&2; exit 3"])

    assert code == 3
    assert sorted(output.splitlines()) == ["err", "out"]


async def test_a_part_that_dies_shows_its_last_words(runtime, tools):
    """A part that stopped is reported with its exit code and its log, and waiting for it ends at once."""
    dying = NodeSpec("dying", tools, ("-c", "raise SystemExit('my config is wrong')"), entrypoint=("python3",))
    network = await runtime.open_network("stack")
    node, door = await asyncio.gather(runtime.start(dying, network), runtime.open_door(network))

    async with asyncio.timeout(20), door.session() as session:
        with pytest.raises(TroubleError, match=r"dying stopped with exit code 1.*\n.*my config is wrong"):
            await http_ready(session, "http://dying:8000/", deadline=60, give_up=node.must_run)


async def test_logs_of_two_stacks_are_told_apart(runtime, tools):
    """Parts of one name on two networks both show their logs, each with its network; others go by their names alone."""
    first, second = await asyncio.gather(runtime.open_network("first"), runtime.open_network("second"))
    twin = web(tools, "twin")
    await asyncio.gather(
        runtime.start(twin, first), runtime.start(twin, second), runtime.start(web(tools, "single"), first)
    )

    logs = await asyncio.to_thread(runtime.engine.tails, 5)

    assert set(logs) == {f"twin ({first.docker_name})", f"twin ({second.docker_name})", "single"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"image": "superbridge/nothing:0"}, "Docker has no image for starting broken.*Run ci/setup"),
        ({"entrypoint": ("/no/such/program",)}, "Docker failed while starting broken: .*no such file"),
        ({"user": "nobody-knows"}, "Docker failed while starting broken: .*unable to find user"),
    ],
)
async def test_a_start_that_fails_is_one_sentence(wrong, sentence, runtime, tools):
    """What the engine refuses is told in a sentence that names the part, and leaves no container."""
    spec = NodeSpec(**{"name": "broken", "image": tools, "entrypoint": ("true",), **wrong})
    network = await runtime.open_network("stack")

    with pytest.raises(TroubleError, match=sentence):
        await runtime.start(spec, network)

    assert [name for name in leftovers(runtime.run.id) if name.startswith("broken")] == []


async def test_closing_leaves_nothing_also_of_what_is_being_started(tools, monkeypatch):
    """A run that is given up in the middle of its start leaves no container and no network."""
    from harness.runtime.docker import Engine
    from harness.runtime.run import Run

    monkeypatch.setenv("SUPERBRIDGE_RUN", "hidden")
    run = Run.begin()
    runtime = Runtime(run, Engine(run), tools)
    network = await runtime.open_network("stack")
    starting = [asyncio.create_task(runtime.start(web(tools, f"web{number}"), network)) for number in range(3)]
    await runtime.start(web(tools), network)
    assert leftovers(run.id)

    for task in starting:
        task.cancel()
    await asyncio.gather(*starting, return_exceptions=True)
    await runtime.close()
    run.close()

    assert leftovers(run.id) == []
