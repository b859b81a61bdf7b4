"""What is claimed of which way."""

from __future__ import annotations

import pytest

from harness.parts.claims import CAPABILITIES, WAYS, Claims, of, unclaimed

PYTHON, GO = of(go_telegram=False), of(go_telegram=True)


@pytest.mark.parametrize(
    ("claims", "capability", "way", "by_nobody"),
    [
        (PYTHON, "text", "discord-to-telegram", []),
        (PYTHON, "custom emoji", "matrix-to-discord", ["mautrix-discord"]),
        (PYTHON, "custom emoji", "telegram-to-discord", ["mautrix-discord"]),
        (PYTHON, "custom emoji", "telegram-to-matrix", []),
        (PYTHON, "pin", "matrix-to-telegram", []),
        (GO, "pin", "matrix-to-telegram", ["mautrix-telegram (Go)"]),
        (GO, "poll", "telegram-to-discord", ["mautrix-discord", "mautrix-telegram (Go)"]),
    ],
)
def test_every_bridge_on_the_way_must_claim_it(
    claims: tuple[Claims, ...], capability: str, way: str, by_nobody: list[str]
) -> None:
    """A way is claimed when each bridge that it passes claims its part; who doesn't is named with the source."""
    named = list(unclaimed(claims, capability, way))

    assert [sentence.partition(",")[0] for sentence in named] == by_nobody
    assert all("ROADMAP" in sentence for sentence in named)


def test_no_claim_is_misspelt() -> None:
    """Every claim is about a capability that the table knows; no bridge claims nothing, and none everything."""
    for one in {*PYTHON, *GO}:
        assert one.to_matrix < set(CAPABILITIES)
        assert one.from_matrix < set(CAPABILITIES)
        assert not all(one.covers(capability, way) for capability in CAPABILITIES for way in WAYS)
