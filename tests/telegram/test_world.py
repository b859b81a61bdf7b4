"""The world's rules: ids from the seed, numbers and pts by box, who may do what, and Telegram's names for refusals."""

from collections.abc import Callable
from random import Random

import pytest

from fakes.telegram.tl import tl
from fakes.telegram.world import Happened, Message, Person, Place, World, WorldError
from fakes.telegram.world.world import place_of
from tests.telegram.wire import NOON, Clock


class Cast:
    """A world with alice (creator), bob (member), a bot (administrator) and mallory (outside)."""

    def __init__(self, kind: str = "supergroup", seed: int = 7) -> None:
        self.clock = Clock()
        self.world = World(self.clock, Random(seed))
        create = self.world.people.create
        self.alice, self.bob, self.mallory = create("Alice"), create("Bob"), create("Mallory")
        self.bot = create("Bot", bot=True)
        assert kind in ("group", "supergroup")
        self.chat = self.world.create_chat(kind, "Room", self.alice, [self.bob, self.bot])  # type: ignore[arg-type]
        self.world.promote(self.chat, self.bot)
        self.place = place_of(self.chat)

    def says(self, author: Person, text: str = "hi", place: Place | None = None) -> Message:
        return self.world.send(author, place or self.place, text).messages[0]


@pytest.fixture(params=["group", "supergroup"])
def cast(request: pytest.FixtureRequest) -> Cast:
    return Cast(request.param)


@pytest.fixture
def supergroup() -> Cast:
    return Cast("supergroup")


def refused(name: str, act: Callable[[], object]) -> None:
    with pytest.raises(WorldError) as caught:
        act()
    assert caught.value.name == name


def test_same_seed_same_ids() -> None:
    """Ids, phones and tokens are the seed's; another seed gives others."""

    def ids(seed: int) -> list[object]:
        cast = Cast(seed=seed)
        return [cast.alice.id, cast.alice.phone, cast.bot.token, cast.chat.id]

    assert ids(7) == ids(7)
    assert not set(ids(7)) & set(ids(8))


def test_a_bot_by_its_token_has_the_tokens_id() -> None:
    """A token that is known before the start decides the bot's id."""
    bot = Cast().world.people.create("Relay", bot=True, token="5551:secret")

    assert (bot.id, bot.token) == (5551, "5551:secret")


def test_every_change_of_a_supergroup_counts_once(supergroup: Cast) -> None:
    """Pts grows by one a message and edit, and by the number of messages for a deletion."""
    pts = supergroup.chat.box.pts
    first, second = supergroup.says(supergroup.bob), supergroup.says(supergroup.bob)
    supergroup.world.edit(supergroup.bob, first, "changed")
    supergroup.world.delete(supergroup.bob, [first, second])

    changes = supergroup.chat.box.since(pts)

    assert [(c.kind, c.pts - pts, c.pts_count) for c in changes] == [
        ("new", 1, 1),
        ("new", 2, 1),
        ("edit", 3, 1),
        ("delete", 5, 2),
    ]


def test_members_of_a_group_number_messages_for_themselves() -> None:
    """The same message has another number for a member who has more messages."""
    cast = Cast("group")
    cast.says(cast.alice, place=Place.private(cast.alice.id, cast.mallory.id))

    message = cast.says(cast.bob)

    assert cast.bob.box.number(message.ref) == 2
    assert cast.alice.box.number(message.ref) == 3


def test_members_of_a_supergroup_share_its_numbers(supergroup: Cast) -> None:
    """A supergroup's messages touch nobody's own box."""
    message = supergroup.says(supergroup.bob)

    assert supergroup.chat.box.number(message.ref) == 3  # after the creation and the invitation
    assert supergroup.bob.box.changes == []


def test_numbers_are_never_used_again(supergroup: Cast) -> None:
    """A message after a deleted one gets the next number."""
    first = supergroup.says(supergroup.bob)
    number = supergroup.chat.box.number(first.ref)
    supergroup.world.delete(supergroup.bob, [first])

    assert supergroup.chat.box.number(supergroup.says(supergroup.bob).ref) == (number or 0) + 1


