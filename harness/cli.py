"""The command `superbridge`: each verb is a function that returns the exit status."""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from harness.audit import FASTEST, Audit, Target
from harness.bench import Bench
from harness.bench.federation import FederationBench
from harness.choice import ROOT
from harness.core.script import BadScript, read, script
from harness.own_run import own_run
from harness.runtime.docker import Engine
from harness.runtime.doctor import examine
from harness.runtime.images import MODES, Images
from harness.runtime.lock import Lock
from harness.runtime.network import Runtime
from harness.runtime.own_registry import OwnRegistry
from harness.runtime.run import Run
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError
from harness.soak import Soak
from harness.spec import StackSpec
from harness.start import Start
from reports.record import record

if TYPE_CHECKING:
    _Verbs: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]

CACHE = ROOT / ".cache"
_NEEDED = ("tools", "reaper", "postgres", "synapse", "telegram-bridge", "fakes", "report")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb; what stands in its way is one sentence on standard error, and exit status 1."""
    options = _parser().parse_args(argv)
    verb: Callable[[argparse.Namespace], int] = options.verb
    try:
        return verb(options)
    except TroubleError as trouble:
        print(f"superbridge: {trouble}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        print("superbridge: interrupted", file=sys.stderr)  # noqa: T201
        return 130


def images(options: argparse.Namespace) -> int:
    """Get the images that the suites need, with their progress on standard error."""
    store = Store()
    try:
        choice = Images(Lock.read(ROOT), store, options.images, cache=CACHE, registry=options.registry)
        got = asyncio.run(choice.ensure(options.names or _NEEDED))
    finally:
        store.close()
    for name, image in got.items():
        print(f"{name}\t{image.ref}\t{image.origin}")  # noqa: T201
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Print a finding for each check; 1 when anything is wrong."""
    return asyncio.run(_examined(options))


async def _examined(options: argparse.Namespace) -> int:
    def choice(store: Store) -> Images:
        return Images(Lock.read(ROOT), store, options.images, cache=CACHE, registry=options.registry)

    wrong = 0
    async for finding in examine(choice, _NEEDED):
        print(finding, flush=True)  # noqa: T201
        wrong += not finding.well
    print(f"{wrong} wrong" if wrong else "all is well")  # noqa: T201
    return 1 if wrong else 0


def registry(_options: argparse.Namespace) -> int:
    """Serve our images under their published names until interrupted."""
    return asyncio.run(_served())


async def _served() -> int:
    store = Store()
    images = Images(Lock.read(ROOT), store, "local", cache=CACHE)
    got = await images.ensure(_NEEDED)
    run = Run.begin()
    engine = Engine(run)
    runtime = Runtime(run, engine, got["tools"].ref)
    try:
        await asyncio.to_thread(engine.hold_reaper, got["reaper"].ref)
        own = await OwnRegistry.start(runtime, images)
        await own.fill(name for name in _NEEDED if images.lock.recipe(name).published)
        print(f"--images=published --registry={own.address}", flush=True)  # noqa: T201
        try:
            await asyncio.Event().wait()
        finally:
            own.forget()
    finally:
        await runtime.close()
        run.close()
        store.close()
    return 0


def bench(options: argparse.Namespace) -> int:
    """Print what a start, a scene, the fakes or federation cost, each round and the medians."""
    given = (_spec(options), _say, options.registry)
    measures, federation = Bench(*given), FederationBench(*given)
    verbs: dict[str, Callable[[int], Coroutine[Any, Any, object]]] = {
        "start": measures.start,
        "scene": measures.scene,
        "fakes": measures.fakes,
        "federation": federation.run,
    }
    asyncio.run(verbs[options.what](options.rounds))
    return 0


def soak(options: argparse.Namespace) -> int:
    """Play a crowd's script on a superbridge and judge it; 1 where a law is broken or not all of it was played."""
    try:
        if options.script:
            moves = read(Path(options.script).read_text(encoding="utf-8"))
        else:
            moves = script(options.seed, options.messages, options.people)
    except (BadScript, OSError) as error:
        _say(f"{error} Nothing was started.")
        return 2
    spec = replace(
        _spec(options), seed=options.seed, defects=tuple(options.defect), discord_limits=options.discord_limits
    )
    playing = Soak(spec, _say, Path(options.report_dir), options.registry, options.hurry)
    return 0 if asyncio.run(playing.run(moves, options.shrink_for)).clean else 1


def up(options: argparse.Namespace) -> int:
    """Start a superbridge and keep it until interrupted."""
    asyncio.run(_kept_up(options))
    return 0


async def _kept_up(options: argparse.Namespace) -> None:
    spec = replace(_spec(options), encryption=True)  # clients encrypt direct chats unless they are told not to
    async with own_run(spec, options.registry) as (runtime, chosen):
        access = await Start(spec, runtime, chosen, _say).superbridge()
        for part in chosen.parts():
            _say(str(part))
        # Of the hundreds of ids that may give orders or log in, one each is enough by hand.
        _say(
            json.dumps(
                replace(access, operators=access.operators[:1], puppeted=access.puppeted[:1]).to_json(), indent=1
            )
        )
        _say("everything above is reached through the door; Ctrl-C ends it")
        await asyncio.Event().wait()


