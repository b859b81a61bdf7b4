"""Steps: messages in each kind of chat."""

from __future__ import annotations

from tests.acceptance.driver import refused
from tests.acceptance.steps import Step, Steps
from tests.telegram.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()
KINDS = ("private", "group", "supergroup")


def hear(play: Play, kind: str) -> None:
    play.alice_says(kind, f"heard in the {kind}")
    assert play.user.hears(kind="new", what=f"heard in the {kind}")


def say(play: Play, kind: str) -> None:
    play.kept[f"said {kind}"] = play.user.send(peer=play.peers[kind], text=f"said in the {kind}")
    if kind != "private":
        assert play.bot.hears(kind="new", what=f"said in the {kind}")


def edit(play: Play, kind: str) -> None:
    play.user.edit(peer=play.peers[kind], number=play.kept[f"said {kind}"], text=f"changed in the {kind}")
    if kind != "private":
        assert play.bot.hears(kind="edit", what=f"changed in the {kind}")


def see_an_edit(play: Play, kind: str) -> None:
    ref = play.alice_says(kind, f"first in the {kind}")
    assert play.user.hears(kind="new", what=f"first in the {kind}")
    play.alice_does("message.edit", kind, ref, text=f"second in the {kind}")
    assert play.user.hears(kind="edit", what=f"second in the {kind}")


def answer(play: Play, kind: str) -> None:
    play.alice_says(kind, f"question in the {kind}")
    number = play.number(kind, f"question in the {kind}")
    sent = play.user.send(peer=play.peers[kind], text=f"answer in the {kind}", reply_to=number)
    assert play.user.message(peer=play.peers[kind], number=sent)["reply_to"] == number


def delete(play: Play, kind: str) -> None:
    play.user.delete(peer=play.peers[kind], numbers=[play.kept[f"said {kind}"]])
    texts = [item["text"] for item in play.user.history(peer=play.peers[kind], limit=20)]
    assert f"changed in the {kind}" not in texts
    assert f"answer in the {kind}" in texts


def see_a_deletion(play: Play, kind: str) -> None:
    ref = play.alice_says(kind, f"gone in the {kind}")
    number = play.number(kind, f"gone in the {kind}")
    play.alice_does("message.delete", kind, ref)
    assert play.user.hears(kind="delete", what=str(number))


def history(play: Play, kind: str) -> None:
    texts = [item["text"] for item in play.user.history(peer=play.peers[kind], limit=3)]
    assert texts == [f"answer in the {kind}", f"question in the {kind}", f"second in the {kind}"], texts


def mark_as_read(play: Play, kind: str) -> None:
    number = play.number(kind, f"question in the {kind}")
    play.user.read(peer=play.peers[kind], number=number)


def react(play: Play, kind: str) -> None:
    number = play.number(kind, f"question in the {kind}")
    play.user.react(peer=play.peers[kind], number=number, emoji="🔥")
    assert play.user.message(peer=play.peers[kind], number=number)["reactions"] == ["🔥"]
    play.user.react(peer=play.peers[kind], number=number, emoji=None)


DEEDS = {
    "hear a message": hear,
    "say something": say,
    "edit it": edit,
    "see an edit": see_an_edit,
    "answer": answer,
    "delete one's own": delete,
    "see a deletion": see_a_deletion,
    "read the history": history,
    "mark as read": mark_as_read,
    "react and take it back": react,
}


def _made(name: str, kind: str) -> Step[Play]:
    return Step(f"{name}: {kind}", lambda play: DEEDS[name](play, kind))


for kind in KINDS:
    for name in DEEDS:
        STEPS.add(_made(name, kind))


@STEPS.step("keep bold and code")
def formatting(play: Play) -> None:
    text = "**bold** `code`"
    number = play.bot.send(peer=play.peers["supergroup"], text=text)
    seen = play.bot.message(peer=play.peers["supergroup"], number=number)
    assert (seen["text"], seen["entities"]) == ("bold code", ["bold", "code"]), seen


@STEPS.step("show that one is writing")
def typing(play: Play) -> None:
    play.user.typing(peer=play.peers["supergroup"])


@STEPS.step("see that somebody is writing")
def see_typing(play: Play) -> None:
    act("typing.start", chat=play.chats["group"], author=play.alice["id"])
    assert play.user.hears(kind="typing", what="")


@STEPS.step("hear of a reaction as an administrator that is a bot")
def reactions_of_others(play: Play) -> None:
    act("chat.promote", chat=play.chats["supergroup"], person=play.robot["id"])
    ref = play.alice_says("supergroup", "react to me")
    play.alice_does("reaction.set", "supergroup", ref, emoji="👍")
    assert play.bot.hears(kind="reaction", what="👍")


@STEPS.step("list the members")
def members(play: Play) -> None:
    for kind in ("group", "supergroup"):
        assert play.user.members(peer=play.peers[kind]) == ["Alice", "Bob", "Robot"]


@STEPS.step("be refused a text that is too long")
def too_long(play: Play) -> None:
    refused("MESSAGE_TOO_LONG", lambda: play.user.send(peer=play.peers["supergroup"], text="x" * 4097))


@STEPS.step("be told to wait")
def flood_wait(play: Play) -> None:
    act("fault.set", fault="flood_wait", method="messages.sendMessage", seconds=33, times=1)
    refused("FLOOD_WAIT", lambda: play.bot.send(peer=play.peers["supergroup"], text="flood"))
