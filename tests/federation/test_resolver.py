"""Where a server name leads: every branch of the specification's steps, as a table."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.federation import resolver
from fakes.federation.resolver import AskService, AskWellKnown, Target

NOTHING: dict[str, Any] = {}


def _delegates(to: str) -> dict[str, Any]:
    return {"well-known a.test": (200, f'{{"m.server": "{to}"}}'.encode())}


def _walked(name: str, world: dict[str, Any]) -> tuple[Target, list[str]]:
    """Resolve against a world of answers by question; return the target and what was asked."""
    steps, asked = resolver.steps(name), []
    try:
        question = next(steps)
        while True:
            is_service = isinstance(question, AskService)
            asked.append(question.name if isinstance(question, AskService) else f"well-known {question.host}")
            question = steps.send(world.get(asked[-1], [] if is_service else None))
    except StopIteration as end:
        return end.value, asked


FED, OLD = "_matrix-fed._tcp.", "_matrix._tcp."
_LEADS = [
    ("1.2.3.4", NOTHING, [("1.2.3.4", 8448)], "1.2.3.4", "1.2.3.4"),
    ("1.2.3.4:80", NOTHING, [("1.2.3.4", 80)], "1.2.3.4:80", "1.2.3.4"),
    ("[::1]:80", NOTHING, [("::1", 80)], "[::1]:80", "::1"),
    ("[::1]", NOTHING, [("::1", 8448)], "[::1]", "::1"),
    ("a.test:80", _delegates("b.test"), [("a.test", 80)], "a.test:80", "a.test"),
    ("a.test", _delegates("1.2.3.4"), [("1.2.3.4", 8448)], "1.2.3.4", "1.2.3.4"),
    ("a.test", _delegates("[::1]:80"), [("::1", 80)], "[::1]:80", "::1"),
    ("a.test", _delegates("b.test:80"), [("b.test", 80)], "b.test:80", "b.test"),
    ("a.test", _delegates("b.test") | {FED + "b.test": [("s.test", 1)]}, [("s.test", 1)], "b.test", "b.test"),
    ("a.test", _delegates("b.test") | {OLD + "b.test": [("s.test", 2)]}, [("s.test", 2)], "b.test", "b.test"),
    (
        "a.test",
        _delegates("b.test") | {FED + "b.test": [("new", 1)], OLD + "b.test": [("old", 2)]},
        [("new", 1)],
        "b.test",
        "b.test",
    ),
    ("a.test", _delegates("b.test"), [("b.test", 8448)], "b.test", "b.test"),
    ("a.test", {FED + "a.test": [("s", 1), ("t", 2)]}, [("s", 1), ("t", 2)], "a.test", "a.test"),
    ("a.test", {OLD + "a.test": [("s", 1)]}, [("s", 1)], "a.test", "a.test"),
    ("a.test", NOTHING, [("a.test", 8448)], "a.test", "a.test"),
]


@pytest.mark.parametrize(("name", "world", "addresses", "host", "certified"), _LEADS)
def test_name_leads_where_the_specification_says(name, world, addresses, host, certified):
    """Addresses, Host header and certificate's name follow from literal, port, well-known and SRV, in that order."""
    assert _walked(name, world)[0] == Target(tuple(addresses), host, certified)


@pytest.mark.parametrize(
    ("name", "world", "asked"),
    [
        ("1.2.3.4", NOTHING, []),
        ("a.test:80", NOTHING, []),
        ("a.test", _delegates("b.test:80"), ["well-known a.test"]),
        ("a.test", _delegates("b.test"), ["well-known a.test", FED + "b.test", OLD + "b.test"]),
        ("a.test", NOTHING, ["well-known a.test", FED + "a.test", OLD + "a.test"]),
    ],
)
def test_nothing_is_asked_that_does_not_matter(name, world, asked):
    """A literal or a port asks nobody, and what was delegated isn't delegated on."""
    assert _walked(name, world)[1] == asked


@pytest.mark.parametrize(
    "answer",
    [
        (404, b'{"m.server": "b.test"}'),
        (200, b"no JSON"),
        (200, b"[]"),
        (200, b'{"m.server": 5}'),
        (200, b'{"m.server": "not a name"}'),
        (200, b'{"m.server": "b.test:99999"}'),
        (200, b"{}"),
        None,
    ],
)
def test_invalid_well_known_counts_for_none(answer):
    """Whatever is wrong with well-known, the server's own SRV is asked next."""
    world = {"well-known a.test": answer, FED + "a.test": [("s", 1)]}

    assert _walked("a.test", world)[0] == Target((("s", 1),), "a.test", "a.test")


@pytest.mark.parametrize("name", ["", "a b", "a.test:", "a.test:123456", "a.test:70000", "http://a.test", "[::1"])
def test_what_is_no_server_name_is_refused(name):
    """Nothing is asked for it."""
    with pytest.raises(ValueError, match="is no server name"):
        next(resolver.steps(name))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("", 86400), ("max-age=60", 60), ("public, Max-Age = 5", 5), ("max-age=999999", 172800), ("no-store", 0)],
)
def test_well_known_is_kept_as_long_as_it_says(header, seconds):
    """Until then it isn't asked again, and from then on it is."""
    memory, good = resolver.Memory(), (200, b'{"m.server": "b.test"}')
    memory.put("a.test", good, header, 100.0)

    assert not memory.holds("a.test", 100.0 + seconds)
    assert memory.holds("a.test", 100.0 + seconds / 2) == (seconds > 0)
    assert memory.get("a.test") == good


@pytest.mark.parametrize("answer", [None, (404, b""), (200, b"[]")])
def test_error_of_well_known_is_kept_for_an_hour(answer):
    """Whoever has no well-known isn't asked for it each time, whatever the header says; of others nothing is known."""
    memory = resolver.Memory()
    memory.put("a.test", answer, "max-age=9999", 100.0)

    assert memory.holds("a.test", 3699.0)
    assert memory.get("a.test") == answer
    assert not memory.holds("a.test", 3700.0)
    assert not memory.holds("b.test", 100.0)


def test_questions_name_their_host():
    """The first question is for the name's own well-known."""
    assert next(resolver.steps("a.test")) == AskWellKnown("a.test")
