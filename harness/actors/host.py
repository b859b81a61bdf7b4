"""The host of a scene's room: the operator, who decides what people and bridges may do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from harness.actors.operator import Operator
from harness.actors.person import Person
from harness.actors.scene import Scene
from harness.core.fact import Fact

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

    async def encrypts_room(self) -> None:
        """Have the room encrypted from now on; return once its people, who need keys, and the bridges know."""
        # Whoever comes in later has a bridge change its keys, which may go before what it was just about to say.
        await self._scene.settles()
        kind, content = "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}
        await self._client.call("encrypting", self._client.nio.room_put_state, self._room, kind, content)
        for person in self._scene.matrix:
            person.arrives()
            await person.sees_encrypted()
        # What the wardens say there, each bridge must have decrypted.
        await self._scene.settles()

    async def sees_sealed(self, said: Fact) -> None:
        """Be served a message of the room's, without having its keys: encrypted, and without its words."""
        answer = await self._client.call("reading", self._client.nio.room_get_event, self._room, said.ref)
        event: dict[str, Any] = answer.event.source
        note = Fact(said.at, "matrix", "note", self._client.user_id, place=self._room, scope=said.scope, ref=said.ref)
        served = replace(note, text=event["type"], detail=event)
        self._scene.stage.journal.append(served)
        assert served.text == "m.room.encrypted", f"the homeserver was told in the clear: {served}"
        assert said.text not in str(served.detail), f"the homeserver reads the words of {said}: {served}"

    async def _raises(self, *user_ids: str) -> None:
        await self._client.raises(self._room, GOVERNS, *user_ids)

    @property
    def _room(self) -> str:
        return self._scene.stage.places["matrix"]