def test_whoever_comes_later_has_no_earlier_group_messages() -> None:
    """A basic group's messages are only in the boxes of those who were there."""
    cast = Cast("group")
    cast.says(cast.alice, "before")
    cast.world.invite(cast.chat, cast.alice, [cast.mallory])
    cast.says(cast.alice, "after")

    assert [m.text for m in cast.world.history(cast.mallory, cast.place)] == ["", "after"]


@pytest.mark.parametrize(("kind", "name"), [("supergroup", "CHANNEL_PRIVATE"), ("group", "CHAT_WRITE_FORBIDDEN")])
def test_outsiders_may_not_write(kind: str, name: str) -> None:
    """Who isn't in a chat can't write there, and can once they joined."""
    cast = Cast(kind)

    refused(name, lambda: cast.says(cast.mallory))

    cast.world.invite(cast.chat, cast.mallory, [cast.mallory])
    assert cast.says(cast.mallory).text == "hi"


def test_who_left_may_not_write(cast: Cast) -> None:
    """Leaving takes the right away."""
    assert cast.says(cast.bob).text == "hi"

    cast.world.remove(cast.chat, cast.bob, cast.bob)

    with pytest.raises(WorldError):
        cast.says(cast.bob)


def test_a_bot_may_not_write_first(cast: Cast) -> None:
    """A bot can write to whoever wrote to it."""
    place = Place.private(cast.bot.id, cast.bob.id)
    refused("USER_IS_BLOCKED", lambda: cast.says(cast.bot, place=place))

    cast.says(cast.bob, place=place)

    assert cast.says(cast.bot, place=place).text == "hi"


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048])
def test_the_longest_text_is_4096_units(cast: Cast, text: str) -> None:
    """UTF-16 code units count: 4,096 pass and one more doesn't."""
    assert cast.says(cast.bob, text).text == text

    refused("MESSAGE_TOO_LONG", lambda: cast.says(cast.bob, text + "x"))


def test_text_of_nothing_is_refused(cast: Cast) -> None:
    """Space alone is no message, and space around a message goes."""
    refused("MESSAGE_EMPTY", lambda: cast.says(cast.bob, " \n "))

    assert cast.says(cast.bob, "  hi \n").text == "hi"


def test_formatting_moves_with_the_text(cast: Cast) -> None:
    """Space that is cut in front shifts the entities."""
    bold = tl("messageEntityBold", offset=3, length=2)

    message = cast.world.send(cast.bob, cast.place, "   hi", entities=(bold,)).messages[0]

    assert message.entities == (tl("messageEntityBold", offset=0, length=2),)


def test_commands_are_marked(cast: Cast) -> None:
    """A word that begins with a slash is a bot command, wherever the message's UTF-16 offset puts it."""
    message = cast.says(cast.bob, "😀 /start@a_bot http://x/y")

    commands = [entity for entity in message.entities if entity.name == "messageEntityBotCommand"]
    assert commands == [tl("messageEntityBotCommand", offset=3, length=12)]


def test_only_authors_edit(cast: Cast) -> None:
    """Not even an administrator edits somebody else's message."""
    message = cast.says(cast.bob)

    refused("MESSAGE_AUTHOR_REQUIRED", lambda: cast.world.edit(cast.alice, message, "forged"))
    refused("MESSAGE_NOT_MODIFIED", lambda: cast.world.edit(cast.bob, message, "hi"))

    assert cast.world.edit(cast.bob, message, "changed").messages[0].text == "changed"


def test_members_delete_their_own_and_administrators_all(cast: Cast) -> None:
    """The right to delete others' messages is an administrator's."""
    theirs, own = cast.says(cast.alice), cast.says(cast.bob)

    refused("MESSAGE_DELETE_FORBIDDEN", lambda: cast.world.delete(cast.bob, [theirs]))

    assert cast.world.delete(cast.bob, [own])
    assert cast.world.delete(cast.bot, [theirs])


def test_what_is_deleted_is_gone(cast: Cast) -> None:
    """A deleted message can be neither edited nor reacted to, and isn't in the history."""
    message = cast.says(cast.bob)
    cast.world.delete(cast.bob, [message])

    refused("MESSAGE_ID_INVALID", lambda: cast.world.edit(cast.bob, message, "changed"))
    refused("MESSAGE_ID_INVALID", lambda: cast.world.react(cast.bob, message, "👍"))
    assert message not in cast.world.history(cast.alice, cast.place)
    assert cast.world.delete(cast.bob, [message]) is None


