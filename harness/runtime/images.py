"""Which image each part runs from, and getting those that are missing: pulled or built, side by side."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from harness.runtime import base_image, build, wrap
from harness.runtime.lock import Lock, Recipe
from harness.runtime.progress import Progress
from harness.runtime.registry import Registries
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError

Mode = Literal["auto", "published", "local"]
MODES: tuple[Mode, ...] = ("auto", "published", "local")


@dataclass(frozen=True)
class Image:
    """What a part runs from. `origin` is the project's own image, one of ours, or a user's binary in one of ours.

    `digest` is a registry's where one is known, else the engine's id of the image, and "" while it isn't there.
    """

    name: str
    ref: str
    origin: Literal["published", "local", "binary"]
    version: str
    digest: str = ""
    verified: bool = True

    def __str__(self) -> str:
        """Show it as the run's header does."""
        note = "" if self.verified else ", unverified"
        return f"{self.name} {self.version} ({self.origin}{note})"


class Images:
    """The images of one choice: `auto` takes the published where a registry has them, and ours elsewhere."""

    def __init__(self, lock: Lock, store: Store, mode: Mode, *, cache: Path, registry: str = "") -> None:
        self.lock = lock
        self.store = store
        self.mode = mode
        self._registry = registry
        self._registries = Registries(cache / "registries.json", store.has)
        self._getting: dict[str, asyncio.Task[None]] = {}

    async def resolve(self, name: str) -> Image:
        """Decide what `name` runs from, without getting it. Raises `TroubleError` when it can't be had at all."""
        recipe = self.lock.recipe(name)
        if await self._is_published(recipe):
            ref = recipe.published_at(self._registry)
            return await self._identified(Image(name, ref, "published", recipe.version, verified=recipe.verified))
        if recipe.instead:
            return await self.resolve(recipe.instead)
        if recipe.is_ours or name == "base":
            return await self._identified(Image(name, self.lock.local_ref(name), "local", recipe.version))
        raise TroubleError(
            f"{recipe.published} can't be had here and there is no image of ours for {name}",
            "Give a binary of it by its path, or a registry that has it with --registry=HOST:PORT.",
        )

    async def ensure(self, names: Iterable[str], progress: Progress | None = None) -> dict[str, Image]:
        """Get whatever is missing for `names` and return what they run from. Raises the first `TroubleError`."""
        wanted = {name: await self.resolve(name) for name in names}
        progress = progress or Progress(len(await self.missing(wanted)))
        await self._get_all(wanted.values(), progress)
        return {name: await self._identified(image) for name, image in wanted.items()}

    async def missing(self, names: Iterable[str]) -> list[str]:
        """Name the images to get for `names`, those that they stand on included."""
        missing: dict[str, None] = {}
        for name in names:
            image = await self.resolve(name)
            while not await self._has(image.ref):
                missing[image.name] = None
                parent = self.lock.recipe(image.name).parent
                if image.origin == "published" or not parent:
                    break
                image = self._ours(parent)
        return list(missing)

    async def with_binary(self, name: str, path: Path) -> Image:
        """Wrap a program into an image, at the place where the project's own image has it.

        `name` is `discord-bridge`, `telegram-bridge` or `server-b`. Raises `TroubleError` when `path` is no program for
        the engine's platform, or doesn't start there.
        """
        binary = await asyncio.to_thread(wrap.read, path, await asyncio.to_thread(self.store.architecture))
        base = self._ours(wrap.base(name))
        await self._get_all([base], Progress(1))
        ref = f"superbridge/{name}-binary:{wrap.key(self.lock, name, binary)}"
        if not await self._has(ref):
            await wrap.build_image(self.lock, name, ref, base.ref, binary)
        version = await asyncio.to_thread(wrap.version, self.store, name, ref, path)
        return await self._identified(Image(name, ref, "binary", version))

    async def _is_published(self, recipe: Recipe) -> bool:
        if not recipe.published or self.mode == "local" or recipe.name == "base":
            return False  # the base bears our own tag, wherever it came from
        if self.mode == "published":
            return True
        return await self._registries.have(recipe.published_at(self._registry))

    async def _get_all(self, images: Iterable[Image], progress: Progress) -> None:
        failed: Exception | None = None
        try:
            async with asyncio.TaskGroup() as group:
                for image in images:
                    group.create_task(self._get(image, progress, group))
        except ExceptionGroup as failures:
            failed = _first(failures)
        if failed is not None:
            raise failed

    async def _get(self, image: Image, progress: Progress, group: asyncio.TaskGroup) -> None:
        """Get an image once, however many stand on it."""
        task = self._getting.get(image.ref)
        if task is None:
            task = self._getting[image.ref] = group.create_task(self._get_once(image, progress, group))
        await task

    async def _get_once(self, image: Image, progress: Progress, group: asyncio.TaskGroup) -> None:
        if await self._has(image.ref):
            return
        if image.origin == "published":
            async with progress.step(image.name, f"pulling {image.ref}"):
                await asyncio.to_thread(self.store.pull, image.ref)
            return
        if image.name == "base":
            await self._get_base(image.ref, progress)
            return
        parent = self._ours(self.lock.recipe(image.name).parent)
        await self._get(parent, progress, group)
        async with progress.step(image.name, "building"):
            await build.build(self.lock, image.name, image.ref, parent.ref)

    async def _get_base(self, ref: str, progress: Progress) -> None:
        published = self.lock.recipe("base").published_at("")
        async with progress.step("base", f"pulling {published}, or bootstrapping Debian"):
            if not await asyncio.to_thread(self.store.has, published):
                with contextlib.suppress(TroubleError):
                    await asyncio.to_thread(self.store.pull, published)
            if await asyncio.to_thread(self.store.has, published):
                await asyncio.to_thread(self.store.tag, published, ref)
            else:
                await base_image.make(self.store, ref)

    def _ours(self, name: str) -> Image:
        return Image(name, self.lock.local_ref(name), "local", self.lock.recipe(name).version)

    async def _has(self, ref: str) -> bool:
        return await asyncio.to_thread(self.store.has, ref)

    async def _identified(self, image: Image) -> Image:
        if not await self._has(image.ref):
            return image
        digest = await asyncio.to_thread(self.store.identity, image.ref)
        return Image(image.name, image.ref, image.origin, image.version, digest, image.verified)


def _first(failures: ExceptionGroup[Exception]) -> Exception:
    first = failures.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first
