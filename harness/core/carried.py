"""What a message can be besides words and files: a question with answers to choose from, a place on Earth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Poll:
    """A question, and at least two answers."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in degrees, north and east."""

    latitude: float
    longitude: float
