"""What stack or lab is wanted, as a value: equal specs share what runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

ImageMode = Literal["auto", "published", "local"]
DiscordLimits = Literal["real", "loose"]


@dataclass(frozen=True, slots=True)
class StackSpec:
    """A private superbridge.

    ``discord_bridge`` is ``auto`` (the published image, or the stand-in where that can't be had), ``published``,
    ``stand-in`` or a path to a binary; ``telegram_bridge`` is ``auto``, ``python`` or ``published`` (each the Python
    bridge), or a path to the Go bridge's binary. ``defects`` are the stand-in's; with any, only the stand-in will do.
    ``discord_limits`` are Discord's rate limits, or limits that nobody reaches.
    ``mistakes`` are wrong settings (`harness/parts/mistakes.py`), of the Python bridge to Telegram and of the others.
    ``browser`` adds a real one, and a web client. With ``encryption`` bridges come into encrypted rooms.
    """

    images: ImageMode = "auto"
    discord_bridge: str = "auto"
    telegram_bridge: str = "auto"
    defects: tuple[str, ...] = ()
    seed: int = 0
    server_name: str = "superbridge.test"
    discord_limits: DiscordLimits = "real"
    mistakes: tuple[str, ...] = ()
    browser: bool = False
    encryption: bool = False

    @property
    def go_telegram(self) -> bool:
        """Whether the Telegram bridge is a binary, which only the Go bridge comes as."""
        return self.telegram_bridge not in ("auto", "python", "published")

    @property
    def key(self) -> str:
        """The same text for equal specs, in every process."""
        return json.dumps(asdict(self), sort_keys=True)


SEALED = "sealed.test"


@dataclass(frozen=True, slots=True)
class LabSpec:
    """Homeservers that federate with each other and with nobody else, one a host; and, if named, a ``sealed`` one.

    With ``uncheckable`` checks can be taken out of them while they run, to see that the suites notice
    (`harness/parts/unchecked.py`); ``mistakes`` are settings of the sealed one that are wrong, likewise
    (`harness/parts/mistakes.py`). ``dendrites`` are those hosts that are none of Synapse's make.
    """

    seed: int = 0
    hosts: tuple[str, ...] = ("a.test", "b.test", "c.test")
    sealed: str = SEALED
    uncheckable: bool = False
    mistakes: tuple[str, ...] = ()
    dendrites: tuple[str, ...] = ()
