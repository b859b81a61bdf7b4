"""Which layers this fake has schemas for, and the codec of each."""

from __future__ import annotations

import os
from pathlib import Path

from fakes.telegram.tl.codec import Codec
from fakes.telegram.tl.schema import Schema, read_schema
from fakes.telegram.tl.service import MISSING_FROM_PACKAGE
from fakes.telegram.tl.translation import Translator

INNER_LAYER = 204
ENVIRONMENT = "SUPERBRIDGE_TL"
DEFAULT_DIRECTORY = Path(".cache/tl")


class LayerUnknownError(LookupError):
    """A client's layer for which no schema was fetched; ``nearest`` is the one that would come closest."""

    def __init__(self, layer: int, known: list[int]) -> None:
        self.layer = layer
        self.nearest = min(known, key=lambda other: abs(other - layer))
        super().__init__(
            f"layer {layer} has no schema here; the nearest is {self.nearest}. "
            f"To add it: python -m fakes.telegram.tl.fetch --layers {layer} DIRECTORY"
        )


class Layers:
    """Schemas under ``directory/<layer>/api-schema.json``, read when a client first needs them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.known = sorted(int(entry.parent.name) for entry in directory.glob("*/api-schema.json"))
        if INNER_LAYER not in self.known:
            raise FileNotFoundError(
                f"no schema of layer {INNER_LAYER} under {directory}; fetch it with "
                f"`python -m fakes.telegram.tl.fetch {directory}`, or name another directory in {ENVIRONMENT}"
            )
        self._codecs: dict[int, Codec] = {}
        self._translators: dict[int, Translator] = {}
        service = read_schema(directory / str(INNER_LAYER) / "mtp-schema.json")
        self.service = Codec(service.plus(MISSING_FROM_PACKAGE), strict=True)

    @classmethod
    def from_environment(cls) -> Layers:
        """Read the directory that ``SUPERBRIDGE_TL`` names, ``.cache/tl`` without it."""
        return cls(Path(os.environ.get(ENVIRONMENT) or DEFAULT_DIRECTORY))

    @property
    def inner(self) -> Codec:
        """The codec of the layer that objects have inside the fake."""
        return self.codec(INNER_LAYER)

    def codec(self, layer: int) -> Codec:
        """Return the codec of ``layer``; raise :class:`LayerUnknownError` where there is no schema."""
        if layer not in self._codecs:
            if layer not in self.known:
                raise LayerUnknownError(layer, self.known)
            schema: Schema = read_schema(self.directory / str(layer) / "api-schema.json")
            self._codecs[layer] = Codec(schema, strict=layer == INNER_LAYER, later=self._later)
        return self._codecs[layer]

    def translator(self, layer: int | None) -> Translator:
        """Return what puts the inner layer into ``layer`` (the inner one for a client that named none) and back."""
        layer = layer or INNER_LAYER
        if layer not in self._translators:
            self._translators[layer] = Translator(self.inner, self.codec(layer))
        return self._translators[layer]

    def _later(self, name: str) -> frozenset[str]:
        """Return the fields that the newest layer has for a constructor: the inner form may hold these too."""
        definition = self.codec(self.known[-1]).schema.by_name.get(name)
        return definition.names if definition is not None else frozenset()
