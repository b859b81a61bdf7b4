"""The published path, against a registry of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from harness.runtime.images import Images, Mode
from harness.runtime.lock import Lock
from harness.runtime.network import Runtime
from harness.runtime.own_registry import OwnRegistry
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError
from tests.runtime.engine import ROOT, images, runtime, tools

__all__ = ["runtime", "tools"]
pytestmark = pytest.mark.full


@pytest.fixture
def store() -> Store:
    return Store()


@pytest_asyncio.fixture
async def registry(runtime: Runtime, store: Store) -> AsyncIterator[OwnRegistry]:
    """A registry that has what the lock calls `reaper`, and nothing else."""
    registry = await OwnRegistry.start(runtime, images(store))
    await registry.fill(["reaper"])
    yield registry
    registry.forget()
    store.close()


def choose(store: Store, mode: Mode, registry: str, cache: Path) -> Images:
    return Images(Lock.read(ROOT), store, mode, cache=cache, registry=registry)


@pytest.mark.parametrize("mode", ["published", "auto"])
async def test_a_published_image_is_pulled(mode, registry, store, tmp_path):
    """An image that the registry has is pulled by its published name, known by its digest, and called unverified."""
    choice = choose(store, mode, registry.address, tmp_path)
    before = await choice.resolve("reaper")
    assert (before.ref, before.digest) == (f"{registry.address}/testcontainers/ryuk:0.8.1", "")

    image = (await choice.ensure(["reaper"]))["reaper"]

    assert store.has(image.ref)
    assert image.digest.startswith("sha256:")
    assert str(image) == "reaper 0.8.1 (published, unverified)"


async def test_auto_takes_ours_where_the_registry_has_none(registry, store, tmp_path):
    """An image that the registry lacks is one of ours under `auto`."""
    image = await choose(store, "auto", registry.address, tmp_path).resolve("postgres")

    assert image.origin == "local"


async def test_published_means_published(registry, store, tmp_path):
    """Under `published`, an image that no registry has is a sentence that names it, and nothing is built instead."""
    choice = choose(store, "published", registry.address, tmp_path)

    with pytest.raises(TroubleError, match=r"No registry has .*postgres.*images\.lock"):
        await choice.ensure(["postgres"])


async def test_auto_without_a_registry_takes_ours(store, tmp_path):
    """Where no registry answers, `auto` takes our image, and says of the reaper that it is the tools'."""
    choice = choose(store, "auto", "127.0.0.1:9", tmp_path)

    assert {(await choice.resolve(name)).origin for name in ("postgres", "synapse", "telegram-bridge")} == {"local"}
    assert (await choice.resolve("reaper")).name == "tools"
    with pytest.raises(TroubleError, match=r"no image of ours for discord-bridge.*binary"):
        await choice.resolve("discord-bridge")
    store.close()
