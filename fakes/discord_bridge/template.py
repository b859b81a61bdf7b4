"""The part of Go's text/template that bridge configs use: fields, ``or``, ``and``, ``not``, ``eq``, if/else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_WORD = re.compile(r"\(|\)|\"(?:[^\"\\]|\\.)*\"|[^\s()]+")


class TemplateError(Exception):
    """A template that can't be understood; the message says which part."""


def fill(template: str, data: object) -> str:
    """Return ``template`` filled with ``data``: a mapping for ``{{.Name}}``, or a value for ``{{.}}``."""
    pieces = _ACTION.split(template)
    text, rest = _sequence(pieces, 0, data, wanted=True)
    if rest < len(pieces):
        raise TemplateError(f"{{{{{pieces[rest]}}}}} has no {{{{if}}}} before it in {template!r}")
    return text


def _sequence(pieces: list[str], position: int, data: object, *, wanted: bool) -> tuple[str, int]:
    """Fill from ``position`` until an ``else`` or ``end`` of somebody else's; pieces alternate text and action."""
    done = ""
    while position < len(pieces):
        if position % 2 == 0:
            done += pieces[position] if wanted else ""
            position += 1
        elif pieces[position] == "end" or pieces[position].startswith("else"):
            return done, position
        elif pieces[position].startswith("if "):
            text, position = _branches(pieces, position, data, wanted=wanted)
            done += text
        else:
            value = _value(pieces[position], data) if wanted else ""
            done += _shown(value)
            position += 1
    return done, position


def _branches(pieces: list[str], position: int, data: object, *, wanted: bool) -> tuple[str, int]:
    condition = wanted and bool(_value(pieces[position].removeprefix("if "), data))
    text, position = _sequence(pieces, position + 1, data, wanted=condition)
    while position < len(pieces) and pieces[position] != "end":
        clause = pieces[position].removeprefix("else").strip()
        matches = wanted and not condition and (not clause or bool(_value(clause.removeprefix("if "), data)))
        branch, position = _sequence(pieces, position + 1, data, wanted=matches)
        text, condition = text + branch, condition or matches
    if position >= len(pieces):
        raise TemplateError("a {{if}} has no {{end}}")
    return text, position + 1


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _value(expression: str, data: object) -> Any:
    words = _WORD.findall(expression)
    value, rest = _call(words, data)
    if rest:
        raise TemplateError(f"{expression!r} isn't understood")
    return value


def _call(words: list[str], data: object) -> tuple[Any, list[str]]:
    if not words:
        raise TemplateError("an empty {{}}")
    head, rest = words[0], words[1:]
    if head not in {"or", "and", "not", "eq"}:
        return _operand(words, data)
    arguments = []
    while rest and rest[0] != ")":
        argument, rest = _operand(rest, data)
        arguments.append(argument)
    if head == "not":
        return not arguments[0], rest
    if head == "eq":
        return arguments[0] in arguments[1:], rest
    deciding = [argument for argument in arguments if bool(argument) is (head == "or")]
    return (deciding or arguments[-1:])[0], rest


def _operand(words: list[str], data: object) -> tuple[Any, list[str]]:
    head, rest = words[0], words[1:]
    if head == "(":
        value, rest = _call(rest, data)
        if rest[:1] != [")"]:
            raise TemplateError("a bracket isn't closed")
        return value, rest[1:]
    if head == ".":
        return data, rest
    if head.startswith("."):
        if not isinstance(data, Mapping) or head[1:] not in data:
            raise TemplateError(f"there is no field {head}")
        return data[head[1:]], rest
    if head.startswith('"'):
        return head[1:-1], rest
    if re.fullmatch(r"-?\d+", head):
        return int(head), rest
    raise TemplateError(f"{head!r} isn't known here")
