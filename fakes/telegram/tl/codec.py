"""Bytes to objects and back, by one layer's schema (Telegram: "Binary Data Serialization", "TL Language")."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from fakes.telegram.tl.compression import GZIP_PACKED, GzipError, gunzip_object
from fakes.telegram.tl.objects import TLObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.telegram.tl.schema import Definition, Field, FlagBit, Schema

VECTOR = 0x1CB5C415
BOOL_TRUE = 0x997275B5
BOOL_FALSE = 0xBC799737
_NUMBERS = {
    "int": struct.Struct("<i"),
    "long": struct.Struct("<q"),
    "int53": struct.Struct("<q"),
    "double": struct.Struct("<d"),
}
_WORD = struct.Struct("<I")
_RAW = {"int128": 16, "int256": 32}
_SCALARS = {*_NUMBERS, *_RAW, "#", "string", "bytes", "Bool", "true"}
_PACKED = GZIP_PACKED.to_bytes(4, "little")
_LONG_FORM = 254
_MAX_DEPTH = 64


class CodecError(ValueError):
    """Bytes that end early or break a rule, or an object that the layer can't express."""


class UnknownConstructorError(CodecError):
    """A constructor number that the layer doesn't have; ``number`` is unsigned."""

    def __init__(self, number: int, layer: int) -> None:
        super().__init__(f"constructor {number:#010x} isn't in layer {layer}")
        self.number = number


class Codec:
    """Reads and writes objects in one schema.

    ``strict`` makes fields that the schema lacks an error, but for those that ``later`` names for a constructor.
    """

    def __init__(
        self, schema: Schema, *, strict: bool = False, later: Callable[[str], frozenset[str]] = lambda _: frozenset()
    ) -> None:
        self.schema = schema
        self._strict = later if strict else None

    def decode(self, data: bytes) -> TLObject:
        """Read the one boxed object (or request) that ``data`` begins with; what follows it is ignored."""
        return self.decode_prefix(data)[0]

    def decode_prefix(self, data: bytes) -> tuple[TLObject, int]:
        """Read a boxed object and return it with the number of bytes that it took."""
        reader = _Reader(self.schema, data)
        value = reader.boxed()
        if not isinstance(value, TLObject):
            raise CodecError(f"an object was expected, not {type(value).__name__}")
        return value, reader.position

    def encode(self, value: TLObject) -> bytes:
        """Write a boxed object."""
        writer = _Writer(self.schema, strict=self._strict)
        writer.boxed(value)
        return bytes(writer.out)

    def encode_result(self, method: str, value: Any) -> bytes:
        """Write what ``method`` answers: an object, a bool, or a list for methods that answer a vector."""
        definition = self.schema.by_name[method]
        writer = _Writer(self.schema, strict=self._strict)
        if definition.result_is_vector:
            writer.vector(definition.result, value, boxed=True)
        else:
            writer.value(definition.result if definition.result in _SCALARS else "Object", value)
        return bytes(writer.out)


class _Reader:
    def __init__(self, schema: Schema, data: bytes) -> None:
        self._schema = schema
        self._data = data
        self._depth = 0
        self.position = 0

    def take(self, count: int) -> bytes:
        start, self.position = self.position, self.position + count
        if count < 0 or self.position > len(self._data):
            raise CodecError(f"{count} bytes were expected at {start}, and {len(self._data) - start} are left")
        return self._data[start : self.position]

    def word(self) -> int:
        return int(_WORD.unpack(self.take(4))[0])

    def boxed(self) -> TLObject | list[Any] | bool:
        number = self.word()
        if number in (BOOL_TRUE, BOOL_FALSE):
            return number == BOOL_TRUE
        if number == VECTOR:
            raise CodecError("a vector stands where an object was expected")
        definition = self._schema.by_id.get(number)
        if definition is None:
            raise UnknownConstructorError(number, self._schema.layer)
        return self._fields(definition)

    def _fields(self, definition: Definition) -> TLObject:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise CodecError(f"objects are nested more than {_MAX_DEPTH} deep")
        words: dict[str, int] = {}
        fields: dict[str, Any] = {}
        for field in definition.fields:
            if field.type == "#":
                words[field.name] = self.word()
            elif field.flag is None or words.get(field.flag[0], 0) >> field.flag[1] & 1:
                fields[field.name] = self._field(field)
        self._depth -= 1
        return TLObject(definition.name, fields)

    def _field(self, field: Field) -> Any:
        if field.vector is None:
            return self._value(field.type)
        if field.vector == "boxed" and self.word() != VECTOR:
            raise CodecError(f"field {field.name} isn't a vector")
        count = self.word()
        if count > len(self._data) - self.position:
            raise CodecError(f"field {field.name} announces {count} items, more than there are bytes")
        return [self._value(field.type) for _ in range(count)]

    def _value(self, kind: str) -> Any:
        if kind in _NUMBERS:
            return _NUMBERS[kind].unpack(self.take(_NUMBERS[kind].size))[0]
        if kind in _RAW:
            return self.take(_RAW[kind])
        if kind == "bytes":
            return self._bytes()
        if kind == "string":
            return self._bytes().decode("utf-8", "replace")
        if kind == "true":
            return True
        if kind.startswith("mt_"):
            return self._fields(self._schema.by_name[kind])
        if kind == "!X" and self._data[self.position : self.position + 4] == _PACKED:
            return self._packed_query()
        return self.boxed()

    def _packed_query(self) -> Any:
        """Read a query that a wrapper (invokeWithLayer and the like) holds in packed form."""
        start = self.position
        self.take(4)
        self._bytes()
        try:
            return _Reader(self._schema, gunzip_object(self._data[start : self.position])).boxed()
        except GzipError as error:
            raise CodecError(str(error)) from error

    def _bytes(self) -> bytes:
        length, header = self.take(1)[0], 1
        if length == _LONG_FORM:
            length, header = int.from_bytes(self.take(3), "little"), 4
        value = self.take(length)
        self.take(-(length + header) % 4)
        return value


