"""Which package carries which layer's schema, and how it is read out of the package."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fakes.telegram.tl.layers import INNER_LAYER
from fakes.telegram.tl.text import document_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Files = dict[str, Any]  # name of the file in the layer's directory -> its JSON


class SourceError(Exception):
    """A package that doesn't hold what was expected of it."""


@dataclass(frozen=True)
class Source:
    """A package of a ``registry`` (npm or pip); ``read`` makes a layer's files of its ``members``.

    ``sha256`` pins a source distribution, whose build would otherwise run what somebody changed.
    """

    registry: str
    package: str
    version: str
    members: tuple[str, ...]
    read: Callable[[Mapping[str, str], int], Files]
    sha256: str = ""

    def files(self, contents: Mapping[str, str], layer: int) -> Files:
        """Return the JSON documents of ``layer``, made of the members' contents."""
        try:
            return self.read(contents, layer)
        except (KeyError, ValueError) as error:
            raise SourceError(f"{self.package} {self.version} has no schema of layer {layer}: {error}") from error


def source_of(layer: int) -> Source:
    """Return where a layer comes from: a named package, else npm's ``@mtcute/tl``, whose major version is the layer."""
    return SOURCES.get(layer) or Source("npm", "@mtcute/tl", str(layer), _MTCUTE_FILES, _read_mtcute)


def _read_mtcute(contents: Mapping[str, str], layer: int) -> Files:
    api, service = (json.loads(contents[name]) for name in _MTCUTE_FILES)
    if api["l"] != layer:
        raise ValueError(f"it is of layer {api['l']}")
    entries = [_without_comments(entry) for entry in api["e"]]
    return {"api-schema.json": {"l": layer, "e": entries}, "mtp-schema.json": service}


def _without_comments(entry: Mapping[str, Any]) -> dict[str, Any]:
    arguments = [{key: value for key, value in field.items() if key != "comment"} for field in entry["arguments"]]
    kept = ("kind", "name", "id", "type", "typeModifiers")
    return {**{key: entry[key] for key in kept if key in entry}, "arguments": arguments}


def _read_gramjs(contents: Mapping[str, str], layer: int) -> Files:
    text, proof = (contents[name] for name in _GRAMJS_FILES)
    if f"LAYER = {layer};" not in proof:
        raise ValueError("it is of another layer")
    return {"api-schema.json": document_of(text[text.index("`") + 1 : text.rindex("`")].replace("`", ""), layer)}


def _read_kurigram(contents: Mapping[str, str], layer: int) -> Files:
    (text,) = contents.values()
    if not re.search(rf"^// LAYER {layer}$", text, re.MULTILINE):
        raise ValueError("it is of another layer")
    return {"api-schema.json": document_of(text, layer)}


def _kurigram(version: str, sha256: str) -> Source:
    member = f"kurigram-{version}/compiler/api/source/main_api.tl"
    return Source("pip", "kurigram", version, (member,), _read_kurigram, sha256)


_MTCUTE_FILES = ("package/api-schema.json", "package/mtp-schema.json")
_GRAMJS_FILES = ("package/tl/apiTl.js", "package/tl/AllTLObjects.js")

# The layers of the clients that the fake is tried with: GramJS, tulir-telethon, the Go bridge, Telethon and Kurigram.
SOURCES: dict[int, Source] = {
    198: Source("npm", "telegram", "2.26.22", _GRAMJS_FILES, _read_gramjs),
    INNER_LAYER: Source("npm", "@mtcute/tl", "204.0.0", _MTCUTE_FILES, _read_mtcute),
    228: _kurigram("2.2.25", "82ac7b1d38e9978dcd5212c610793e21c9051254dffaeef3d2e59efd47cce654"),
    229: _kurigram("2.2.26", "83b64fd7ab37122d920b1e7c0e221b599d7c52dd5d0d24c79956f01273020c49"),
}
