"""Keys and world as bytes, so that they outlive the process.

Everything that the kept objects hold is written, whatever it is, so a new field needs no word here. What belongs to the
process stays behind: clocks and schemas are named and found again; sessions end, of which clients hear by
``new_session_created`` and ask for the difference.
"""

from __future__ import annotations

import inspect
import json
import pickle
import struct
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any, BinaryIO

from fakes.telegram.logins import Logins
from fakes.telegram.mtproto.key_ring import KeyRing
from fakes.telegram.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAGIC = b"superbridge fake Telegram\n"
_LENGTH = struct.Struct(">Q")
_DIGEST = sha256().digest_size
_OURS = "fakes.telegram."
_FOREIGN = {("random", "Random")}  # all that is kept besides our own classes and Python's plain values


class StateError(ValueError):
    """Bytes that this fake can't go on from."""


@dataclass
class Kept:
    """What outlives a process; ``rng`` draws what is random on the wire."""

    world: World
    logins: Logins
    keys: KeyRing
    rng: Random


def save(kept: Kept, seed: int, environment: Mapping[str, object], out: BinaryIO) -> None:
    """Write everything; ``environment`` are the process's own objects, by names."""
    packed = BytesIO()
    pickler = _Pickler(packed, environment)
    pickler.dump(kept)
    head = json.dumps({"seed": seed, "shapes": {name: _shape(kind) for name, kind in pickler.kinds.items()}}).encode()
    out.write(_MAGIC + sha256(head + packed.getvalue()).digest())
    for part in (head, packed.getvalue()):
        out.write(_LENGTH.pack(len(part)) + part)
    kept.world.files.blobs.save(out)


def load(source: BinaryIO, seed: int, environment: Mapping[str, object]) -> Kept:
    """Read what :func:`save` wrote; raise :class:`StateError` for bytes of another seed, version or make."""
    if source.read(len(_MAGIC)) != _MAGIC:
        raise StateError("it holds no state of this fake")
    digest, packed_head, packed = source.read(_DIGEST), _part(source), _part(source)
    if sha256(packed_head + packed).digest() != digest:
        raise StateError("it was changed since, or spoiled; delete it")
    head = json.loads(packed_head)
    if head["seed"] != seed:
        raise StateError(f"it was made with --seed {head['seed']}, so go on with that")
    unpickler = _Unpickler(BytesIO(packed), environment)
    for name, shape in head["shapes"].items():
        if _shape(unpickler.find_class(*name.rsplit(" ", 1))) != shape:
            raise StateError(f"another version of this fake made it, with another {name.split()[-1]}; delete it")
    kept = unpickler.load()
    assert isinstance(kept, Kept)
    kept.world.files.blobs.load(source)
    return kept


class _Pickler(pickle.Pickler):
    def __init__(self, out: BinaryIO, environment: Mapping[str, object]) -> None:
        super().__init__(out, protocol=5)
        self._names = {id(value): name for name, value in environment.items()}
        self.kinds: dict[str, type] = {}

    def persistent_id(self, value: object) -> str | None:
        return self._names.get(id(value))

    def reducer_override(self, value: object) -> Any:
        kind = type(value)
        if kind.__module__.startswith(_OURS):
            self.kinds[f"{kind.__module__} {kind.__qualname__}"] = kind
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Makes nothing but our own classes, so that a file from elsewhere can't run anything."""

    def __init__(self, source: BinaryIO, environment: Mapping[str, object]) -> None:
        super().__init__(source)
        self._environment = environment

    def persistent_load(self, name: str) -> object:
        return self._environment[name]

    def find_class(self, module: str, name: str) -> type:
        is_known = module.startswith(_OURS) or (module, name) in _FOREIGN
        try:
            kind = super().find_class(module, name) if is_known else None
        except (ImportError, AttributeError):
            kind = None
        if not isinstance(kind, type) or kind.__module__ != module:
            raise StateError(f"it holds {module}.{name}, which this version of the fake doesn't keep; delete it")
        return kind


def _part(source: BinaryIO) -> bytes:
    head = source.read(_LENGTH.size)
    if len(head) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        part = source.read(length)
        if len(part) == length:
            return part
    raise StateError("it isn't whole; delete it")


def _shape(kind: type) -> str:
    """Return what tells this version of a class from another."""
    sources = (inspect.getsource(each) for each in kind.__mro__ if each.__module__.startswith(_OURS))
    return sha256("".join(sources).encode()).hexdigest()[:16]
