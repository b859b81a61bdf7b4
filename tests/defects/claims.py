"""What a bridge must keep to and no law judges: each claim holds on a healthy one, and a defect breaks it.

A claim raises ``NeverSeen``, ``Seen`` or another AssertionError when it is broken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from harness.actors.control import Control
from harness.actors.host import Host
from harness.actors.log_ins import LogIns
from harness.actors.matrix import MatrixPerson
from harness.actors.person import Person
from harness.actors.scene import Scene
from harness.actors.tickets import Tickets
from harness.core.attachment import picture
from harness.core.fact import Fact, Place
from harness.core.wanted import Wanted, contains, starts_with


@dataclass(frozen=True, slots=True)
class Stand:
    """What a claim works with: scenes, the fake Discord's control API, log-ins, tickets, a while without a bridge."""

    scene: Scene
    discord: Control
    log_ins: LogIns
    tickets: Tickets
    without_bridge: Callable[[], AbstractAsyncContextManager[None]]
    another_scene: Callable[[], Awaitable[Scene]]


class Claim(Protocol):
    """What a test of a defect asks of a stand; its name stands in the report."""

    __name__: str

    def __call__(self, stand: Stand) -> Awaitable[None]:
        """Hold, or raise why not."""


PICTURE = picture(seed=1)
WAKES_WITHIN = 20.0  # seconds in which a bridge that comes back brings what it missed
TYPING_ENDS_WITHIN = 30.0  # seconds; the bridge says twelve, and Synapse may notice ten later (its wheel of timers)
TOO_LONG = "All work and no play makes a dull bridge. " * 60
"""More than Discord's 2,000 characters, and fewer than Telegram's 4,096."""


async def files_arrive_whole(stand: Stand) -> None:
    """The bytes that were sent are the bytes that arrive, both ways."""
    scene = stand.scene
    await scene.discord.alice.sends(PICTURE)
    await scene.matrix.bob.sees_file(PICTURE, by=scene.discord.alice)
    await scene.matrix.alice.sends(PICTURE)
    await scene.discord.bob.sees_file(PICTURE, by=scene.matrix.alice)


async def pictures_are_shown_as_such(stand: Stand) -> None:
    """A picture is one on Matrix, and has a picture's type on Discord."""
    scene = stand.scene
    await scene.discord.alice.sends(PICTURE)
    await scene.matrix.bob.sees_file(PICTURE, by=scene.discord.alice)
    await scene.matrix.alice.sends(PICTURE)
    posted = await scene.discord.bob.sees_file(PICTURE, by=scene.matrix.alice)
    assert posted.detail["files"][0]["mime"] == PICTURE.mime, f"{posted} is no picture"


async def captions_come_along(stand: Stand) -> None:
    """What was said with a file is read on the other side, both ways."""
    scene = stand.scene
    await scene.discord.alice.sends(PICTURE, "look at this, says alice on Discord")
    await _reads(scene.matrix.bob, "look at this, says alice on Discord")
    await scene.matrix.alice.sends(PICTURE, "look at this, says alice on Matrix")
    await _reads(scene.discord.bob, "look at this, says alice on Matrix")


async def edits_change_what_was_said(stand: Stand) -> None:
    """A correction changes the message that was there, and says nothing new."""
    scene = stand.scene
    said = await scene.discord.alice.says("we meet at five")
    seen = await scene.matrix.bob.sees("we meet at five", by=scene.discord.alice)
    await scene.discord.alice.edits(said, "we meet at six")
    await scene.matrix.bob.sees_edit("we meet at six", by=scene.discord.alice, of=seen)


async def what_is_too_long_is_not_cut(stand: Stand) -> None:
    """What Discord can't hold comes whole to Telegram, and to Discord not in part."""
    scene = stand.scene
    await scene.matrix.alice.says(TOO_LONG)
    await scene.telegram.bob.sees(TOO_LONG, by=scene.matrix.alice)
    await scene.discord.bob.catches_up_with(scene.matrix.alice)
    scene.facts.never_saw(Wanted(kind="message", network="discord", text=starts_with(TOO_LONG[:40])))


async def mentions_mean_who_was_meant(stand: Stand) -> None:
    """Whom alice mentions on Discord is told on Matrix: by their ghost, and by their name."""
    scene = stand.scene
    carol = scene.discord.carol
    await scene.discord.alice.says(f"where is <@{carol.id}>?")
    seen = await _reads(scene.matrix.bob, "where is ")
    assert seen.detail["content"]["m.mentions"]["user_ids"] == [_ghost(scene, carol)], f"{seen} mentions somebody else"
    assert carol.name in seen.text, f"{seen} names somebody else"


