"""What a run is made of: seed, options and parts with their versions, gathered wherever they become known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reports.coverage import Coverage, Uses
from reports.masking import Mask, usual_roots


@dataclass(frozen=True, slots=True)
class Part:
    """One part that ran, from a ``published`` image, a ``local`` one or a ``path``, perhaps standing in for another."""

    name: str
    version: str
    source: str = ""
    stands_in_for: str = ""
    detail: str = ""

    def packed(self) -> dict[str, str]:
        """Return plain data, as it travels between processes."""
        return asdict(self)

    @property
    def bridge(self) -> str:
        """The name under which results with it are filed: a bridge's, or another make's of homeserver; "" for the rest.

        A stand-in never bears the bridge's own.
        """
        if self.name == "server-b":
            return self.version.partition(" ")[0].lower()
        network, is_bridge, rest = self.name.partition("-bridge")
        if not is_bridge or rest:
            return ""
        return f"{network}-stand-in" if self.stands_in_for else f"mautrix-{network}"

    def __str__(self) -> str:
        standing = f", standing in for {self.stands_in_for}" if self.stands_in_for else ""
        return f"{self.name} {self.version}" + (f" ({self.source}{standing})" if self.source else standing)


@dataclass(slots=True)
class About:
    """What a run is made of; fixtures and plug-ins fill it, workers hand theirs to the controller.

    ``claims`` are every capability and way, with whether the bridges' authors claim it; each process knows them itself.
    """

    seed: int | str | None = None
    options: dict[str, str] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    replay_options: list[str] = field(default_factory=list)
    coverage: dict[str, Coverage] = field(default_factory=dict)
    claims: list[tuple[str, str, bool]] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Name a part that runs; the same name again replaces it."""
        self.parts[part.name] = part

    def fail(self, sentence: str) -> None:
        """Fail the whole run for something that belongs to no test; the sentence is shown once."""
        if sentence not in self.faults:
            self.faults.append(sentence)

    def covers(self, told: Mapping[str, Any], client: str, uses: Uses) -> None:
        """Take in what a fake told that it serves (``GET /v1/coverage``), and what a client called of it."""
        covered = self.coverage.setdefault(told["service"], Coverage(list(told["calls"])))
        covered.add(client, uses)

    def packed(self) -> dict[str, Any]:
        """Return plain data, as it travels from a worker to the controller."""
        return asdict(self)

    def merge(self, packed: Mapping[str, Any]) -> None:
        """Take over what a worker packed."""
        self.seed = packed["seed"] if self.seed is None else self.seed
        self.options.update(packed["options"])
        for part in packed["parts"].values():
            self.add(Part(**part))
        for sentence in packed["faults"]:
            self.fail(sentence)
        for service, covered in packed["coverage"].items():
            for client, uses in covered["clients"].items():
                self.covers({"service": service, "calls": covered["calls"]}, client, uses)


ABOUT: pytest.StashKey[About] = pytest.StashKey()
_MASK: pytest.StashKey[Mask] = pytest.StashKey()


def about(config: pytest.Config) -> About:
    """Return what the run is made of, to be filled in: in a worker its own, merged into the controller's at the end."""
    return config.stash[ABOUT]


def mask(config: pytest.Config) -> Mask:
    """Return this process's one mask of the run, to be asked for once the run's options are known."""
    if _MASK not in config.stash:
        config.stash[_MASK] = Mask(roots=usual_roots(config.rootpath, about(config).options))
    return config.stash[_MASK]


def report_dir(config: pytest.Config) -> Path:
    """Return the directory of everything that the run leaves behind."""
    given = Path(config.getoption("--report-dir"))
    return given if given.is_absolute() else config.rootpath / given


def coverage_dir(config: pytest.Config) -> Path:
    """Return where coverage is kept: runs of suites and of tests share a place, unless reports were sent elsewhere."""
    usual, given = config.rootpath / "reports" / "out", report_dir(config)
    return usual if given.is_relative_to(usual) else given
