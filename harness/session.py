"""One pytest process's share of a run: what was asked for, which images serve it, and the stack that all share."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from harness.actors.access import Access
from harness.choice import SERVER_B, Choice, Chosen
from harness.core.verdict import Unknown
from harness.lab import Lab
from harness.lab_start import PARTS, LabStart
from harness.runtime.docker import Engine, is_podman
from harness.runtime.network import Runtime
from harness.runtime.run import Run
from harness.runtime.share import Share
from harness.runtime.tool import Tool
from harness.runtime.trouble import TroubleError
from harness.spec import SEALED, LabSpec, StackSpec
from harness.stack import Stack
from harness.start import Start
from reports.about import Part, about
from reports.coverage import uses_of

SESSION: pytest.StashKey[Session] = pytest.StashKey()
TAIL = 40  # lines of each log that a failure shows


class Session:
    """Made when pytest starts. The header asks the engine what it has; nothing is started before a test wants it."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._engine: Engine | None = None
        self._run: Run | None = None
        self.spec = StackSpec(
            images=config.option.images,
            discord_bridge=config.option.discord_bridge,
            telegram_bridge=config.option.telegram_bridge,
            defects=tuple(config.option.defect),
            seed=config.option.seed,
            browser=config.option.browser,
        )
        worker = getattr(config, "workerinput", {})
        self.number = int(str(worker.get("workerid", "gw0")).removeprefix("gw"))
        self.processes = int(worker.get("workercount", 1))
        self._describe()

    def header(self) -> list[str]:
        """Return the header's lines: the seed, and every part with what stands in for it."""
        lines = [f"superbridge: seed {self.spec.seed}, replay with --seed={self.spec.seed}"]
        try:
            choice = self._choice()
        except TroubleError as trouble:
            return [*lines, f"superbridge: {trouble}"]
        try:
            chosen = asyncio.run(choice.foreseen())
        except TroubleError as trouble:
            return [*lines, f"superbridge: {trouble}"]
        finally:
            choice.close()
        return [*lines, "superbridge: " + ", ".join(map(str, chosen.parts()))]

    def hold_reaper(self) -> None:
        """Begin the run in the process that owns it, so that nothing outlives it however it ends."""
        asyncio.run(self._chosen())
        self._begun()

    async def stack(self, *, encryption: bool) -> Stack:
        """Start a stack of the run's, or join it where another process has started it."""
        chosen, spec = await self._chosen(), replace(self.spec, encryption=encryption)
        engine = await asyncio.to_thread(self._begun)
        assert self._run is not None
        made = await Share(self._run.directory).get_or_make(spec.key, lambda: self._made(engine, chosen, spec))
        for part in made["parts"]:
            about(self._config).add(Part(**part))
        access = Access.from_json(made["access"])
        stack = Stack(access, self.spec.seed, self.number, processes=self.processes)
        try:
            await stack.open()
        except BaseException:
            await stack.close()
            raise
        return stack

    async def lab(self, *, sealed: bool) -> Lab:
        """Start this process's own lab: a test may cut its network, or give its servers more addresses.

        Without ``sealed`` it has no closed server.
        """
        dendrites = ("b.test",) if self._config.option.server_b else ()
        spec = LabSpec(self.spec.seed, sealed=SEALED if sealed else "", dendrites=dendrites)
        start = await self.lab_start(spec)
        access = await start.lab()
        for part in start.chosen.parts():
            if part.name in PARTS:
                about(self._config).add(part)
        lab = Lab(access, start.runtime, f"{spec.seed}.{self.number}")
        try:
            await lab.open()
        except BaseException:
            await lab.close()
            raise
        return lab

    async def lab_start(self, spec: LabSpec) -> LabStart:
        """Prepare a lab that nobody else shares; whoever asks calls ``lab`` and, in the end, ``remove``."""
        chosen = await self._chosen()
        engine = await asyncio.to_thread(self._begun)
        assert self._run is not None
        return LabStart(spec, Runtime(self._run, engine, chosen.ref("tools")), chosen, self.say)

    async def start(self, spec: StackSpec) -> Start:
        """Prepare a stack that nobody else shares; whoever asks calls ``superbridge`` and, in the end, ``remove``."""
        chosen = await self._chosen(spec)
        engine = await asyncio.to_thread(self._begun)
        assert self._run is not None
        return Start(spec, Runtime(self._run, engine, chosen.ref("tools")), chosen, self.say)

    async def covers(self, stack: Stack) -> None:
        """Hand in what the fakes serve, and what the bridges were seen to call of it."""
        made_of = about(self._config)
        bridges = {part.name: f"{part.bridge} {part.version}" for part in made_of.parts.values() if part.bridge}
        for told in await stack.coverage():
            service = told["service"]
            calls = ((fact.kind, fact.detail) for fact in stack.journal.facts if fact.network == service)
            made_of.covers(told, bridges[f"{service}-bridge"], uses_of(calls))

    async def runtime(self) -> Runtime:
        """Return what reaches into the containers of the run."""
        engine = await asyncio.to_thread(self._begun)
        assert self._run is not None
        return Runtime(self._run, engine, "")

    async def trespasses(self, stack: Stack) -> list[str]:
        """Return, as sentences, what parts of a stack sent or opened that they may not: it fails the run."""
        if is_podman():
            self.say("nobody saw what left the superbridge's parts: under Podman there are no look-outs")
            return []
        try:
            return await stack.premises(await self.runtime()).lookouts.trespasses()
        except (Unknown, TroubleError, aiohttp.ClientError) as error:
            return [f"nobody knows what left the superbridge: {error}"]

    def logs(self) -> Mapping[str, str]:
        """Return the tail of every part's log."""
        return self._engine.tails(TAIL) if self._engine else {}

    def runs_allure(self, arguments: Sequence[str], given: Path, made: str) -> bytes:
        """Run npm's ``allure`` in a container: a ``reports.allure.Tool``. Begins a run where no test wanted a stack."""
        image = asyncio.run(self._image("report"))
        return Tool(self._begun(), image, "allure")(arguments, given, made)

    def close(self) -> None:
        """Remove everything that the run started, if this process owns it."""
        if self._engine is not None and self._run is not None:
            asyncio.run(Runtime(self._run, self._engine, "").close())
        if self._run is not None:
            self._run.close()

    def say(self, line: str) -> None:
        """Show progress at once, past pytest's capture."""
        capture: Any = self._config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            sys.stderr.write(f"superbridge: {line}\n")
            sys.stderr.flush()

    async def _made(self, engine: Engine, chosen: Chosen, spec: StackSpec) -> Mapping[str, Any]:
        assert self._run is not None
        runtime = Runtime(self._run, engine, chosen.ref("tools"))
        access = await Start(spec, runtime, chosen, self.say).superbridge()
        parts = [part.packed() for part in chosen.parts() if part.name != SERVER_B]
        return {"access": access.to_json(), "parts": parts}

    def _choice(self, spec: StackSpec | None = None) -> Choice:
        return Choice(spec or self.spec, self._config.option.registry, self._config.option.server_b)

    async def _chosen(self, spec: StackSpec | None = None) -> Chosen:
        choice = self._choice(spec)
        try:
            return await choice.got()
        finally:
            choice.close()

    async def _image(self, name: str) -> str:
        choice = self._choice()
        try:
            return await choice.image(name)
        finally:
            choice.close()

    def _begun(self) -> Engine:
        if self._engine is None:
            run = self._run = self._run or Run.current()
            engine = Engine(run)
            try:
                if run.owner:
                    engine.hold_reaper(asyncio.run(self._image("reaper")))
            except BaseException:
                engine.close()
                raise
            self._engine = engine
        return self._engine

    def _describe(self) -> None:
        made_of = about(self._config)
        made_of.seed = self.spec.seed
        names = ("images", "discord_bridge", "telegram_bridge", "server_b", "registry")
        made_of.options = {name: str(getattr(self._config.option, name)) for name in names}
        given = {name.replace("_", "-"): made_of.options[name] for name in names if made_of.options[name]}
        made_of.replay_options = [f"--{name}={value}" for name, value in given.items()]
        made_of.replay_options += [f"--defect={name}" for name in self.spec.defects]
        made_of.replay_options += [f"--{name}" for name in ("full", "browser") if getattr(self._config.option, name)]
