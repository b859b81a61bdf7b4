"""A promise is read as a copy is read, so that both can be compared."""

from __future__ import annotations

from dataclasses import replace

from harness.core.fact import Fact, Place
from harness.core.laws import Expected, Route, Setting, judge

HERE, THERE = Place("discord", "1"), Place("telegram", "2")


def prefixed(origin: Fact, onto: Place) -> Expected | None:
    """Promise what a relay bot says, and nothing about typing."""
    if origin.kind == "typing":
        return None
    return Expected() if origin.kind == "delete" else Expected(f"{origin.author_name}: {origin.text}", "bot")


def split(copy: Fact) -> Fact:
    name, colon, text = copy.text.partition(": ")
    return replace(copy, author_name=name, text=text) if colon else copy


SETTING = Setting([Route("room", frozenset({HERE, THERE}))], prefixed, reading=split)
SAID = Fact(
    1, "discord", "message", place="1", author="a", author_name="alice", ref="1", text="hi", cause="control", seq=1
)


def seen(text: str) -> Fact:
    return Fact(2, "telegram", "message", place="2", author="bot", author_name="Bot", ref="2", text=text, seq=2)


def laws_broken(text: str) -> list[str]:
    return [breach.law for breach in judge([SAID, seen(text)], SETTING)]


def test_promise_is_read_too() -> None:
    """Who the relay names becomes the promised author's name; a promise of nothing stays one."""
    assert SETTING.promise(SAID, THERE) == Expected("hi", "bot", "alice")
    assert SETTING.promise(replace(SAID, kind="delete"), THERE) == Expected()
    assert SETTING.promise(replace(SAID, kind="typing"), THERE) is None
    assert replace(SETTING, reading=lambda fact: fact).promise(SAID, THERE) == Expected("alice: hi", "bot")


def test_wrong_name_in_a_prefix_is_misattributed() -> None:
    """The right words under another's name are misattributed, other words under the right name altered."""
    assert laws_broken("alice: hi") == []
    assert laws_broken("mallory: hi") == ["misattributed"]
    assert laws_broken("alice: ho") == ["altered"]


def test_promised_file_is_no_message_of_words() -> None:
    """Who promises a file is owed one: other words by the same bot are somebody else's."""
    sent = replace(SAID, text="", detail={"files": [{"sha256": "ab"}]})
    setting = Setting([Route("room", frozenset({HERE, THERE}))], lambda *_: Expected(None, "bot", file=True))
    brought = replace(seen("alice sent a file"), detail={"media": {"sha256": "ab"}})

    assert judge([sent, brought], setting) == []
    assert {breach.law for breach in judge([sent, seen("alice sent a file")], setting)} == {"lost", "invented"}
    again = replace(brought, ref="3", seq=3)
    assert [breach.law for breach in judge([sent, brought, again], setting)] == ["duplicated"]
