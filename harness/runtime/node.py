"""A part as a container: what it is made from, and the handle of the running one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from harness.runtime.trouble import TroubleError

if TYPE_CHECKING:
    from harness.runtime.docker import Container, Engine

T = TypeVar("T")


@dataclass(frozen=True)
class NodeSpec:
    """A container to start.

    `files` are absolute paths and contents, copied in before the start and readable by every user (a content that
    begins with `#!` is executable), never onto a `tmpfs` or under a directory that the image links elsewhere.
    `tmpfs` entries are `/path` or `/path:options`; the default options make it writable by every user.
    `resolver` is the address of a DNS server for names that are nobody's alias; without one they fail at once.
    `capabilities` are the kernel's, without `CAP_`, beyond those that the engine gives every container.
    """

    name: str
    image: str
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    tmpfs: tuple[str, ...] = ()
    user: str = ""
    memory: str = ""
    capabilities: tuple[str, ...] = ()
    resolver: str = ""


class Node:
    """A started container; ``owner`` is the one whose network namespace it is in, where that isn't its own."""

    def __init__(self, spec: NodeSpec, engine: Engine, container: Container, owner: Container | None = None) -> None:
        self.name = spec.name
        self.spec = spec
        self._engine = engine
        self._container = container
        self._owner = owner

    @property
    def id(self) -> str:
        """The container's full id."""
        return self._container.get_container_id()

    async def address(self, network: str) -> str:
        """Return the container's IP address on a network, by the engine's name of that."""
        container = (self._owner or self._container).get_wrapped_container()
        await self._ask(container.reload)
        return str(container.attrs["NetworkSettings"]["Networks"][network]["IPAddress"])

    async def logs_tail(self, lines: int = 40) -> str:
        """Read the last lines of what the part wrote, standard output and error together."""
        raw: bytes = await self._ask(lambda: self._container.get_wrapped_container().logs(tail=lines))
        return raw.decode(errors="replace")

    async def exec(self, argv: Sequence[str]) -> tuple[int, str]:
        """Run a program in the container: its exit code, and its output and errors together."""
        result = await self._ask(lambda: self._container.exec(list(argv)))
        return result.exit_code or 0, result.output.decode(errors="replace")

    async def must_run(self) -> None:
        """Raise `TroubleError` with the tail of the log when the container has stopped."""
        container = self._container.get_wrapped_container()
        await self._ask(container.reload)
        if container.status in {"exited", "dead"}:
            code = container.attrs["State"]["ExitCode"]
            tail = await self.logs_tail()
            raise TroubleError(f"{self.name} stopped with exit code {code}", f"Its last lines:\n{tail}")

    async def halt(self, grace: int = 10) -> None:
        """Stop the part, killing it after ``grace`` seconds; its files stay."""
        await self._ask(lambda: self._container.get_wrapped_container().stop(timeout=grace))

    async def goes_on(self) -> None:
        """Start the part again after ``halt``."""
        await self._ask(self._container.get_wrapped_container().start)

    async def stop(self) -> None:
        """Remove the container."""
        await self._ask(lambda: self._engine.remove(self._container))
        if owner := self._owner:
            await self._ask(lambda: self._engine.remove(owner))

    async def _ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._engine.threads, question)


async def explained(what: str, error: BaseException, nodes: Sequence[Node], lines: int) -> BaseException:
    """Return why ``what`` did not start, with the last lines of every node's log; what is no failure stays as it is."""
    if not isinstance(error, Exception):
        return error
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    tails = await asyncio.gather(*(node.logs_tail(lines) for node in nodes), return_exceptions=True)
    logs = "\n".join(f"--- {node.name}\n{tail}" for node, tail in zip(nodes, tails, strict=True))
    return TroubleError(f"The {what} did not start: {error}", f"The parts' last lines:\n{logs}")
