"""How a Dendrite shows a room: through whoever is in there, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest

from harness.actors.lab_client import LabClient
from harness.actors.lab_views import DendriteView, SynapseView
from harness.core.convergence import differences
from harness.core.verdict import Unknown

TOPIC = {"event_id": "$2", "type": "m.room.topic", "state_key": "", "content": {"topic": "tea"}}
PAGES = {"": {"chunk": [{"event_id": "$2"}], "end": "t1"}, "t1": {"chunk": [{"event_id": "$1"}], "end": "t2"}}


class Client:
    """Somebody's client on a server where there is one room; it shows the room to its members, and to an admin."""

    def __init__(self, *rooms: str) -> None:
        self._rooms = rooms

    async def ask(self, _: str, path: str, __: Any = None, **query: Any) -> Mapping[str, Any]:
        """Answer as the server does."""
        if path.endswith("joined_rooms"):
            return {"joined_rooms": self._rooms}
        if path.endswith("messages"):
            return PAGES.get(query.get("from", ""), {"chunk": []})
        return {"state": [TOPIC]} if path.endswith("state") else {"results": [{"event_id": "$2"}]}

    async def everything_of(self, _: str) -> list[Mapping[str, Any]]:
        """Return the state."""
        return [TOPIC]


def _client(*rooms: str) -> LabClient:
    return cast("LabClient", Client(*rooms))


async def _extremities(_: str) -> list[str]:
    return ["$2"]


async def test_both_makes_show_the_same_room_alike() -> None:
    """State, extremities and the whole timeline of a room compare between a Synapse and a Dendrite."""
    dendrite = DendriteView("b", [_client(), _client("!room")], _extremities)

    shown = [await SynapseView("a", _client()).shows("!room"), await dendrite.shows("!room")]

    assert differences(shown) == []
    assert shown[1].history == {"$1", "$2"}


async def test_room_that_nobody_is_in_stays_unknown() -> None:
    """A Dendrite has no API by which an admin looks into a room: that isn't taken for an empty one."""
    with pytest.raises(Unknown, match="nobody of b is in the room"):
        await DendriteView("b", [_client("!other")], _extremities).shows("!room")


async def test_what_a_dendrite_can_not_do_stays_unknown() -> None:
    """It forgets nothing of somebody whose account ends."""
    with pytest.raises(Unknown, match="forgets nothing of @ben:b"):
        await DendriteView("b", [], _extremities).erases("@ben:b")