def audit(options: argparse.Namespace) -> int:
    """Ask a homeserver of the user's own what an outsider may learn; 1 where it is open, 2 where that is unknown."""
    trust = ssl.create_default_context(cafile=options.ca or None)
    asking = Audit(Target.read(options.server, options.name), options.rate, trust)
    asked = asking.questions()
    _say(f"{len(asked)} requests that change nothing go to {asking.target.host}, {options.rate:g} a second at most.")
    if not options.yes and not _agrees("Is this server yours, and may they? [y/N] "):
        raise TroubleError("Nothing was asked", "Say y, or give --yes where nobody can be asked.")
    return asyncio.run(_audited(asking))


async def _audited(asking: Audit) -> int:
    seen: list[str] = []
    async for finding in asking.findings():
        _say(str(finding))
        seen.append(finding.verdict)
    _say(", ".join(f"{seen.count(verdict)} {verdict}" for verdict in ("closed", "open", "unknown")))
    return 1 if "open" in seen else 2 if "unknown" in seen else 0


def _agrees(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def results(options: argparse.Namespace) -> int:
    """Put the last run's outcome on record, masked."""
    given = Path(options.report_dir)
    path = record(given / "run.json", ROOT / "docs" / "results", options.bridge, options.version, ROOT)
    _say(f"{path} is written: look at it, then commit it")
    return 0


def _spec(options: argparse.Namespace) -> StackSpec:
    return StackSpec(options.images, options.discord_bridge, options.telegram_bridge)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="superbridge", description="A private superbridge on this machine, for tests."
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    getting = verbs.add_parser("images", help="pull or build the images that are missing")
    getting.add_argument("names", nargs="*", help="which ones (default: all that the suites need)")
    getting.set_defaults(verb=images)
    _add_choice(getting)
    serving = verbs.add_parser("registry", help="serve our own images under the published names, to try that path")
    serving.set_defaults(verb=registry)
    examining = verbs.add_parser("doctor", help="say what on this machine stands in the way, and what helps")
    examining.set_defaults(verb=doctor)
    _add_choice(examining)
    _add_running(verbs)
    asking = verbs.add_parser(
        "audit", help="ask a homeserver of your own, harmlessly, what an outsider may learn of it"
    )
    asking.add_argument("server", metavar="URL", help="where its clients come, such as https://matrix.example.org")
    asking.add_argument("--name", default="", help="its name, where that isn't its host's, as behind users' colons")
    asking.add_argument("--rate", type=_rate, default=2.0, help="requests a second at most (default: %(default)s)")
    asking.add_argument("--ca", metavar="FILE", type=_file, help="whom to trust in its certificate (PEM)")
    asking.add_argument("--yes", action="store_true", help="it is mine: don't ask me")
    asking.set_defaults(verb=audit)
    recording = verbs.add_parser("results", help="write the last run's results, masked, to docs/results")
    recording.add_argument("bridge", metavar="BRIDGE", help="the bridge that ran, such as mautrix-discord")
    recording.add_argument("version", metavar="VERSION", help="its version")
    recording.add_argument("--report-dir", default="reports/out", metavar="DIR", help="where the run's reports are")
    recording.set_defaults(verb=results)
    return parser


def _add_running(verbs: _Verbs) -> None:
    measuring = verbs.add_parser("bench", help="measure what things cost on this machine")
    measuring.add_argument("what", choices=("start", "scene", "fakes", "federation"))
    measuring.add_argument("--rounds", type=_count, default=3, help="how often (default: %(default)s)")
    measuring.set_defaults(verb=bench)
    soaking = verbs.add_parser("soak", help="let a crowd talk at random on all networks, and judge all of it")
    soaking.add_argument("--messages", type=_count, default=200, help="how many (default: %(default)s)")
    soaking.add_argument("--people", type=_count, default=12, help="how many, over all networks (default: %(default)s)")
    soaking.add_argument("--seed", type=int, default=7, help="what the script is drawn from (default: %(default)s)")
    soaking.add_argument("--script", metavar="FILE", help="play this script, which an earlier soak wrote")
    soaking.add_argument("--hurry", action="store_true", help="let people write on before their last words have come")
    soaking.add_argument("--shrink-for", type=float, default=600, metavar="SECONDS", help="0: never (%(default)s)")
    soaking.add_argument("--defect", action="append", default=[], metavar="NAME", help="a defect of the stand-in's")
    soaking.add_argument(
        "--discord-limits",
        choices=("real", "loose"),
        default="real",
        help="real: Discord's webhooks say 5 messages in 2 s; loose: as many as they like (default: %(default)s)",
    )
    soaking.add_argument("--report-dir", default="reports/out", metavar="DIR", help="where its outcome is left")
    soaking.set_defaults(verb=soak)
    keeping = verbs.add_parser("up", help="start a superbridge, say how to reach it, and keep it until Ctrl-C")
    keeping.set_defaults(verb=up)
    for parser in (measuring, soaking, keeping):
        _add_choice(parser)
        for bridge in ("discord", "telegram"):
            parser.add_argument(f"--{bridge}-bridge", default="auto", metavar="BRIDGE", help="as pytest's option")


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no such number: give 1 or more")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= FASTEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no such rate: give more than 0 and at most {FASTEST:g}")
    return rate


def _file(text: str) -> str:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text!r}")
    return text


def _add_choice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--images", choices=MODES, default="auto", help="where they come from (default: %(default)s)")
    parser.add_argument("--registry", default="", metavar="HOST:PORT", help="a registry instead of the projects' own")


if __name__ == "__main__":
    sys.exit(main())
