"""mautrix/telegram#553: what ends with a space comes back to Matrix as a second message, in basic groups only.

Seen by its reporter in December 2020, before mautrix-telegram 0.10 (Python); the report names no version.

Not so any more: with mautrix-telegram 0.15.3 these pass. Telegram takes the space away, so what comes back differs from
what was sent, and the bridge must know it for its own all the same.
"""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.basic_group


async def test_space_at_the_end_makes_no_second_message(dave, telegram):
    """What dave, who has logged in, says with a space at its end is seen once on each side."""
    await dave.says("is anybody there? ")

    await telegram.bob.sees("is anybody there?", by=dave)


async def test_no_space_at_the_end_makes_no_second_message(dave, telegram):
    """The same without the space: the control."""
    await dave.says("is anybody there?")

    await telegram.bob.sees("is anybody there?", by=dave)
