"""Which image serves each part of a spec, and how that is told: nothing stands in for anything without being named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness.runtime.images import Image, Images
from harness.runtime.lock import Lock
from harness.runtime.progress import Progress
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError
from harness.spec import StackSpec
from reports.about import Part

COMMON = ("postgres", "synapse", "fakes", "tools", "reaper")
STAND_IN = "stand-in"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The images of a spec by part; ``stand_in`` says whether ours serves for mautrix-discord."""

    images: Mapping[str, Image]
    stand_in: bool

    def ref(self, part: str) -> str:
        """Return the image that a part runs from."""
        return self.images[part].ref

    def parts(self) -> list[Part]:
        """Return every part as reports name it."""
        shown = [Part(image.name, image.version, _source(image)) for image in self.images.values()]
        if not self.stand_in:
            return shown
        fakes = self.images["fakes"]
        ours = Part("discord-bridge", fakes.version, "fakes.discord_bridge", "mautrix-discord 0.7.7")
        return [part for part in shown if part.name != "discord-bridge"] + [ours]


def _source(image: Image) -> str:
    return image.origin if image.verified else f"{image.origin}: unverified"


class Choice:
    """Decides for one spec. ``cache`` remembers what registries had; ``registry`` takes the place of the real ones."""

    def __init__(self, spec: StackSpec, root: Path, registry: str = "") -> None:
        self._spec = spec
        self._store = Store()
        lock, cache = Lock.read(root), root / ".cache"
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
        images = {name: await self._images.resolve(name) for name in COMMON}
        telegram, discord = await self._telegram(get=False), await self._discord(get=False)
        images["telegram-bridge"] = telegram
        images["discord-bridge"] = discord or images["fakes"]
        return Chosen(images, stand_in=discord is None)

    async def got(self, progress: Progress | None = None) -> Chosen:
        """Get whatever is missing, and return what runs."""
        images = await self._images.ensure(COMMON, progress)
        telegram, discord = await self._telegram(get=True), await self._discord(get=True)
        images["telegram-bridge"] = telegram
        images["discord-bridge"] = discord or images["fakes"]
        return Chosen(images, stand_in=discord is None)

    async def _telegram(self, *, get: bool) -> Image:
        asked = self._spec.telegram_bridge
        by = {"auto": self._images, "python": self._ours, "published": self._published}.get(asked)
        if by is None:
            # The Go bridge wants an MTProxy, layer 228 and a key log-in, none of which the fake serves.
            raise TroubleError(
                f"The fake Telegram can't serve a bridge of your own yet (--telegram-bridge={asked})",
                "Say auto, python or published: mautrix-telegram 0.15.3.",
            )
        return await self._bridge("telegram-bridge", asked, by, get=get)

    async def _discord(self, *, get: bool) -> Image | None:
        asked = self._spec.discord_bridge
        if asked == STAND_IN or (asked == "auto" and self._spec.defects):
            return None
        if self._spec.defects:
            raise TroubleError("Only the stand-in has defects", "Leave --discord-bridge out, or say stand-in.")
        by = {"auto": self._images, "published": self._published}.get(asked)
        try:
            return await self._bridge("discord-bridge", asked, by, get=get)
        except TroubleError:
            if asked == "auto" and self._spec.images != "published":
                return None
            raise

    async def _bridge(self, part: str, asked: str, by: Images | None, *, get: bool) -> Image:
        if by is None:
            if get:
                return await self._images.with_binary(part, Path(asked))
            return Image(part, "", "binary", asked)
        return (await by.ensure([part]))[part] if get else await by.resolve(part)
