"""Definitions of constructors and methods, as npm's ``@mtcute/tl`` publishes them in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Field:
    """One argument: ``flag`` is (flags word, bit) of an optional one; ``vector`` is None, ``boxed`` or ``bare``."""

    name: str
    type: str
    flag: tuple[str, int] | None = None
    vector: str | None = None


class FlagBit(NamedTuple):
    """Which field sets which bit of a flags word; one that ``stands_alone`` (type ``true``) has no other value."""

    name: str
    mask: int
    stands_alone: bool


@dataclass(frozen=True)
class Definition:
    """A constructor or a method; ``id`` is its unsigned 32-bit number on the wire."""

    name: str
    id: int
    fields: tuple[Field, ...]
    result: str
    result_is_vector: bool = False
    is_method: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the fields that an object can have."""
        return frozenset(field.name for field in self.fields if field.type != "#")

    @cached_property
    def mandatory(self) -> tuple[Field, ...]:
        """The fields that every object of this constructor has."""
        return tuple(field for field in self.fields if field.type != "#" and field.flag is None)

    @cached_property
    def together(self) -> tuple[tuple[Field, ...], ...]:
        """The optional fields that share a bit, so that each needs the others."""
        bits: dict[tuple[str, int], list[Field]] = {}
        for field in self.fields:
            if field.flag is not None:
                bits.setdefault(field.flag, []).append(field)
        return tuple(tuple(fields) for fields in bits.values() if len(fields) > 1)

    @cached_property
    def flag_words(self) -> Mapping[str, tuple[FlagBit, ...]]:
        """Return the bits of each flags word."""
        words: dict[str, list[FlagBit]] = {field.name: [] for field in self.fields if field.type == "#"}
        for field in self.fields:
            if field.flag is not None:
                words[field.flag[0]].append(FlagBit(field.name, 1 << field.flag[1], field.type == "true"))
        return {word: tuple(bits) for word, bits in words.items()}


class Schema:
    """A layer's definitions, by number and by name."""

    def __init__(self, layer: int, definitions: Iterable[Definition]) -> None:
        self.layer = layer
        self.by_id: dict[int, Definition] = {}
        self.by_name: dict[str, Definition] = {}
        for definition in definitions:
            self.by_id[definition.id] = definition
            self.by_name[definition.name] = definition

    @cached_property
    def by_type(self) -> Mapping[str, tuple[Definition, ...]]:
        """The constructors of each type."""
        found: dict[str, list[Definition]] = {}
        for definition in self.by_name.values():
            if not definition.is_method:
                found.setdefault(definition.result, []).append(definition)
        return {name: tuple(definitions) for name, definitions in found.items()}

    def plus(self, definitions: Iterable[Definition]) -> Schema:
        """Return this schema with more definitions."""
        return Schema(self.layer, [*self.by_name.values(), *definitions])


def read_schema(path: Path) -> Schema:
    """Read ``api-schema.json`` (an object with its layer) or ``mtp-schema.json`` (a bare list, layer 0)."""
    document = json.loads(path.read_text(encoding="utf-8"))
    entries = document if isinstance(document, list) else document["e"]
    layer = 0 if isinstance(document, list) else int(document["l"])
    return Schema(layer, [_definition(entry) for entry in entries])


def _definition(entry: Mapping[str, Any]) -> Definition:
    return Definition(
        name=entry["name"],
        id=entry["id"],
        fields=tuple(_field(argument) for argument in entry["arguments"]),
        result=entry["type"],
        result_is_vector=bool(entry.get("typeModifiers", {}).get("isVector")),
        is_method=entry["kind"] == "method",
    )


def _field(argument: Mapping[str, Any]) -> Field:
    modifiers = argument.get("typeModifiers", {})
    flag = None
    if predicate := modifiers.get("predicate"):
        word, bit = predicate.split(".")
        flag = (word, int(bit))
    vector = "boxed" if modifiers.get("isVector") else "bare" if modifiers.get("isBareVector") else None
    return Field(argument["name"], argument["type"], flag, vector)
