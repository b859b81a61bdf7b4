"""Choosing and getting images, with a store that is played."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest

from harness.runtime import base_image, build
from harness.runtime.images import Images, Mode
from harness.runtime.lock import Lock
from harness.runtime.progress import Progress
from harness.runtime.trouble import TroubleError

LOCK = """
[base]
version = "1"
published = "debian:bookworm-slim"

[python]
version = "3"
from = "base"

[one]
version = "1"
from = "python"

[two]
version = "2"
from = "python"
published = "project/two:v2"

[theirs]
version = "9"
published = "project/theirs:v9"
"""


class PlayedStore:
    """An engine's images as a set of names; pulls what `registry` has."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self.registry: set[str] = set()
        self.made: list[str] = []

    def has(self, ref: str) -> bool:
        return ref in self.held

    def identity(self, ref: str) -> str:
        return f"id of {ref}"

    def pull(self, ref: str) -> None:
        if ref not in self.registry:
            raise TroubleError(f"No registry has {ref}")
        self.held.add(ref)
        self.made.append(f"pull {ref}")

    def tag(self, ref: str, new: str) -> None:
        self.held.add(new)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> PlayedStore:
    store = PlayedStore()

    async def bootstrap(_store: object, ref: str) -> None:
        store.held.add(ref)
        store.made.append("bootstrap")

    async def built(_lock: Lock, name: str, ref: str, base: str) -> None:
        assert base in store.held, f"{name} is built before what it stands on"
        await asyncio.sleep(0)
        store.held.add(ref)
        store.made.append(f"build {name}")

    monkeypatch.setattr(base_image, "make", bootstrap)
    monkeypatch.setattr(build, "build", built)
    return store


def choose(store: PlayedStore, root: Path, mode: Mode) -> Images:
    (root / "ci" / "images").mkdir(parents=True, exist_ok=True)
    for name in ("python", "one", "two"):
        (root / "ci" / "images" / f"{name}.Dockerfile").write_text(f"# {name}\n")
    (root / "ci" / "images.lock").write_text(LOCK)
    played: Any = store
    images = Images(Lock.read(root), played, mode, cache=root)
    images._registries._ask = lambda ref: ref in store.registry
    return images


async def test_what_is_shared_is_made_once_and_first(store, tmp_path):
    """Images that stand on one are built after it, and it is built once."""
    got = await choose(store, tmp_path, "local").ensure(["one", "two"], Progress(4, io.StringIO()))

    assert store.made[:2] == ["bootstrap", "build python"]
    assert sorted(store.made[2:]) == ["build one", "build two"]
    assert {name: image.origin for name, image in got.items()} == {"one": "local", "two": "local"}


async def test_what_is_there_is_not_made_again(store, tmp_path):
    """A second run makes nothing; a change of one part's input makes that part alone."""
    await choose(store, tmp_path, "local").ensure(["one", "two"], Progress(4, io.StringIO()))
    store.made.clear()
    images = choose(store, tmp_path, "local")
    assert await images.missing(["one", "two"]) == []
    await images.ensure(["one", "two"], Progress(0, io.StringIO()))
    assert store.made == []

    (tmp_path / "ci" / "images" / "one.Dockerfile").write_text("# changed\n")
    images.lock.key.cache_clear()
    await images.ensure(["one", "two"], Progress(1, io.StringIO()))
    assert store.made == ["build one"]


@pytest.mark.parametrize(("mode", "origin"), [("auto", "published"), ("published", "published"), ("local", "local")])
async def test_a_registry_that_answers_is_used_unless_told_otherwise(mode, origin, store, tmp_path):
    """With a registry, `auto` and `published` pull and `local` builds."""
    store.registry = {"project/two:v2", "debian:bookworm-slim"}

    image = (await choose(store, tmp_path, mode).ensure(["two"], Progress(3, io.StringIO())))["two"]

    assert image.origin == origin
    assert "bootstrap" not in store.made


async def test_a_failure_is_told_plainly(store, tmp_path):
    """When one of several can't be had, its sentence comes out as it is."""
    images = choose(store, tmp_path, "published")

    with pytest.raises(TroubleError, match=r"^No registry has project/two:v2"):
        await images.ensure(["one", "two"], Progress(4, io.StringIO()))


async def test_what_only_a_registry_has_is_named_where_there_is_none(store, tmp_path):
    """An image without a Dockerfile of ours can't be had without a registry, which is said with the ways out."""
    with pytest.raises(TroubleError, match=r"project/theirs:v9 can't be had here.*--registry"):
        await choose(store, tmp_path, "auto").resolve("theirs")


async def test_progress_shows_every_image_with_its_time(store, tmp_path):
    """Each image is numbered, begins and ends."""
    shown = io.StringIO()

    await choose(store, tmp_path, "local").ensure(["one"], Progress(3, shown))

    lines = shown.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines if line.endswith("…")] == ["[1/3] base", "[2/3] python", "[3/3] one"]
    assert sum("ready in 0 s" in line for line in lines) == 3
