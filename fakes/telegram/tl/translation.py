"""From the inner layer to a client's and back, by names.

Outward: a field that the client's layer lacks is dropped, one that it demands and the fake never set gets a neutral
value, an object in a new wrapping is wrapped, and what has no name there gets the stand-in that Telegram itself sends,
where there is one. Whatever is left can't be said in that layer, and that is an error with its name. Inward: requests
under a new name get the old one, and what the inner layer demands is filled in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.telegram.tl.codec import Codec, CodecError
from fakes.telegram.tl.neutral import NoNeutralError, neutral
from fakes.telegram.tl.objects import TLObject, tl
from fakes.telegram.tl.renamed import inner_request, outer_object
from fakes.telegram.tl.schema import Field

if TYPE_CHECKING:
    from fakes.telegram.tl.schema import Definition, Schema

# What Telegram sends to a client whose layer hasn't got the thing, by the thing's type.
_STAND_INS = {
    "MessageMedia": tl("messageMediaUnsupported"),
    "MessageAction": tl("messageActionEmpty"),
    "Reaction": tl("reactionEmpty"),
}
_PYTHON = {"int": int, "long": int, "int53": int, "double": float, "string": str, "bytes": bytes, "Bool": bool}
_RAW = {"int128", "int256"}
_ANY = {"!X", "X", "Object"}


class InexpressibleError(CodecError):
    """Something that a client's layer has no words for; ``what`` is its name in the inner layer."""

    def __init__(self, what: str, layer: int) -> None:
        super().__init__(f"layer {layer} can't express {what}")
        self.what = what
        self.layer = layer


class Translator:
    """Reads requests of one layer, and writes answers and updates in it, by way of the inner layer's names."""

    def __init__(self, inner: Codec, outer: Codec) -> None:
        self._inner = inner
        self._outer = outer

    @property
    def layer(self) -> int:
        """The client's layer."""
        return self._outer.schema.layer

    def decode(self, data: bytes) -> TLObject:
        """Read a request as the client's layer has it."""
        return self._outer.decode(data)

    def inward(self, request: TLObject) -> TLObject:
        """Return a request under the inner layer's name, with all that the inner layer demands."""
        if self._outer is self._inner:
            return request
        request = inner_request(request, self._inner.schema)
        definition = self._inner.schema.by_name.get(request.name)
        fields = {name: self._inward_value(value) for name, value in request.fields.items()}
        for field in definition.mandatory if definition is not None else ():
            if field.name not in fields and field.type not in _ANY:
                fields[field.name] = self._neutral(request.name, field, self._inner.schema)
        return TLObject(request.name, fields)

    def encode(self, value: TLObject) -> bytes:
        """Write an object of the inner layer, such as updates."""
        return self._outer.encode(value if self._outer is self._inner else self.outward(value))

    def encode_result(self, method: str, value: Any) -> bytes:
        """Write what ``method``, by its client's name, answers; ``value`` is of the inner layer."""
        if self._outer is not self._inner:
            definition = self._outer.schema.by_name[method]
            vector = "boxed" if definition.result_is_vector else None
            value = self._fit(method, Field("its answer", definition.result, None, vector), value)
        return self._outer.encode_result(method, value)

    def outward(self, value: TLObject) -> TLObject:
        """Return an object of the inner layer as the client's layer has it; raise :class:`InexpressibleError`."""
        value = outer_object(value, self._outer.schema)
        definition = self._outer.schema.by_name.get(value.name)
        if definition is None:
            return self._stand_in(value)
        fields: dict[str, Any] = {}
        for field in definition.fields:
            if field.name in value.fields:
                if (fitting := self._field(value.name, field, value.fields[field.name])) is not None:
                    fields[field.name] = fitting
            elif field.flag is None and field.type != "#":
                fields[field.name] = self._neutral(value.name, field, self._outer.schema)
        self._complete(definition, fields)
        return TLObject(value.name, fields)

    def _complete(self, definition: Definition, fields: dict[str, Any]) -> None:
        """Fill in what shares a bit with a field that is set: an older layer may have had that one alone."""
        for sharing in definition.together:
            if any(field.name in fields and (field.type != "true" or fields[field.name]) for field in sharing):
                for field in sharing:
                    if field.name not in fields and field.type != "true":
                        fields[field.name] = self._neutral(definition.name, field, self._outer.schema)

    def _field(self, owner: str, field: Field, value: Any) -> Any:
        """Return the field's value; None where a number that is optional has become something else."""
        if field.flag is not None and field.vector is None and not _is_of(field.type, value):
            return None
        return self._fit(f"{owner}.{field.name}", field, value)

    def _fit(self, place: str, field: Field, value: Any) -> Any:
        if field.vector is None:
            return self._fit_one(place, field.type, value)
        if not isinstance(value, list | tuple):
            raise InexpressibleError(place, self.layer)
        return [self._fit_one(place, field.type, item) for item in value]

    def _fit_one(self, place: str, kind: str, value: Any) -> Any:
        if not isinstance(value, TLObject):
            if not _is_of(kind, value):
                raise InexpressibleError(place, self.layer)
            return value
        value = self.outward(value)
        if kind in _ANY or kind.startswith("mt_") or self._outer.schema.by_name[value.name].result == kind:
            return value
        return self._wrapped(place, kind, value)

    def _wrapped(self, place: str, kind: str, value: TLObject) -> TLObject:
        """Return ``value`` in the constructor of ``kind`` that wraps just such a thing."""
        own = self._outer.schema.by_name[value.name].result
        for definition in self._outer.schema.by_type.get(kind, ()):
            if [field.type for field in definition.mandatory] == [own]:
                return TLObject(definition.name, {definition.mandatory[0].name: value})
        raise InexpressibleError(place, self.layer)

    def _stand_in(self, value: TLObject) -> TLObject:
        definition = self._inner.schema.by_name.get(value.name)
        stand_in = _STAND_INS.get(definition.result) if definition is not None else None
        if stand_in is None or stand_in.name not in self._outer.schema.by_name:
            raise InexpressibleError(value.name, self.layer)
        return stand_in

    def _inward_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._inward_value(item) for item in value]
        return self.inward(value) if isinstance(value, TLObject) else value

    def _neutral(self, owner: str, field: Field, schema: Schema) -> Any:
        try:
            return neutral(field, schema)
        except NoNeutralError as error:
            raise InexpressibleError(f"{owner}.{field.name}", schema.layer) from error


def _is_of(kind: str, value: Any) -> bool:
    """Say whether a value can stand in a field of this type; objects are looked at more closely later."""
    if isinstance(value, TLObject):
        return kind not in _PYTHON and kind not in _RAW and kind != "true"
    if kind in _RAW:
        return isinstance(value, bytes)
    if kind in _ANY or kind == "true":
        return True
    expected = _PYTHON.get(kind)
    if expected is float:
        return isinstance(value, int | float)
    return expected is not None and isinstance(value, expected)
