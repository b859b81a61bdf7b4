"""Double puppets: what a user's account does on Discord is the user's on Matrix, and doesn't come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from fakes.discord_bridge.puppets import BRIDGE, SOURCE, Puppet
from tests.discord_bridge.stage import ACCOUNT, ADMIN, CHANNEL, ROOM, Stage


@dataclass
class PuppetRecorder:
    mxid: str = ADMIN
    sent: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    redacted: list[str] = field(default_factory=list)

    async def send(self, _: str, content: Mapping[str, Any], kind: str, at: int | None) -> str:
        self.sent.append((kind, content))
        return f"$p{len(self.sent)}"

    async def redact(self, _: str, event_id: str) -> None:
        self.redacted.append(event_id)

    async def mark_read(self, _: str, event_id: str) -> None:
        self.read.append(event_id)


def puppeted() -> tuple[Stage, PuppetRecorder]:
    stage, puppet = Stage().bridged(), PuppetRecorder()
    stage.bridge.puppets.adopt(cast("Puppet", puppet))
    return stage, puppet


async def test_an_account_speaks_as_its_user() -> None:
    """What the account says and reacts on Discord is the Matrix user's own; others keep their ghosts."""
    stage, puppet = puppeted()
    stage.discord_says(1, "mine", author=ACCOUNT)
    stage.discord_says(2, "not mine")
    emoji = {"id": None, "name": "👍"}
    reaction = {"message_id": "2", "channel_id": CHANNEL, "user_id": ACCOUNT, "emoji": emoji}
    stage.gateway("MESSAGE_REACTION_ADD", **reaction)
    stage.gateway("MESSAGE_REACTION_REMOVE", **reaction)
    await stage.settled()
    assert [kind for kind, _ in puppet.sent] == ["m.room.message", "m.reaction"]
    assert puppet.sent[0][1]["body"] == "mine"
    assert puppet.redacted == ["$p2"]
    assert [body for _, body in stage.matrix.said()] == ["not mine"]


async def test_a_puppets_event_isnt_bridged_back() -> None:
    """What the bridge said as the user comes back from the homeserver, and goes nowhere; the user's own does."""
    stage, _ = puppeted()
    await stage.matrix_says(1, "echo", {SOURCE: BRIDGE}, sender=ADMIN)
    await stage.matrix_says(2, "own", sender=ADMIN)
    await stage.settled()
    assert [body["content"] for body in stage.discord.bodies] == ["own"]


async def test_reading_on_discord_is_reading_on_matrix() -> None:
    """An acknowledgement moves the user's read marker, as far as the message is known."""
    stage, puppet = puppeted()
    stage.discord_says(1, "hi")
    await stage.settled()
    for message in ("1", "99"):
        stage.gateway("MESSAGE_ACK", channel_id=CHANNEL, message_id=message)
    await stage.settled()
    assert puppet.read == ["$1"]
    assert stage.shown()[0]["body"] == "hi"
    assert stage.bridge.portals[CHANNEL].room == ROOM
