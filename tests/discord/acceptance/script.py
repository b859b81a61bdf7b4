"""Take one client through all steps: ``python3 -m tests.discord.acceptance.script CLIENT``."""

from __future__ import annotations

from tests.acceptance.script import run
from tests.discord.acceptance import gaps, limits, logins, media, places, refusals, talking
from tests.discord.acceptance.facts import tell
from tests.discord.acceptance.play import Play, witnessed

PARTS = (logins, talking, places, refusals, media, limits, gaps)
STEPS = tuple(step for part in PARTS for step in part.STEPS)

if __name__ == "__main__":
    raise SystemExit(run(Play, STEPS, witnessed, tell))
