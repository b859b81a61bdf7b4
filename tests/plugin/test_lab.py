"""A scene of the lab, as far as it goes without one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from harness.actors.lab_server import LabServer
from harness.actors.person import Stage
from harness.core.convergence import Snapshot
from harness.core.fact import Fact
from harness.core.journal import Journal
from harness.lab_scene import Disagreed, LabScene
from harness.runtime.network import Runtime

SEEN = Snapshot("a", {"m.room.topic|": "$1"}, {"m.room.topic|": {"topic": "tea"}}, frozenset({"$1"}), frozenset({"$1"}))
CAME = Fact(1, "federation", "message", ref="$1", scope="s", detail={"by": "send", "server": "a", "problems": []})


class Server:
    """A server that shows one snapshot after another, and the last one for ever."""

    def __init__(self, *shown: Snapshot) -> None:
        self._shown = list(shown)

    async def shows(self, _: str) -> Snapshot:
        """Look."""
        return self._shown.pop(0) if len(self._shown) > 1 else self._shown[0]


@pytest.fixture
def scene() -> LabScene:
    """A scene in a room, with nothing that runs behind it."""
    nothing: Any = None
    stage = Stage("s", Journal(lambda: 1000.0), 0, {"matrix": "!room"}, nothing, lambda fact: fact, patience=0.3)
    return LabScene(stage, {}, nothing, nothing, cast("Runtime", nothing), nothing)


async def test_agreement_may_come_late(scene: LabScene) -> None:
    """Servers are looked at until they agree, and every look is in the journal."""
    late = replace(SEEN, server="b", state={})
    other = Server(late, late, replace(SEEN, server="b"))

    shown = await scene.agrees(cast("LabServer", Server(SEEN)), cast("LabServer", other))

    assert shown == SEEN
    assert len(scene.facts.facts) == 6


async def test_disagreement_is_told(scene: LabScene) -> None:
    """When the time is up the failure says in what they differ."""
    other = Server(replace(SEEN, server="b", extremities=frozenset({"$2"})))

    with pytest.raises(Disagreed, match=r"extremities: \$1 on a and not on b"):
        await scene.agrees(cast("LabServer", Server(SEEN)), cast("LabServer", other))


def test_unverified_event_of_a_real_server_is_told(scene: LabScene) -> None:
    """Whatever came over the wire with a problem is a sentence; what the forger sent, or came in order, is none."""
    wrong = {**CAME.detail, "problems": ["the hash is another"]}
    scene.stage.journal.append(CAME)
    scene.stage.journal.append(replace(CAME, cause="control", detail=wrong))
    scene.stage.journal.append(replace(CAME, ref="$2", detail=wrong))

    assert scene.unverified() == ["send brought $2 from a: the hash is another"]
