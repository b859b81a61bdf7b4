"""The one form that Telegram's objects have inside the fake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class TLObject:
    """A constructor's name and its fields; an optional field that is absent is simply not there."""

    __slots__ = ("fields", "name")

    def __init__(self, name: str, fields: Mapping[str, Any]) -> None:
        self.name = name
        self.fields = {field: value for field, value in fields.items() if value is not None}

    def __getitem__(self, field: str) -> Any:
        return self.fields[field]

    def get(self, field: str, default: Any = None) -> Any:
        """Return the field, or ``default`` where it is unset."""
        return self.fields.get(field, default)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TLObject) and (self.name, self.fields) == (other.name, other.fields)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(f'{field}={value!r}' for field, value in self.fields.items())})"


def tl(name: str, /, **fields: Any) -> TLObject:
    """Build an object; a field given as None is left unset."""
    return TLObject(name, fields)
