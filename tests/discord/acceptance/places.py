"""Steps: threads, forums, channels, roles and members, webhooks, commands."""

from __future__ import annotations

from tests.acceptance.steps import Steps
from tests.discord.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()


@STEPS.step("start a thread from a message, and talk in it")
def thread(play: Play) -> None:
    play.kept["thread"] = play.bot.start_thread(channel=play.general, name="aside", number=play.kept["heard"])
    play.bot.send(channel=play.kept["thread"], text="said aside")
    play.alice_says("answered aside", channel=play.kept["thread"])
    assert play.bot.hears(kind="new", what="answered aside")


@STEPS.step("start a thread without a message")
def loose_thread(play: Play) -> None:
    play.kept["loose"] = play.bot.start_thread(channel=play.general, name="loose")
    play.bot.send(channel=play.kept["loose"], text="said loosely")
    assert play.bot.history(channel=play.kept["loose"], limit=1) == ["said loosely"]


@STEPS.step("leave a thread and join it again")
def join(play: Play) -> None:
    play.bot.leave_thread(thread=play.kept["loose"])
    play.bot.join_thread(thread=play.kept["loose"])


@STEPS.step("archive a thread, and wake it")
def archive(play: Play) -> None:
    assert play.bot.archive(thread=play.kept["loose"], archived=True) is True
    assert play.bot.archive(thread=play.kept["loose"], archived=False) is False


@STEPS.step("see a thread begin")
def see_a_thread(play: Play) -> None:
    act("thread.create", author=play.alice["id"], channel=play.general, name="of alice")
    assert play.bot.hears(kind="thread", what="of alice")


@STEPS.step("post in a forum, and see a post")
def forum(play: Play) -> None:
    play.kept["post"] = play.bot.post(forum=play.forum, name="post", text="first post", tag="news")
    assert play.bot.history(channel=play.kept["post"], limit=5) == ["first post"]
    act("thread.create", author=play.alice["id"], channel=play.forum, name="reader's", content="second post")
    assert play.bot.hears(kind="thread", what="reader's")
    assert play.bot.hears(kind="new", what="second post")


@STEPS.step("make, rename, hide and delete a channel")
def channels(play: Play) -> None:
    channel = play.bot.make_channel(guild=play.guild, name="fresh")
    assert play.bot.hears(kind="channel", what="fresh")
    assert play.bot.rename_channel(channel=channel, name="stale") == "stale"
    role = act("role.create", guild=play.guild, name="quiet")["id"]
    assert play.bot.hears(kind="role", what="quiet")
    play.bot.hide_channel(channel=channel, role=role)
    play.bot.delete_channel(channel=channel)


@STEPS.step("make a role, give it, take it and delete it")
def roles(play: Play) -> None:
    role = play.bot.make_role(guild=play.guild, name="reader")
    assert play.bot.hears(kind="role", what="reader")
    play.bot.give_role(guild=play.guild, person=play.bob["id"], role=role)
    assert play.bot.roles_of(guild=play.guild, person=play.bob["id"]) == [role]
    play.bot.take_role(guild=play.guild, person=play.bob["id"], role=role)
    assert play.bot.roles_of(guild=play.guild, person=play.bob["id"]) == []
    play.bot.delete_role(guild=play.guild, role=role)


@STEPS.step("give a member a name")
def nickname(play: Play) -> None:
    assert play.bot.nickname(guild=play.guild, person=play.bob["id"], nick="Bobby") == "Bobby"


@STEPS.step("put a member out")
def kick(play: Play) -> None:
    play.bot.kick(guild=play.guild, person=play.carol["id"])
    assert play.bot.hears(kind="leave", what="carol")


@STEPS.step("make a webhook, and speak by it")
def webhook(play: Play) -> None:
    hook = play.bot.make_webhook(channel=play.general, name="relay")
    play.kept["hook"] = {"webhook": hook["id"], "token": hook["token"]}
    play.kept["relayed"] = play.bot.hook_says(**play.kept["hook"], text="relayed", name="Ada")
    assert play.bot.hears(kind="new", what="relayed")
    assert play.bot.message(channel=play.general, number=play.kept["relayed"])["author"] == "Ada"


@STEPS.step("edit what a webhook said")
def hook_edits(play: Play) -> None:
    play.bot.hook_edits(**play.kept["hook"], number=play.kept["relayed"], text="relayed otherwise")
    assert play.bot.hears(kind="edit", what="relayed otherwise")


@STEPS.step("speak by a webhook in a thread")
def hook_in_thread(play: Play) -> None:
    play.bot.hook_says(**play.kept["hook"], text="relayed aside", name="Ada", thread=play.kept["thread"])
    assert play.bot.history(channel=play.kept["thread"], limit=1) == ["relayed aside"]


@STEPS.step("delete what a webhook said")
def hook_deletes(play: Play) -> None:
    play.bot.hook_deletes(**play.kept["hook"], number=play.kept["relayed"])
    assert play.bot.hears(kind="delete", what=play.kept["relayed"])


@STEPS.step("delete a webhook")
def delete_webhook(play: Play) -> None:
    play.bot.delete_webhook(**play.kept["hook"])


@STEPS.step("answer a slash command")
def command(play: Play) -> None:
    play.bot.answer_commands(guild=play.guild, now="ping", later="think")
    _uses(play, "ping")
    assert play.bot.hears(kind="new", what="ping")


@STEPS.step("answer a slash command later")
def command_later(play: Play) -> None:
    _uses(play, "think")
    assert play.bot.hears(kind="new", what="think")


@STEPS.step("answer a button that is pressed")
def button(play: Play) -> None:
    number = play.bot.button(channel=play.general, text="press me")
    play.alice_does("component.press", number, custom_id="press")
    assert play.bot.hears(kind="edit", what="pressed")


def _uses(play: Play, name: str) -> None:
    act("command.use", author=play.alice["id"], channel=play.general, application=play.robot["id"], name=name)
