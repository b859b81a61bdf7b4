"""The host of a scene's room: the operator, who decides what people and bridges may do there."""

from __future__ import annotations

from collections.abc import Sequence

from harness.actors.operator import Operator
from harness.actors.person import Person
from harness.actors.scene import Scene

GOVERNS = 60
"""The level (of m.room.power_levels) that names, describes and pictures a room; see ``operator.create_room``."""


class Host:
    """Whoever made a scene's room. ``bots`` are the bridges'."""

    def __init__(self, operator: Operator, scene: Scene, bots: Sequence[str]) -> None:
        self._client = operator.client
        self._scene = scene
        self._bots = bots

    async def lets_bridges_govern(self, *people: Person) -> None:
        """Let both bridges' bots, and people's ghosts, name and picture the room; return once they have heard of it."""
        await self._raises(*self._bots, *map(self._scene.matrix.alice.sees_as, people))
        await self._scene.settles()

    async def lets_govern(self, *people: Person) -> None:
        """Let people on Matrix name, describe and picture the room, and take from others what they may do."""
        await self._raises(*(person.id for person in people))

    async def _raises(self, *user_ids: str) -> None:
        await self._client.raises(self._scene.stage.places["matrix"], GOVERNS, *user_ids)
