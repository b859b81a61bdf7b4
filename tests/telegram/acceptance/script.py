"""Take one client through all steps: ``python3 -m tests.telegram.acceptance.script CLIENT [--full]``."""

from __future__ import annotations

from tests.acceptance.script import run
from tests.telegram.acceptance import chats, gaps, logins, media, talking
from tests.telegram.acceptance.facts import tell
from tests.telegram.acceptance.play import Play, witnessed

STEPS = (*logins.STEPS, *talking.STEPS, *chats.STEPS, *media.STEPS, *gaps.STEPS)

if __name__ == "__main__":
    raise SystemExit(run(Play, STEPS, witnessed, tell))
