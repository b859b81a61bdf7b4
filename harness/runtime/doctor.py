"""What `superbridge doctor` asks: does anything on this machine stand in the suites' way, and what helps."""

from __future__ import annotations

import asyncio
import json
import shutil
import ssl
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.runtime import build, host
from harness.runtime.docker import Engine
from harness.runtime.engine_trouble import NO_SPACE
from harness.runtime.images import Images
from harness.runtime.network import Runtime
from harness.runtime.node import Node, NodeSpec
from harness.runtime.ready import NotReadyError, http_ready
from harness.runtime.run import Run
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError

_OLDEST_API = (1, 41)
_ROOM_TO_RUN = 1 << 30
_ROOM_TO_BUILD = 4 << 30
_DEADLINE = 20.0
_PORT = 8000
_BEYOND = (("192.0.2.1", 80), ("example.org", 80))
_FIREWALL = "Check the engine's networks and firewall (iptables must be on)."
_LATE = "See that this machine isn't busy and lets local ports through, then try again; the engine's log says more."
# Prints the gateways of the default routes.
_GATEWAYS = """
import json, socket, struct
routes = [line.split() for line in open("/proc/net/route").readlines()[1:]]
ways = [each[2] for each in routes if each[1] == "00000000"]
print(json.dumps([socket.inet_ntoa(struct.pack("=I", int(way, 16))) for way in ways]))
"""
# Prints which of the addresses given as JSON let it in.
_PROBE = """
import json, socket, sys
reached = []
for host, port in json.loads(sys.argv[1]):
    try:
        socket.create_connection((host, port), 1).close()
        reached.append(host)
    except OSError:
        pass
print(json.dumps(reached))
"""


@dataclass(frozen=True)
class Finding:
    """One check's outcome: what was seen, or what is wrong and what helps."""

    name: str
    well: bool
    text: str

    def __str__(self) -> str:
        """Show it as a line of the doctor's report."""
        return f"{'ok   ' if self.well else 'WRONG'}  {self.name}: {self.text}"


Check = Callable[[], Awaitable[str]]


async def examine(images: Callable[[Store], Images], needed: tuple[str, ...]) -> AsyncIterator[Finding]:
    """Yield a finding for each check, one after the other; what needs an engine is left out when none answers."""
    yield await _finding("CA bundle", _ca_bundle)
    yield await _finding("temporary files", _temporary)
    yield await _finding("client", _client)
    try:
        store = await asyncio.to_thread(Store)
    except TroubleError as trouble:
        yield Finding("engine", well=False, text=str(trouble))
        return
    try:
        choice = images(store)
        yield await _finding("engine", lambda: asyncio.to_thread(_engine, store))
        missing = await _finding("images", lambda: _images(choice, needed))
        yield missing
        yield await _finding("disk", lambda: _disk(choice, needed))
        if missing.well:
            async for finding in _alive(choice):
                yield finding
    finally:
        store.close()


async def _finding(name: str, check: Check) -> Finding:
    try:
        return Finding(name, well=True, text=await check())
    except TroubleError as trouble:
        return Finding(name, well=False, text=str(trouble))
    except NotReadyError as late:
        return Finding(name, well=False, text=str(TroubleError(str(late), _LATE)))


async def _ca_bundle() -> str:
    bundle = host.ca_bundle()
    if bundle is None:
        raise TroubleError("This machine has no CA bundle", "Install ca-certificates, or name one in SSL_CERT_FILE.")
    try:
        trusted = ssl.create_default_context(cafile=str(bundle)).cert_store_stats()["x509_ca"]
    except (ssl.SSLError, OSError) as error:
        raise TroubleError(f"{bundle} is no CA bundle ({error})", "Correct SSL_CERT_FILE.") from None
    return f"{bundle}, {trusted} authorities; builds are given it"


async def _temporary() -> str:
    folder = Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free
    if free < _ROOM_TO_RUN // 4:
        raise TroubleError(f"{folder} has {_size(free)} left", "Free some space there, or set TMPDIR.")
    return f"{folder}, {_size(free)} free"


async def _client() -> str:
    return f"{(await asyncio.to_thread(build.builder))[0]} builds the images"


def _engine(store: Store) -> str:
    about = store.about()
    if about.api < _OLDEST_API:
        oldest = ".".join(map(str, _OLDEST_API))
        raise TroubleError(
            f"The engine {about} is too old", f"Use one that speaks API {oldest} or later (Docker 20.10)."
        )
    if about.system != "linux":
        raise TroubleError(f"The engine runs {about.system} containers", "Switch it to Linux containers.")
    return str(about)


