"""An order as an operation reads it: what the order lacks is told apart from what the fake itself gets wrong."""

from __future__ import annotations

from typing import Any, NoReturn


class ActError(Exception):
    """An order that can't be carried out; ``name`` is for programs, ``message`` is a sentence for people."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


class BadOrderError(ActError):
    """An order that isn't one: a field is missing, or isn't what it should be."""

    def __init__(self, message: str) -> None:
        super().__init__("BAD_ORDER", message)


class Order(dict[str, Any]):
    """The JSON object of an order; asking for a field that it lacks raises ``BadOrderError``."""

    def __missing__(self, field: str) -> NoReturn:
        raise BadOrderError(f"the order lacks {field!r}")


def whole(value: object, what: str) -> int:
    """Return ``value``, a number or the text of one, as an int; raise ``BadOrderError`` naming ``what`` it is."""
    try:
        return int(str(value))
    except ValueError:
        raise BadOrderError(f"{what} is a whole number, not {value!r}") from None


def seconds(value: object, what: str) -> float:
    """Return ``value`` as seconds; raise ``BadOrderError`` naming ``what`` it is."""
    try:
        return float(str(value))
    except ValueError:
        raise BadOrderError(f"{what} is a number of seconds, not {value!r}") from None
