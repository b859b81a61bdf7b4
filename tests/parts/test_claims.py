"""What is claimed of which way."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.parts.claims import CAPABILITIES, WAYS, Claims, bug, of, unclaimed

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
        (PYTHON, "typing", "matrix-to-discord", []),
        (PYTHON, "typing", "telegram-to-discord", ["mautrix-discord"]),
        (PYTHON, "reaction", "discord-to-telegram", ["mautrix-telegram (Python)"]),
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


def test_known_bug_is_that_of_the_bridge_that_runs() -> None:
    """What fails by one bridge's bug is a plain claim of the other's; a parametrised test is known by its name."""
    broken = "suites/bug_reports/test_telegram_gaps.py::test_edit_behind_a_gap_arrives"

    assert bug(GO, broken) is bug(GO, f"{broken}[telegram-to-matrix]") is GO[1].bugs[0]
    assert bug(PYTHON, broken) is bug(GO, f"{broken}_twice") is None


def test_known_bugs_name_tests_that_exist() -> None:
    """Every test that a bug is told to break stands in its file, and the scenario that shows it is one of them."""
    for known in (known for one in {*PYTHON, *GO} for known in one.bugs):
        assert known.scenario in known.tests
        for path, _, name in (test.partition("::") for test in known.tests):
            assert f"async def {name.partition('[')[0]}(" in Path(path).read_text(encoding="utf-8")
