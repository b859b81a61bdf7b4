"""Reads fields of a request's body by type; what is wrong is noted by its path, and a harmless value stands in."""

from __future__ import annotations

from typing import Any

from fakes.discord.errors import FieldErrors
from fakes.discord.shapes import Json
from fakes.discord.snowflake import is_snowflake

_LARGEST = 1 << 63


class Fields:
    """One JSON object of a body, at a dotted ``path`` (empty for the body itself)."""

    def __init__(self, body: Json, errors: FieldErrors, path: str = "") -> None:
        self._body = body
        self._errors = errors
        self._prefix = f"{path}." if path else ""

    def path(self, name: str) -> str:
        """Return where a field stands in the whole body."""
        return self._prefix + name

    def text(self, name: str) -> str | None:
        """Return a string; numbers count as their digits."""
        value = self._body.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self._errors.add(self.path(name), "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        return None

    def integer(self, name: str, default: int = 0) -> int:
        """Return an integer that isn't negative; digits in a string count (permission bits come so), and 1.0 is 1."""
        value = self._body.get(name)
        if value is None:
            return default
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is int and 0 <= value < _LARGEST:
            return value
        self._errors.add(self.path(name), "NUMBER_TYPE_COERCE", f'Value "{str(value)[:40]}" is not int.')
        return default

    def number(self, name: str) -> float | None:
        """Return a number that isn't negative, with or without a fraction."""
        value = self._body.get(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LARGEST):
            return None if value is None else float(value)
        self.wrong(name, "NUMBER_TYPE_COERCE", f'Value "{str(value)[:40]}" is not float.')
        return None

    def required_text(self, name: str) -> str:
        """Return a string that must be there."""
        if self._body.get(name) is None:
            self.wrong(name, "BASE_TYPE_REQUIRED", "This field is required")
        return self.text(name) or ""

    def wrong(self, name: str, code: str, message: str) -> None:
        """Note an error at one of the object's fields."""
        self._errors.add(self.path(name), code, message)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean."""
        value = self._body.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._errors.add(self.path(name), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return default

    def snowflake(self, name: str) -> str | None:
        """Return an id, given as a string or a number."""
        value = self._body.get(name)
        if value is None:
            return None
        text = str(value)
        if not isinstance(value, bool) and is_snowflake(text):
            return text
        self._errors.add(self.path(name), "NUMBER_TYPE_COERCE", f'Value "{text[:40]}" is not snowflake.')
        return None

    def items(self, name: str) -> list[Any]:
        """Return a list of anything."""
        value = self._body.get(name)
        if value is None or isinstance(value, list):
            return value or []
        self._errors.add(self.path(name), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return []

    def texts(self, name: str) -> list[str]:
        """Return a list of strings."""
        return [str(one) for one in self.items(name)]

    def objects(self, name: str) -> list[Fields]:
        """Return a list of objects, each knowing its path."""
        found = []
        for number, one in enumerate(self.items(name)):
            path = f"{self.path(name)}.{number}"
            if isinstance(one, dict):
                found.append(Fields(one, self._errors, path))
            else:
                self._errors.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return found

    def object(self, name: str) -> Fields | None:
        """Return an object within this one."""
        value = self._body.get(name)
        if value is None:
            return None
        if isinstance(value, dict):
            return Fields(value, self._errors, self.path(name))
        self._errors.add(self.path(name), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return None

    def raw(self) -> Json:
        """Return the object as it came."""
        return self._body
