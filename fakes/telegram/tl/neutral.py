"""Values for what a layer demands and the fake never said: nought, nothing, or the emptiest object of the type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.telegram.tl.objects import TLObject

if TYPE_CHECKING:
    from fakes.telegram.tl.schema import Definition, Field, Schema

_SCALARS: dict[str, Any] = {
    **dict.fromkeys(("int", "long", "int53"), 0),
    "double": 0.0,
    "string": "",
    "bytes": b"",
    "Bool": False,
    "int128": bytes(16),
    "int256": bytes(32),
}
_MAX_DEPTH = 3


class NoNeutralError(LookupError):
    """A type of which every object says something."""


def neutral(field: Field, schema: Schema, depth: int = 0) -> Any:
    """Return what ``field`` may hold without saying anything; raise :class:`NoNeutralError` where there is nothing."""
    if field.vector is not None:
        return []
    if field.type in _SCALARS:
        return _SCALARS[field.type]
    for definition in sorted(schema.by_type.get(field.type, ()), key=_emptiness):
        try:
            return _emptiest(definition, schema, depth + 1)
        except NoNeutralError:
            continue
    raise NoNeutralError(field.type)


def _emptiness(definition: Definition) -> tuple[bool, int]:
    says_so = definition.name.endswith(("Empty", "None", "Default"))
    return not says_so, len(definition.mandatory)


def _emptiest(definition: Definition, schema: Schema, depth: int) -> TLObject:
    if depth > _MAX_DEPTH:
        raise NoNeutralError(definition.name)
    fields = {field.name: neutral(field, schema, depth) for field in definition.mandatory}
    return TLObject(definition.name, fields)
