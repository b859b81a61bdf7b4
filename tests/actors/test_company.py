"""People who are made for a scene."""

from __future__ import annotations

from typing import Any, cast

import pytest

from harness.actors.company import Registry
from harness.actors.person import Stage
from harness.core.fact import Network
from harness.core.journal import Journal
from tests.actors.cast import access


class Orders:
    """A fake that takes down its orders."""

    def __init__(self) -> None:
        self.given: list[tuple[str, dict[str, Any]]] = []

    async def act(self, operation: str, **order: Any) -> dict[str, str]:
        self.given.append((operation, order))
        return {"id": "7"}


@pytest.mark.parametrize("network", ["discord", "telegram"])
async def test_newcomer_has_an_account_and_is_nowhere(network: Network) -> None:
    """Somebody new is of the scene and in none of its places; the same scene has the same newcomer."""
    journal = Journal(lambda: 1.0)
    discord, telegram = Orders(), Orders()
    registry = Registry(access(), cast("Any", None), journal, cast("Any", discord), cast("Any", telegram))
    stage = Stage("scope", journal, 0, {}, cast("Any", None), lambda fact: fact)

    first, again = await registry.newcomer(network, stage), await registry.newcomer(network, stage)

    assert (first.network, first.id, first.name) == (network, "7", again.name)
    assert [operation for operation, _ in (discord if network == "discord" else telegram).given] == [
        "person.create"
    ] * 2
    assert not (telegram if network == "discord" else discord).given
