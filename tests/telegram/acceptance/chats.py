"""Steps: chats that the client makes, enters and leaves, and those where it may only read."""

from __future__ import annotations

from tests.acceptance.driver import refused
from tests.acceptance.steps import Step, Steps
from tests.telegram.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()


@STEPS.step("hear a post in a channel")
def hear_a_post(play: Play) -> None:
    play.alice_says("channel", "heard in the channel")
    assert play.user.hears(kind="new", what="heard in the channel")


@STEPS.step("be refused to post in another's channel")
def post_elsewhere(play: Play) -> None:
    refused("CHAT_ADMIN_REQUIRED", lambda: play.user.send(peer=play.peers["channel"], text="me too"))


def make(play: Play, kind: str) -> None:
    if kind == "group":
        made = play.user.create_group(title=f"own {kind}", person=int(play.alice["id"]))
    else:
        made = play.user.create_channel(title=f"own {kind}", broadcast=kind == "channel")
    play.peers[f"own {kind}"] = made
    number = play.user.send(peer=made, text=f"first in my {kind}")
    assert play.user.message(peer=made, number=number)["text"] == f"first in my {kind}"


def rename(play: Play, kind: str) -> None:
    play.user.retitle(peer=play.peers[f"own {kind}"], title=f"new {kind}")
    assert f"new {kind}" in play.user.dialogs()


def _made(kind: str) -> tuple[Step[Play], Step[Play]]:
    return (
        Step(f"make a {kind} and write in it", lambda play: make(play, kind)),
        Step(f"rename one's own {kind}", lambda play: rename(play, kind)),
    )


for kind in ("group", "supergroup", "channel"):
    for made in _made(kind):
        STEPS.add(made)


@STEPS.step("pin a message and unpin it")
def pin(play: Play) -> None:
    peer = play.peers["own supergroup"]
    number = play.user.send(peer=peer, text="pinned")
    play.user.pin(peer=peer, number=number)
    assert play.user.pinned(peer=peer) == ["pinned"]
    play.user.unpin(peer=peer, number=number)
    assert play.user.pinned(peer=peer) == []


@STEPS.step("join by a link, and leave")
def join(play: Play) -> None:
    chat = act("chat.create", kind="supergroup", title="by link", creator=play.alice["id"], members=[], scope="play")
    play.user.join_link(link=act("chat.link", chat=chat["id"])["link"])
    assert "by link" in play.user.dialogs()
    play.user.leave(peer=int(chat["bot_api_id"]))
    assert "by link" not in play.user.dialogs()


@STEPS.step("make a forum and write in a topic")
def forum(play: Play) -> None:
    peer = play.peers["own supergroup"]
    play.user.forum(peer=peer)
    topic = play.user.topic(peer=peer, title="garden")
    number = play.user.send(peer=peer, text="in the garden", reply_to=topic)
    assert play.user.message(peer=peer, number=number)["topic"] == topic
