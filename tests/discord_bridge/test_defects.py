"""Seeded defects: each misbehaves exactly as its name says, and none does unasked."""

from __future__ import annotations

import pytest

from fakes.discord_bridge.defects import IMPOSTOR, INVENTION, KNOWN, Defects, UnknownDefectError
from fakes.discord_bridge.items import Delivery, Direction, Item, Kind

CHANNEL, OTHER = "1", "2"


def item(text: str, kind: Kind = "message", author: str = "al") -> Item:
    return Item(Direction.TO_MATRIX, kind, author, {"content": text})


def handled(defects: Defects, *items: Item) -> list[str]:
    arranged = [out for one in items for out in defects.arrange(CHANNEL, one)]
    return [str(out.data["content"]) for out in arranged]


def delivered(name: str, text: str = "hello") -> list[Delivery]:
    delivery = Delivery(CHANNEL, Direction.TO_DISCORD, "bob", text)
    return Defects([name] if name else []).deliveries(delivery, [OTHER], IMPOSTOR)


def test_without_defects_nothing_is_wrong() -> None:
    """No seam does anything unasked."""
    healthy = Defects()
    assert handled(healthy, item("a"), item("b", "edit"), item("c", "delete")) == ["a", "b", "c"]
    assert delivered("") == [Delivery(CHANNEL, Direction.TO_DISCORD, "bob", "hello")]
    assert (healthy.knows_own(), healthy.lets_rest(), healthy.extra_calls(CHANNEL)) == (True, True, [])


def test_an_unknown_defect_is_refused() -> None:
    """A name that doesn't exist is answered with those that do."""
    with pytest.raises(
        UnknownDefectError, match="no defect 'dropz'; the defects are: alters, backfills-twice, doubles-files"
    ):
        Defects(["drops", "dropz"])


def test_drops_loses_the_second_of_three() -> None:
    """Every second message of a channel is lost; edits aren't."""
    assert handled(Defects(["drops"]), item("a"), item("b"), item("b2", "edit"), item("c")) == ["a", "b2", "c"]


def test_reorders_swaps_neighbours_of_one_author() -> None:
    """The second and third message of an author change places; another's message keeps its own."""
    items = [item("a"), item("b"), item("x", author="carol"), item("c"), item("d")]
    assert handled(Defects(["reorders"]), *items) == ["a", "x", "c", "b", "d"]


def test_reorders_lets_go_when_nothing_follows() -> None:
    """A message that is kept back isn't lost."""
    defects = Defects(["reorders"])
    assert handled(defects, item("a"), item("b")) == ["a"]
    assert defects.holding(CHANNEL)
    assert [out.data["content"] for out in defects.release(CHANNEL)] == ["b"]
    assert not defects.holding(CHANNEL)


@pytest.mark.parametrize(("name", "kind"), [("swallows-edits", "edit"), ("swallows-deletes", "delete")])
def test_swallows_lose_their_kind(name: str, kind: Kind) -> None:
    """Edits or deletions are lost, and nothing else."""
    assert handled(Defects([name]), item("a"), item("gone", kind), item("r", "reaction")) == ["a", "r"]


def test_duplicates_delivers_twice() -> None:
    """The same message goes out two times."""
    first, second = delivered("duplicates")
    assert first == second


def test_wrong_author_names_somebody_else() -> None:
    """The message is right, its author isn't."""
    (out,) = delivered("wrong-author")
    assert (out.author, out.text) == (IMPOSTOR, "hello")


@pytest.mark.parametrize("text", ["hello", "ok", "aa", "x", "日本", "**b**"])
def test_alters_always_changes_the_text(text: str) -> None:
    """No text comes through as it was."""
    (out,) = delivered("alters", text)
    assert out.text != text
    assert out.author == "bob"


def test_leaks_delivers_elsewhere_too() -> None:
    """The message reaches its channel and every other."""
    assert [out.channel for out in delivered("leaks")] == [CHANNEL, OTHER]


def test_invents_says_what_nobody_said() -> None:
    """The message goes out as it is, and beside it one of the bridge's own making."""
    assert [(out.author, out.text) for out in delivered("invents")] == [("bob", "hello"), ("bob", INVENTION)]


def test_the_remaining_seams_break_by_name() -> None:
    """Echoes, resurrections and unexpected calls each break their own seam."""
    assert not Defects(["echoes"]).knows_own()
    assert not Defects(["resurrects"]).lets_rest()
    assert Defects(["unexpected-call"]).extra_calls(CHANNEL) == [("GET", "/channels/1/unexpected-call")]


def test_defects_combine() -> None:
    """Several at once each do their part."""
    both = Defects(["leaks", "alters"]).deliveries(
        Delivery(CHANNEL, Direction.TO_DISCORD, "bob", "hello"), [OTHER], IMPOSTOR
    )
    assert [(out.channel, out.text) for out in both] == [(CHANNEL, "helol"), (OTHER, "helol")]


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_defect_explains_itself(name: str) -> None:
    """The table's names are the defects' own, and each has a docstring."""
    assert KNOWN[name].name == name
    assert KNOWN[name].__doc__
