"""Steps: messages and what is done to them."""

from __future__ import annotations

from tests.acceptance.steps import Steps
from tests.discord.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()


@STEPS.step("hear a message")
def hear(play: Play) -> None:
    play.kept["heard"] = play.alice_says("heard")
    assert play.bot.hears(kind="new", what="heard")


@STEPS.step("say something")
def say(play: Play) -> None:
    play.kept["said"] = play.bot.send(channel=play.general, text="said")
    seen = play.bot.message(channel=play.general, number=play.kept["said"])
    assert (seen["text"], seen["author"], seen["edited"]) == ("said", "robot", False)


@STEPS.step("edit it")
def edit(play: Play) -> None:
    play.bot.edit(channel=play.general, number=play.kept["said"], text="changed")
    seen = play.bot.message(channel=play.general, number=play.kept["said"])
    assert (seen["text"], seen["edited"]) == ("changed", True)


@STEPS.step("see an edit")
def see_an_edit(play: Play) -> None:
    play.alice_does("message.edit", play.kept["heard"], content="heard otherwise")
    assert play.bot.hears(kind="edit", what="heard otherwise")


@STEPS.step("answer")
def answer(play: Play) -> None:
    sent = play.bot.send(channel=play.general, text="answer", reply_to=play.kept["heard"])
    assert play.bot.message(channel=play.general, number=sent)["reply_to"] == play.kept["heard"]


@STEPS.step("see an answer")
def see_an_answer(play: Play) -> None:
    play.alice_says("answered", reply_to=play.kept["said"])
    assert play.bot.hears(kind="new", what="answered")
    assert play.bot.hears(kind="reply", what=play.kept["said"])


@STEPS.step("send an embed")
def embed(play: Play) -> None:
    sent = play.bot.embed(channel=play.general, title="title", description="about", field="one")
    assert play.bot.message(channel=play.general, number=sent)["embeds"] == [["title", "about", ["one"]]]


@STEPS.step("see an embed")
def see_an_embed(play: Play) -> None:
    play.alice_says("look", embeds=[{"title": "shown"}])
    assert play.bot.hears(kind="embed", what="shown")


@STEPS.step("ask a poll")
def poll(play: Play) -> None:
    sent = play.bot.poll(channel=play.general, question="tea?", answers=["yes", "no"])
    assert play.bot.message(channel=play.general, number=sent)["poll"] == ["yes", "no"]


@STEPS.step("react")
def react(play: Play) -> None:
    play.bot.react(channel=play.general, number=play.kept["heard"], emoji="🔥")
    assert play.bot.reactors(channel=play.general, number=play.kept["heard"]) == ["robot"]


@STEPS.step("take a reaction back")
def unreact(play: Play) -> None:
    play.bot.unreact(channel=play.general, number=play.kept["heard"], emoji="🔥")
    assert play.bot.hears(kind="unreaction", what="🔥")
    assert "reactions" not in play.as_kept(play.kept["heard"])


@STEPS.step("see a reaction come and go")
def see_a_reaction(play: Play) -> None:
    play.alice_does("reaction.add", play.kept["said"], emoji="👍")
    assert play.bot.hears(kind="reaction", what="👍")
    play.alice_does("reaction.remove", play.kept["said"], emoji="👍")
    assert play.bot.hears(kind="unreaction", what="👍")


@STEPS.step("pin")
def pin(play: Play) -> None:
    play.bot.pin(channel=play.general, number=play.kept["heard"])
    assert play.bot.hears(kind="pins", what=play.general)
    assert play.bot.message(channel=play.general, number=play.kept["heard"])["pinned"] is True


@STEPS.step("list the pins")
def pins(play: Play) -> None:
    assert play.bot.pins(channel=play.general) == ["heard otherwise"]


@STEPS.step("unpin")
def unpin(play: Play) -> None:
    play.bot.unpin(channel=play.general, number=play.kept["heard"])
    assert play.bot.message(channel=play.general, number=play.kept["heard"])["pinned"] is False


@STEPS.step("show that one is writing")
def typing(play: Play) -> None:
    play.bot.typing(channel=play.general)


@STEPS.step("see that somebody is writing")
def see_typing(play: Play) -> None:
    act("typing.start", channel=play.general, author=play.alice["id"])
    assert play.bot.hears(kind="typing", what=play.alice["id"])


@STEPS.step("delete one's own")
def delete(play: Play) -> None:
    play.bot.delete(channel=play.general, number=play.kept["said"])
    assert "changed" not in play.bot.history(channel=play.general, limit=50)


@STEPS.step("see a deletion")
def see_a_deletion(play: Play) -> None:
    gone = play.alice_says("gone")
    play.alice_does("message.delete", gone)
    assert play.bot.hears(kind="delete", what=gone)


@STEPS.step("delete many at once")
def bulk_delete(play: Play) -> None:
    numbers = [play.alice_says(f"in bulk {number}") for number in range(3)]
    play.bot.bulk_delete(channel=play.general, numbers=numbers)
    assert play.bot.hears(kind="bulk", what="3")
    assert not any(text.startswith("in bulk") for text in play.bot.history(channel=play.general, limit=50))


@STEPS.step("read the history before a message")
def before(play: Play) -> None:
    play.kept["page"] = [play.alice_says(f"page {number}") for number in range(9)]
    texts = play.bot.history(channel=play.general, limit=2, before=play.kept["page"][4])
    assert texts == ["page 3", "page 2"], texts


@STEPS.step("read the history after a message")
def after(play: Play) -> None:
    texts = play.bot.history(channel=play.general, limit=2, after=play.kept["page"][4])
    assert texts == ["page 6", "page 5"], texts


@STEPS.step("read the history around a message")
def around(play: Play) -> None:
    texts = play.bot.history(channel=play.general, limit=3, around=play.kept["page"][4])
    assert texts == ["page 5", "page 4", "page 3"], texts


@STEPS.step("talk in a direct message")
def direct(play: Play) -> None:
    play.kept["direct"] = play.bot.direct(person=play.alice["id"])
    play.bot.send(channel=play.kept["direct"], text="between us")
    play.alice_says("only us", channel=play.kept["direct"])
    assert play.bot.hears(kind="new", what="only us")
    assert play.bot.history(channel=play.kept["direct"], limit=5) == ["only us", "between us"]
