"""How each network writes what sets words apart, and how it is read there: pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from harness.core.markup import discord, matrix, telegram
from harness.core.rich import Rich, Run

_READERS: Mapping[str, Callable[[str, Mapping[str, Any]], Rich]] = {
    "discord": discord.read,
    "matrix": matrix.read,
    "telegram": telegram.read,
}


def read(network: str, text: str, detail: Mapping[str, Any]) -> Rich:
    """Return a message as people read it; ``detail`` is what its witness tells beside the text."""
    reader = _READERS.get(network)
    return reader(text, detail) if reader else Rich((Run(text),))


def plain(network: str, words: str) -> str:
    """Return what somebody writes on a network whose words mean nothing but themselves."""
    return discord.write(Rich((Run(words),))) if network == "discord" else words
