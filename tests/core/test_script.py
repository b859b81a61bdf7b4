"""A soak's script: the same seed, the same bytes; nothing in it that people couldn't do."""

from __future__ import annotations

import pytest

from harness.core.script import MOST, BadScript, Move, around, closed, crowd, fingerprint, lines, read, script


def test_same_seed_gives_the_same_bytes() -> None:
    """A seed decides a whole script, and another seed another one."""
    assert lines(script(7, 300, 12)) == lines(script(7, 300, 12))
    assert lines(script(7, 300, 12)) != lines(script(8, 300, 12))


def test_script_is_the_same_on_every_machine() -> None:
    """A seed in a bug report means the same script a year later; a change of these numbers breaks that."""
    assert fingerprint(script(7, 200, 12)) == "fbc4f7c53709150d"
    assert fingerprint(script(7, 2000, 12)) == "fcbe4cc7d0b4453e"


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_is_read_again(seed: int) -> None:
    """``read`` takes every script that ``script`` writes, so none holds what people couldn't do."""
    moves = script(seed, 100, 9)
    assert read(lines(moves)) == moves


@pytest.mark.parametrize("seed", range(20))
def test_script_has_as_many_messages_and_people_as_asked_for(seed: int) -> None:
    """Every message is counted, everybody has a part, and every verb comes up."""
    moves = script(seed, 500, 12)
    assert sum(move.verb in ("says", "answers") for move in moves) == 500
    assert len({move.who for move in moves}) == 12
    assert {move.verb for move in moves} == {"says", "answers", "edits", "deletes", "reacts", "unreacts"}


@pytest.mark.parametrize("seed", range(20))
def test_what_is_deleted_is_neither_answered_nor_changed_after(seed: int) -> None:
    """Who answers what is being deleted, or reacts to it, can't know how that ends, on any network."""
    moves = script(seed, 500, 12)
    deleted = {move.about for move in moves if move.verb == "deletes"}
    assert deleted
    assert not deleted & {move.about for move in moves if move.verb in ("answers", "edits", "reacts")}


@pytest.mark.parametrize("seed", range(20))
def test_nobody_reacts_to_a_message_twice(seed: int) -> None:
    """Telegram would keep the second reaction alone, and Discord both."""
    given = [(move.who, move.about) for move in script(seed, 500, 12) if move.verb == "reacts"]
    assert given
    assert len(set(given)) == len(given)


def test_part_of_a_script_has_no_move_about_what_is_missing() -> None:
    """Without a message there is no edit of it; the rest stays."""
    moves = [Move(1, "matrix.bob", "says", "a"), Move(2, "matrix.bob", "edits", "b", 1), Move(3, "matrix.bob", "says")]
    assert closed(moves[1:]) == moves[2:]
    assert closed(moves) == moves


@pytest.mark.parametrize("seed", range(20))
def test_part_of_a_script_can_be_played_whatever_is_missing(seed: int) -> None:
    """What answers an answer goes with it when its question is missing: ``read`` takes every closed part."""
    moves = script(seed, 300, 12)
    for number in range(0, 60, 7):
        part = closed(moves[:number] + moves[number + 3 :])
        assert read(lines(part)) == part


def test_around_a_move_is_all_that_it_needs_and_all_that_befalls_it() -> None:
    """An answer needs its question, and not what else was said; edits and reactions come along."""
    moves = [
        Move(1, "matrix.bob", "says", "a"),
        Move(2, "matrix.bob", "says", "b"),
        Move(3, "discord.bob", "answers", "c", 1),
        Move(4, "discord.bob", "edits", "d", 3),
        Move(5, "telegram.bob", "reacts", "e", 3),
        Move(6, "telegram.bob", "answers", "f", 3),
        Move(7, "telegram.bob", "unreacts", "e", 5),
    ]
    assert [move.number for move in around(moves, {3})] == [1, 3, 4, 5, 7]
    assert [move.number for move in around(moves, {7})] == [1, 3, 4, 5, 7]
    assert around(moves, {99}) == []


def test_crowd_has_everybody_and_the_warden() -> None:
    """Carol speaks the fences, whether or not the script has a part for her."""
    assert crowd([Move(1, "matrix.bob", "says", "a")]) == ("carol", "bob")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"number": 2, "who": "irc.bob", "verb": "says"}', "nobody is called 'irc.bob'"),
        ('{"number": 2, "who": "matrix.zed", "verb": "says"}', "nobody is called 'matrix.zed'"),
        ('{"number": 2, "who": "matrix.bob", "verb": "sings"}', "nobody can do 'sings'"),
        ('{"number": 2, "who": "matrix.bob", "verb": "says", "about": 1}', "says is about none"),
        ('{"number": 2, "who": "matrix.bob", "verb": "answers", "about": 9}', "#9 is no message before it"),
        ('{"number": 2, "who": "matrix.bob", "verb": "edits", "about": 1}', "only matrix.erin changes #1"),
        ('{"number": 2, "who": "matrix.bob", "verb": "reacts", "about": 3}', "#3 is no message before it"),
        ('{"number": 2, "who": "matrix.erin", "verb": "unreacts", "about": 1}', "#1 is no reaction before it"),
        ("no JSON", "is no move"),
        ('{"words": 2}', "is no move"),
    ],
)
def test_script_that_can_not_be_played_is_refused_by_line(line: str, fault: str) -> None:
    """The refusal says what is wrong and in which line."""
    first = lines([Move(1, "matrix.erin", "says", "a")])
    with pytest.raises(BadScript, match=fault) as refused:
        read(first + line)
    assert "Line 2" in str(refused.value)


@pytest.mark.parametrize("people", [0, 2, MOST + 1])
def test_too_few_or_too_many_people_are_refused(people: int) -> None:
    """A crowd has a least and a largest size, which the refusal names."""
    with pytest.raises(BadScript, match="3 to 33 people"):
        script(1, 10, people)