async def threads_stay_threads(stand: Stand) -> None:
    """What is said in a thread on Discord stands in the thread of the same message on Matrix."""
    scene = stand.scene
    alice = scene.discord.alice
    said = await alice.says("who is in favour?")
    root = await scene.matrix.bob.sees("who is in favour?", by=alice)
    place = {"channel": alice.place, "author": alice.id, "message": said.ref}
    thread = (await stand.discord.act("thread.create", **place, name="the vote"))["id"]
    await stand.discord.act("message.send", channel=thread, author=alice.id, content="I am, says alice")
    seen = await _reads(scene.matrix.bob, "I am, says alice")
    relation = seen.detail["content"].get("m.relates_to", {})
    assert (relation.get("rel_type"), relation.get("event_id")) == ("m.thread", root.ref), f"{seen} is in no thread"


async def what_is_not_bridged_stays_away(stand: Stand) -> None:
    """What is said in a guild that nobody bridged is not read on Matrix, though the bridge's account hears it."""
    scene = stand.scene
    alice, scope = scene.discord.alice, scene.stage.scope
    guild = (await stand.discord.act("guild.create", name="Elsewhere", owner=alice.id, scope=scope))["id"]
    channel = (await stand.discord.act("channel.create", guild=guild, name="hidden"))["id"]
    account = next(one for one in scene.bystanders if one.isdecimal())
    await stand.discord.act("guild.join", guild=guild, person=account, permissions="8")
    await stand.discord.act("message.send", channel=channel, author=alice.id, content="this stays here, says alice")
    await scene.matrix.bob.catches_up_with(alice)
    scene.stage.journal.never_saw(Wanted(network="matrix", text=contains("this stays here")))


async def ghosts_follow_nobody(stand: Stand) -> None:
    """A ghost that is invited to a room that no bridge is in doesn't come."""
    scene = stand.scene
    await scene.discord.alice.says("hello")
    await scene.matrix.bob.sees("hello", by=scene.discord.alice)
    alone, other = await scene.matrix.alice.alone_with(scene.matrix.bob)
    ghost = _ghost(scene, scene.discord.alice)
    await alone.client.call("inviting", alone.client.nio.room_invite, alone.place, ghost)
    # Behind the invitation on the way to the bridge, and behind the ghost's arrival on the way from the homeserver.
    await scene.discord.bob.catches_up_with(scene.matrix.alice)
    await _comes_after(alone, other)
    scene.stage.journal.never_saw(Wanted(kind="member", place=alone.place, target=ghost, text="join"))


async def the_dead_rest_after_a_restart(stand: Stand) -> None:
    """What was deleted stays so when the bridge starts the next time."""
    scene = stand.scene
    said = await scene.discord.alice.says("forget this, says alice")
    seen = await scene.matrix.bob.sees("forget this, says alice", by=scene.discord.alice)
    await scene.discord.alice.deletes(said)
    await scene.matrix.bob.sees_deleted(seen)
    mark = scene.stage.journal.mark()
    async with stand.without_bridge():
        pass
    # The channel's queue brings this after whatever the bridge had to say when it woke.
    await scene.discord.bob.catches_up_with(scene.matrix.alice)
    await _comes_after(scene.matrix.alice, scene.matrix.bob)
    scene.stage.journal.never_saw(Wanted(network="matrix", cause="wire", text=contains("forget this")), since=mark)


async def what_was_missed_comes_once(stand: Stand) -> None:
    """What is said while the bridge is away is read on Matrix when it is back, and once."""
    scene = stand.scene
    await scene.discord.alice.says("before, says alice")
    await scene.matrix.bob.sees("before, says alice", by=scene.discord.alice)
    async with stand.without_bridge():
        await scene.discord.alice.says("meanwhile, says alice")
    await scene.matrix.bob.sees("meanwhile, says alice", by=scene.discord.alice, within=WAKES_WITHIN)
    await scene.matrix.bob.catches_up_with(scene.discord.alice)
    copies = scene.facts.all(Wanted(network="matrix", witness="matrix.bob", text=contains("meanwhile")))
    assert len(copies) == 1, f"{len(copies)} copies came"


