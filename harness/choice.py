"""Which image serves each part of a spec, and how that is told: nothing stands in for anything without being named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from harness.runtime.images import Image, Images
from harness.runtime.lock import Lock
from harness.runtime.progress import Progress
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError
from harness.spec import StackSpec
from reports.about import Part

ROOT = Path(__file__).resolve().parent.parent
COMMON = ("postgres", "synapse", "fakes", "tools", "reaper")
WEB_CLIENT = "web-client"
STAND_IN = "stand-in"
SERVER_B = "server-b"
"""The part that a lab has besides, where its server B is none of Synapse's make."""
# What another image may stand in for, by the name that its project goes by.
_PROJECTS = {"reaper": "Ryuk", "discord-bridge": "mautrix-discord"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The images of a spec by part; ``stand_in`` says whether ours serves for mautrix-discord.

    ``real`` names each part, with the lock's version, as it would be if nothing stood in for it.
    """

    images: Mapping[str, Image]
    stand_in: bool
    real: Mapping[str, str]

    def ref(self, part: str) -> str:
        """Return the image that a part runs from."""
        return self.images[part].ref

    def parts(self) -> list[Part]:
        """Return every part as reports name it."""
        return [
            Part(name, image.version, _source(image), "" if image.name == name else self.real[name])
            for name, image in self.images.items()
        ]


def _source(image: Image) -> str:
    return image.origin if image.verified else f"{image.origin}: unverified"


class Choice:
    """Decides for one spec. ``registry`` takes the place of the real ones; what they had is remembered in .cache.

    ``server_b`` is the path of a Dendrite, for a lab whose server B is one.
    """

    def __init__(self, spec: StackSpec, registry: str = "", server_b: str = "") -> None:
        self._spec = spec
        self._server_b = server_b
        self._common = (*COMMON, WEB_CLIENT) if spec.browser else COMMON
        self._store = Store()
        lock, cache = Lock.read(ROOT), ROOT / ".cache"
        self._real = {part: f"{project} {lock.recipe(part).version}" for part, project in _PROJECTS.items()}
        self._images = Images(lock, self._store, spec.images, cache=cache, registry=registry)
        self._ours = Images(lock, self._store, "local", cache=cache)
        self._published = Images(lock, self._store, "published", cache=cache, registry=registry)

    async def image(self, name: str) -> str:
        """Return the image that is no part, such as ``report``; ``TroubleError`` when it isn't there yet."""
        image = await self._images.resolve(name)
        if not image.digest:
            raise TroubleError(f"The image {name} isn't there", "Run ci/setup, which builds or pulls it.")
        return image.ref

    def close(self) -> None:
        """Hang up on the engine."""
        self._store.close()

    async def foreseen(self) -> Chosen:
        """Return what would run, getting nothing."""
        return await self._with_bridges({name: await self._images.resolve(name) for name in self._common}, get=False)

    async def got(self, progress: Progress | None = None) -> Chosen:
        """Get whatever is missing, and return what runs."""
        return await self._with_bridges(await self._images.ensure(self._common, progress), get=True)

    async def _with_bridges(self, images: Mapping[str, Image], *, get: bool) -> Chosen:
        telegram, discord = await self._telegram(get=get), await self._discord(get=get)
        bridges = {"telegram-bridge": telegram, "discord-bridge": discord or images["fakes"]}
        server_b = {SERVER_B: await self._dendrite(get=get)} if self._server_b else {}
        return Chosen({**images, **bridges, **server_b}, stand_in=discord is None, real=self._real)

    async def _telegram(self, *, get: bool) -> Image:
        asked = self._spec.telegram_bridge
        by = {"auto": self._images, "python": self._ours, "published": self._published}.get(asked)
        return await self._bridge("telegram-bridge", asked, by, get=get)

    async def _discord(self, *, get: bool) -> Image | None:
        asked = self._spec.discord_bridge
        if asked == STAND_IN or (asked == "auto" and self._spec.defects):
            return None
        if self._spec.defects:
            raise TroubleError("Only the stand-in has defects", "Leave --discord-bridge out, or say stand-in.")
        by = {"auto": self._images, "published": self._published}.get(asked)
        if asked == "auto" and not await self._is_to_be_had("discord-bridge"):
            return None
        return await self._bridge("discord-bridge", asked, by, get=get)

    async def _dendrite(self, *, get: bool) -> Image:
        image = await self._bridge(SERVER_B, self._server_b, None, get=get)
        if not get:
            return image
        if not re.match(r"\d+\.\d+\.\d+", image.version):
            told = f"{self._server_b} is no Dendrite: asked for its version it says {image.version!r}"
            raise TroubleError(told, "Give the path of the program `dendrite`, as `go build ./cmd/dendrite` makes it.")
        return replace(image, version=f"Dendrite {image.version}")

    async def _is_to_be_had(self, part: str) -> bool:
        """Tell whether there is an image to get. Trouble while getting it later is trouble, and no reason for ours."""
        try:
            await self._images.resolve(part)
        except TroubleError:
            return False
        return True

    async def _bridge(self, part: str, asked: str, by: Images | None, *, get: bool) -> Image:
        if by is None:
            if get:
                return await self._images.with_binary(part, Path(asked))
            return Image(part, "", "binary", asked)
        return (await by.ensure([part]))[part] if get else await by.resolve(part)
