"""One thing that a fake witnessed, as one line of JSON (``fakes/schema/witness.v1.json``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SCHEMA_VERSION = 1

Kind = Literal[
    "message", "edit", "delete", "reaction", "unreaction", "typing", "read", "member", "call", "refusal", "note"
]


@dataclass(frozen=True, slots=True)
class Author:
    """Who did it, in the network's own ids; ``via`` tells a person from a bot or a webhook."""

    id: str
    name: str
    via: Literal["person", "bot", "webhook", "service"] = "person"


@dataclass(frozen=True, slots=True)
class Record:
    """A witnessed fact. ``cause`` is ``control`` for what a test ordered, ``wire`` for what a client sent."""

    network: str
    kind: Kind
    cause: Literal["control", "wire"]
    place: str = ""
    author: Author | None = None
    ref: str = ""
    target: str = ""
    text: str = ""
    scope: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    seq: int = 0
    at: float = 0.0
    v: int = SCHEMA_VERSION

    def line(self) -> str:
        """Return the record as one line of JSON in ASCII, without the newline: a lone surrogate has no other form."""
        return json.dumps(asdict(self), separators=(",", ":"))