async def _images(images: Images, needed: tuple[str, ...]) -> str:
    missing = await images.missing(needed)
    if missing:
        raise TroubleError(f"Missing: {', '.join(missing)}", "Run ci/setup, or `superbridge images`.")
    chosen = [await images.resolve(name) for name in needed]
    return ", ".join(map(str, chosen))


async def _disk(images: Images, needed: tuple[str, ...]) -> str:
    missing = await images.missing(needed)
    wanted = _ROOM_TO_BUILD if missing else _ROOM_TO_RUN
    free = await asyncio.to_thread(
        images.store.free_bytes, None if "tools" in missing else images.lock.local_ref("tools")
    )
    if free is None:
        return "the engine is elsewhere, and can't be asked before its images are there"
    if free < wanted:
        raise TroubleError(f"The engine has {_size(free)} left, and {_size(wanted)} are needed", NO_SPACE)
    return f"{_size(free)} free"


async def _alive(images: Images) -> AsyncIterator[Finding]:
    """Check with a run of its own: the reaper, then a node on a closed network behind a door."""
    run = Run.begin()
    try:
        reaper = (await images.resolve("reaper")).ref
        tools = (await images.resolve("tools")).ref
        engine = await asyncio.to_thread(Engine, run)
        runtime = Runtime(run, engine, tools)
        try:
            yield await _finding("reaper", lambda: _reaper(engine, reaper))
            async with _small_stack(runtime, tools) as (node, ask):
                yield await _finding("ports and DNS", ask)
                if node is not None:
                    yield await _finding("isolation", lambda: isolation(runtime, tools, node))
        finally:
            await runtime.close()
    finally:
        run.close()


async def _reaper(engine: Engine, image: str) -> str:
    await asyncio.to_thread(engine.hold_reaper, image)
    return f"{image} listens"


@asynccontextmanager
async def _small_stack(runtime: Runtime, image: str) -> AsyncIterator[tuple[Node | None, Check]]:
    try:
        network = await runtime.open_network("doctor")
        web = NodeSpec("web", image, ("-m", "http.server", "8000"), entrypoint=("python3",), aliases=("patient.test",))
        node, door = await asyncio.gather(runtime.start(web, network), runtime.open_door(network))
    except (TroubleError, NotReadyError) as error:
        trouble = error

        async def fail() -> str:
            raise trouble

        yield None, fail
        return

    async def ask() -> str:
        async with door.session() as session:
            await http_ready(session, "http://patient.test:8000/", deadline=_DEADLINE, give_up=node.must_run)
        return "a part was reached by its name through the door"

    yield node, ask


async def isolation(runtime: Runtime, image: str, node: Node) -> str:
    """Check that a node gets to nobody beyond its network, beside one of an open network, which gets to this machine.

    Raises `TroubleError` when it gets out. Where not even the open one does, the text says that nothing is shown.
    """
    spec = NodeSpec("free", image, ("-m", "http.server", str(_PORT)), entrypoint=("python3",))
    free, (_, published) = await runtime.start_published(spec, _PORT)
    listener = await asyncio.start_server(_let_in, "0.0.0.0", 0)  # noqa: S104 - parts come to the network's address
    async with listener:
        # Ours where the engine is here; the published port where it is elsewhere.
        ports = (listener.sockets[0].getsockname()[1], published)
        gateways = [*await _told(free, _GATEWAYS), *await _told(node, _GATEWAYS)]
        ways = [(gateway, port) for gateway in gateways for port in ports]
        compared = await _told(free, _PROBE, json.dumps(ways))
        reached = await _told(node, _PROBE, json.dumps([*ways, *_BEYOND]))
    if reached:
        raise TroubleError(f"A part of a closed network got out, to {', '.join(reached)}", _FIREWALL)
    if not compared:
        return "not shown: here not even a part of an open network reaches this machine"
    return "nothing gets out of a stack's network; from an open one, this machine is reached"


async def _told(node: Node, program: str, *arguments: str) -> list[str]:
    """Run a program of Python in a node, and read the list that it prints."""
    code, output = await node.exec(["python3", "-c", program, *arguments])
    if code:
        raise TroubleError(f"A part can't probe its network: {output.strip()}", "Run ci/setup, which makes its image.")
    told: list[str] = json.loads(output)
    return told


async def _let_in(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


def _size(count: int) -> str:
    return f"{count / (1 << 30):.1f} GiB"