async def typing_ends(stand: Stand) -> None:
    """Who begins to type on Discord is shown as typing on Matrix, and not much longer than Discord shows it."""
    alice = stand.scene.discord.alice
    # Words of this claim's own: while its message is on the way, nobody is shown as typing.
    await alice.says("one moment, says alice")
    await stand.scene.matrix.bob.sees("one moment, says alice", by=alice)
    await stand.discord.act("typing.start", channel=alice.place, author=alice.id)
    typing = Wanted(network="matrix", kind="typing", witness="matrix.bob", author=_ghost(stand.scene, alice))
    begun = await stand.scene.stage.sees(typing.but(text="started"))
    await stand.scene.stage.sees(typing.but(text="stopped"), since=begun.seq, within=TYPING_ENDS_WITHIN)


async def readers_have_read(stand: Stand) -> None:
    """What somebody who has logged in to Discord reads on Matrix, their own account has read there."""
    scene = stand.scene
    erin = await stand.log_ins.by_token(scene)
    said = await scene.discord.alice.says("have you seen this, says alice?")
    heard = await erin.sees("have you seen this, says alice?", by=scene.discord.alice)
    await scene.has_everywhere(said)
    await erin.reads(heard)
    await scene.discord.bob.sees_read(said, by=erin)


async def tickets_stay_hidden(stand: Stand) -> None:
    """Who has logged in to Discord isn't invited to a channel that is hidden from them there."""
    scene = stand.scene
    erin = await stand.log_ins.by_token(scene)
    guild, mark = await stand.tickets.guild(erin), scene.stage.journal.mark()
    await stand.tickets.opens(guild, "help me, says alice")
    await erin.catches_up_with(scene.matrix.bob)
    scene.stage.journal.never_saw(
        Wanted(kind="member", witness=erin.key, author=erin.bot.user_id, target=erin.id), since=mark
    )


async def secrets_are_sealed(stand: Stand) -> None:
    """What alice says on Discord is in an encrypted room for those with keys, and for nobody else."""
    scene = await stand.another_scene()
    for person in scene.matrix:
        await person.client.takes_keys()
    host = Host(stand.tickets.operator, scene, ())
    await host.encrypts_room()
    await scene.discord.alice.says("between us, says alice")
    await host.sees_sealed(await scene.matrix.bob.sees("between us, says alice", by=scene.discord.alice))
    await scene.close()


async def _comes_after(speaker: MatrixPerson, listener: MatrixPerson) -> None:
    await speaker.says("is anybody else here?")
    await listener.sees("is anybody else here?", by=speaker)


async def _reads(person: Person, words: str) -> Fact:
    """Return the message on a person's network that a bridge brought with these words in it."""
    wanted = Wanted(kind="message", network=person.network, cause="wire", text=contains(words))
    return await person.stage.sees(wanted)


def _ghost(scene: Scene, person: Person) -> str:
    said = Fact(0, person.network, "message", author=person.id, author_name=person.name)
    shown = scene.stage.rendering(said, Place("matrix", scene.stage.places["matrix"]))
    return (shown.author if shown else None) or ""


BROKEN_BY: Mapping[str, tuple[Claim, str]] = {
    "backfills-twice": (what_was_missed_comes_once, "2 copies came"),
    "edits-as-new": (edits_change_what_was_said, "nobody saw: kind 'edit'"),
    "follows-anybody": (ghosts_follow_nobody, "never to be seen: kind 'member'"),
    "invites-everybody": (tickets_stay_hidden, "never to be seen: kind 'member'"),
    "leaks-hidden": (what_is_not_bridged_stays_away, "never to be seen: .*this stays here"),
    "loses-captions": (captions_come_along, "nobody saw: .*look at this"),
    "loses-threads": (threads_stay_threads, "is in no thread"),
    "mistypes-files": (pictures_are_shown_as_such, "file_kind: wanted 'picture', got 'file'"),
    "rises-after-restart": (the_dead_rest_after_a_restart, "never to be seen: .*forget this"),
    "speaks-in-clear": (secrets_are_sealed, "the homeserver was told in the clear"),
    "spoils-files": (files_arrive_whole, "other bytes"),
    "truncates": (what_is_too_long_is_not_cut, "never to be seen: .*All work and no play"),
    "types-forever": (typing_ends, "nobody saw: kind 'typing'.*'stopped'"),
    "wrong-mention": (mentions_mean_who_was_meant, "mentions somebody else"),
    # The account that the bridge's operator logged in is the other one here, and has read nothing: it is a bot.
    "wrong-reader": (readers_have_read, "nobody saw: kind 'read'"),
}
"""Which claim each defect breaks, and what the failure says (a regular expression)."""
