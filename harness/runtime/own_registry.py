"""A registry of our own on loopback, filled with our images under the published names.

It shows the published path (names, digests, pulling) where the projects' own registries can't be reached. What it
can't show is that the projects' images work, so they stay `verified = false` in the lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import aiohttp

from harness.runtime.images import Images
from harness.runtime.network import Runtime
from harness.runtime.node import NodeSpec
from harness.runtime.ready import http_ready

_PORT = 5000
_DEADLINE = 30.0


class OwnRegistry:
    """A running registry; `address` is its host and port as the engine itself sees them."""

    def __init__(self, address: str, images: Images) -> None:
        self.address = address
        self._images = images

    @classmethod
    async def start(cls, runtime: Runtime, images: Images) -> OwnRegistry:
        """Start a registry from the image `registry`; it ends with the run."""
        image = (await images.ensure(["registry"]))["registry"].ref
        node, (host, port) = await runtime.start_published(NodeSpec("registry", image), _PORT)
        async with aiohttp.ClientSession() as session:
            await http_ready(session, f"http://{host}:{port}/v2/", deadline=_DEADLINE, give_up=node.must_run)
        # An engine takes a registry without TLS only on its own loopback, where the port is published in any case.
        return cls(f"127.0.0.1:{port}", images)

    async def fill(self, names: Iterable[str]) -> None:
        """Push our image of each name, or of what stands in for it, under its published name."""
        for name in names:
            recipe = self._images.lock.recipe(name)
            ours = recipe.instead or name
            local = (await self._images.ensure([ours]))[ours].ref
            await asyncio.to_thread(self._push, local, recipe.published_at(self.address))

    def forget(self) -> None:
        """Remove from the engine what was pulled from here: nobody can pull it again."""
        for recipe in self._images.lock.recipes.values():
            if recipe.published:
                self._images.store.remove(recipe.published_at(self.address))

    def _push(self, local: str, published: str) -> None:
        store = self._images.store
        store.tag(local, published)
        try:
            store.push(published)
        finally:
            store.remove(published)