def test_replies_stay_in_their_place(cast: Cast) -> None:
    """A message of another chat can't be replied to."""
    message = cast.says(cast.bob)
    elsewhere = place_of(cast.world.create_chat("group", "Other", cast.alice))

    refused("REPLY_MESSAGE_ID_INVALID", lambda: cast.world.send(cast.alice, elsewhere, "re", reply_to=message.ref))

    assert cast.world.send(cast.alice, cast.place, "re", reply_to=message.ref)


def test_a_second_reaction_replaces_the_first(cast: Cast) -> None:
    """An account has one reaction a message."""
    message = cast.says(cast.bob)
    cast.world.react(cast.alice, message, "👍")
    cast.world.react(cast.alice, message, "🔥")

    assert message.reactions == {cast.alice.id: ("🔥",)}
    refused("MESSAGE_NOT_MODIFIED", lambda: cast.world.react(cast.alice, message, "🔥"))


def test_only_administrating_bots_hear_of_reactions(supergroup: Cast) -> None:
    """A bot that isn't an administrator gets no reaction news."""
    supergroup.world.react(supergroup.alice, supergroup.says(supergroup.bob), "👍")
    assert supergroup.bot.qts == 1

    supergroup.world.promote(supergroup.chat, supergroup.bot, frozenset())
    supergroup.world.react(supergroup.alice, supergroup.says(supergroup.bob), "👍")

    assert supergroup.bot.qts == 1


def test_listeners_hear_everything_in_order(cast: Cast) -> None:
    """What happened is told once, in order, with who did it."""
    heard: list[Happened] = []
    cast.world.listen(heard.append)
    message = cast.says(cast.bob)
    cast.world.edit(cast.bob, message, "changed")
    cast.world.react(cast.alice, message, "👍")
    cast.world.react(cast.alice, message, None)
    cast.world.start_typing(cast.alice, cast.place)
    cast.world.delete(cast.bob, [message])

    assert [each.kind for each in heard] == ["message", "edit", "reaction", "unreaction", "typing", "delete"]
    assert [each.author.name for each in heard] == ["Bob", "Bob", "Alice", "Alice", "Alice", "Bob"]


def test_bot_api_ids() -> None:
    """Bots write -100 before a supergroup's id, and a minus before a group's."""
    supergroup, group = Cast("supergroup").chat, Cast("group").chat

    assert int(supergroup.bot_api_id) == -1_000_000_000_000 - supergroup.id
    assert int(group.bot_api_id) == -group.id


def test_a_member_cannot_be_invited_twice(cast: Cast) -> None:
    """Membership is had once."""
    refused("USER_ALREADY_PARTICIPANT", lambda: cast.world.invite(cast.chat, cast.alice, [cast.bob]))


def test_outsiders_are_not_participants(cast: Cast) -> None:
    """Who isn't a member can't be removed or promoted."""
    refused("USER_NOT_PARTICIPANT", lambda: cast.world.remove(cast.chat, cast.mallory, cast.alice))
    refused("USER_NOT_PARTICIPANT", lambda: cast.world.promote(cast.chat, cast.mallory))


def test_only_administrators_remove_others(cast: Cast) -> None:
    """A member can't put another out; the creator can."""
    refused("CHAT_ADMIN_REQUIRED", lambda: cast.world.remove(cast.chat, cast.alice, cast.bob))

    assert cast.world.remove(cast.chat, cast.bob, cast.alice).author is cast.alice


def test_the_clock_dates_messages(cast: Cast) -> None:
    """Dates are whole seconds of the injected clock."""
    cast.clock.now = NOON + 99.7

    assert cast.says(cast.bob).date == NOON + 99


def test_everybody_gets_a_phone_of_their_own():
    """A fresh phone is never somebody else's, however many people there are."""
    people = Cast().world.people
    phones = [people.create(f"Person {number}").phone for number in range(5_000)]

    assert len(set(phones)) == len(phones)