class _Writer:
    def __init__(self, schema: Schema, *, strict: Callable[[str], frozenset[str]] | None) -> None:
        self._schema = schema
        self._strict = strict
        self.out = bytearray()

    def boxed(self, value: TLObject) -> None:
        definition = self._schema.by_name.get(value.name)
        if definition is None:
            raise CodecError(f"{value.name} isn't in layer {self._schema.layer}")
        if self._strict is not None and not definition.names.issuperset(value.fields):
            _check(definition, value, self._strict)
        self.out += _WORD.pack(definition.id)
        self._fields(definition, value)

    def _fields(self, definition: Definition, value: TLObject) -> None:
        fields, words = value.fields, dict[str, int]()
        for field in definition.fields:
            if field.type == "#":
                words[field.name] = _flags(definition.flag_words[field.name], value)
                self.out += _WORD.pack(words[field.name])
            elif field.name in fields:
                self._field(field, fields[field.name])
            elif field.flag is None or (field.type != "true" and words[field.flag[0]] >> field.flag[1] & 1):
                # Fields that share a bit are there together or not at all.
                raise CodecError(f"{value.name} lacks {field.name}, which layer {self._schema.layer} requires")

    def _field(self, field: Field, value: Any) -> None:
        if field.vector is None:
            self.value(field.type, value)
        else:
            self.vector(field.type, value, boxed=field.vector == "boxed")

    def vector(self, kind: str, items: Any, *, boxed: bool) -> None:
        if boxed:
            self.out += _WORD.pack(VECTOR)
        self.out += _WORD.pack(len(items))
        for item in items:
            self.value(kind, item)

    def value(self, kind: str, value: Any) -> None:
        if kind in _NUMBERS:
            self.out += _NUMBERS[kind].pack(value)
        elif kind in _RAW:
            self.out += value
        elif kind == "bytes":
            self._bytes(value)
        elif kind == "string":
            self._bytes(value.encode())
        elif isinstance(value, bool):
            if kind != "true":
                self.out += _WORD.pack(BOOL_TRUE if value else BOOL_FALSE)
        elif kind.startswith("mt_"):
            self._fields(self._schema.by_name[kind], value)
        else:
            self.boxed(value)

    def _bytes(self, value: bytes) -> None:
        if len(value) < _LONG_FORM:
            self.out.append(len(value))
        else:
            self.out.append(_LONG_FORM)
            self.out += len(value).to_bytes(3, "little")
        self.out += value
        self.out += bytes(-len(self.out) % 4)


def _flags(bits: tuple[FlagBit, ...], value: TLObject) -> int:
    fields, word = value.fields, 0
    for name, mask, stands_alone in bits:
        if name in fields and (fields[name] or not stands_alone):
            word |= mask
    return word


def _check(definition: Definition, value: TLObject, later: Callable[[str], frozenset[str]]) -> None:
    if unknown := value.fields.keys() - definition.names - later(value.name):
        raise CodecError(f"{value.name} has no field {', '.join(sorted(unknown))}")
