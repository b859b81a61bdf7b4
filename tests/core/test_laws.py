"""Each law is silent on clean histories and names a seeded defect, and no other law cries with it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.core.fact import Fact, Place
from harness.core.laws import LAWS, Expected, Route, Setting, judge
from tests.core.histories import PLACES, SETTING, Talk, clean, numbered, talk

THREE = talk(("message", "the first words", ""), ("message", "then second_words", ""), ("message", "and the third", ""))
EDITED = talk(("message", "as it was", ""), ("edit", "as it became", "as it was"), ("message", "afterwards", ""))
DELETED = talk(("message", "soon gone", ""), ("delete", "", "soon gone"), ("message", "afterwards", ""))
REACTED = talk(("message", "liked by all", ""), ("reaction", "👍", "liked by all"))
TWINS = talk(("message", "ping", ""), ("message", "ping", ""), ("message", "ping", ""))
ALONE = talk(("message", "between ourselves", ""), home=PLACES["alone"][0])


def verdict(facts: list[Fact]) -> list[str]:
    return [breach.law for breach in judge(facts, SETTING)]


@pytest.mark.parametrize("seed", range(40))
def test_no_law_cries_on_a_clean_history(seed: int) -> None:
    """What a faultless superbridge leaves behind breaks no law, whatever was said and in whatever order it came."""
    facts = clean(seed, messages=150)

    assert judge(facts, SETTING) == []
    assert {fact.kind for fact in facts} == {"message", "edit", "delete", "reaction"}


def test_four_times_as_much_talk_is_four_times_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A soak of thousands is judged in seconds: no message is held against every other one."""
    compared: list[Fact] = []
    fits = Expected.fits

    def counted(promised: Expected, fact: Fact) -> bool:
        compared.append(fact)
        return fits(promised, fact)

    monkeypatch.setattr(Expected, "fits", counted)

    def work(messages: int) -> int:
        compared.clear()
        assert judge(talk(*(("message", f"number {one}", "") for one in range(messages))).facts, SETTING) == []
        return len(compared)

    assert 0 < work(400) <= 4.5 * work(100)


def swapped(talk_: Talk, one: Fact, other: Fact) -> list[Fact]:
    exchange = {one.event: other, other.event: one}
    return numbered(
        [replace(exchange.get(fact.event, fact), witness=fact.witness) for fact in talk_.facts],
    )


def ghost(text: str, place: int, **more: object) -> Fact:
    """Return a message that a bridge wrote into a place of the red conversation."""
    where = PLACES["red"][place]
    by = {"discord": "hook", "matrix": "@discord_alice100", "telegram": "relaybot"}[where.network]
    fact = Fact(at=0, network=where.network, kind="message", place=where.id, author=by, ref="x1", text=text)
    return replace(fact, author_name="alice", **more)  # type: ignore[arg-type]


def copies(kind: str, network: str) -> Callable[[Fact], bool]:
    return lambda fact: fact.kind == kind and fact.network == network and fact.cause == "wire"


SECOND = THREE.copy("matrix", "then second_words")
GONE = DELETED.copy("matrix", "soon gone")

GIVEN = next(fact for fact in REACTED.facts if fact.kind == "reaction" and fact.cause == "control")
SHOWN = next(fact for fact in REACTED.facts if fact.kind == "reaction" and fact.cause == "wire")
TAKEN_BACK = replace(GIVEN, kind="unreaction", ref="x2")

DEFECTS: dict[str, tuple[list[Fact], list[str]]] = {
    "a copy dropped on one side": (THREE.without(lambda fact: fact.event == SECOND.event), ["lost"]),
    "every copy dropped": (THREE.without(lambda fact: fact.cause == "wire"), ["lost"] * 6),
    "one of three alike dropped": (
        TWINS.without(lambda fact: fact.event == TWINS.copy("telegram", "ping").event),
        ["lost"],
    ),
    "an edit swallowed": (EDITED.without(copies("edit", "matrix")), ["lost"]),
    "a delete swallowed": (DELETED.without(copies("delete", "telegram")), ["lost"]),
    "a reaction swallowed": (REACTED.without(copies("reaction", "matrix")), ["lost"]),
    "a reaction that nobody gave": (
        THREE.followed_by(replace(SECOND, kind="reaction", target=SECOND.ref, ref="x1", text="👍")),
        ["invented"],
    ),
    "a reaction that stays when it is taken back": (REACTED.followed_by(TAKEN_BACK), ["lost"]),
    "a copy deleted by nobody": (
        THREE.followed_by(replace(SECOND, kind="delete", target=SECOND.ref, ref="x1", text="")),
        ["lost"],
    ),
    "a copy come twice": (THREE.followed_by(replace(SECOND, ref="x1")), ["duplicated"]),
    "one of three alike come four times": (
        TWINS.followed_by(replace(TWINS.copy("matrix", "ping"), ref="x1")),
        ["duplicated"],
    ),
    "two copies swapped": (swapped(THREE, SECOND, THREE.copy("matrix", "and the third")), ["reordered"]),
    "a copy come last of three": (
        numbered([*THREE.without(lambda fact: fact.event == SECOND.event), SECOND]),
        ["reordered"],
    ),
    "another's ghost": (THREE.changed(SECOND, author="@discord_bob100", author_name="bob"), ["misattributed"]),
    "another's name on a webhook": (
        talk(("message", "hello from telegram", ""), home=PLACES["red"][2]).changed(
            talk(("message", "hello from telegram", ""), home=PLACES["red"][2]).copy("discord", "hello from telegram"),
            author_name="bob",
        ),
        ["misattributed"],
    ),
    "another's name before a relay's words": (
        THREE.changed(THREE.copy("telegram", "the first words"), text="bob: the first words"),
        ["misattributed"],
    ),
    "an edit by another's ghost": (
        EDITED.changed(EDITED.copy("matrix", "as it became"), author="@discord_bob100", author_name="bob"),
        ["misattributed"],
    ),
    "an edit by another's name on a relay": (
        EDITED.changed(EDITED.copy("telegram", "as it became"), text="bob: as it became"),
        ["misattributed"],
    ),
    "a word changed": (THREE.changed(SECOND, text="then second_swords"), ["altered"]),
    "every word changed": (THREE.changed(SECOND, text="🦊"), ["altered"]),
    "a transform left out": (
        talk(("message", "snake_case", ""), home=PLACES["red"][1]).changed(
            talk(("message", "snake_case", ""), home=PLACES["red"][1]).copy("discord", "snake\\_case"),
            text="snake_case",
        ),
        ["altered"],
    ),
    "an edit's words changed": (
        EDITED.changed(EDITED.copy("matrix", "as it became"), text="as it never was"),
        ["altered"],
    ),
    "a word changed and another's ghost": (
        THREE.changed(SECOND, text="then second_swords", author="@discord_bob100", author_name="bob"),
        ["misattributed", "altered"],
    ),
    "a deleted message come back": (DELETED.followed_by(replace(GONE, ref="x1")), ["resurrected"]),
    "a deleted message edited back": (
        DELETED.followed_by(replace(GONE, kind="edit", ref="x1", target=GONE.ref)),
        ["resurrected"],
    ),
    "a message come home": (THREE.followed_by(ghost("the first words", 0)), ["echoed"]),
    "a message come home in quotes": (THREE.followed_by(ghost("**alice**: the first words", 0)), ["echoed"]),
    "words in another conversation": (
        THREE.followed_by(replace(ghost("the first words", 1), place="!blue", author="@discord_eve200")),
        ["leaked"],
    ),
    "words in a place on no route": (THREE.followed_by(replace(ghost("the first words", 0), place="999")), ["leaked"]),
    "words of a room that is bridged to nobody": (ALONE.followed_by(ghost("x: between ourselves", 2)), ["leaked"]),
    "a stranger's ghost speaking": (THREE.followed_by(replace(ghost("unheard of", 1), place="!alone")), ["leaked"]),
    "a stranger's ghost joining": (
        THREE.followed_by(replace(ghost("join", 1), kind="member", place="!alone")),
        ["leaked"],
    ),
    "words that nobody said": (THREE.followed_by(ghost("buy cheap clocks", 2)), ["invented"]),
    "an unknown call": (
        THREE.followed_by(
            Fact(
                at=0,
                network="telegram",
                kind="refusal",
                detail={"name": "UNKNOWN", "method": "messages.getFoo", "why": "unknown", "message": "no such method"},
            )
        ),
        ["unexpected call"],
    ),
}


@pytest.mark.parametrize(("facts", "laws"), DEFECTS.values(), ids=DEFECTS.keys())
def test_a_seeded_defect_breaks_its_law_alone(facts: list[Fact], laws: list[str]) -> None:
    """Each defect is told by the law that it breaks, once, and by no other."""
    assert verdict(facts) == laws


@pytest.mark.parametrize("clean_talk", [THREE, EDITED, DELETED, REACTED, TWINS, ALONE])
def test_the_talks_are_clean_before_they_are_spoilt(clean_talk: Talk) -> None:
    """The positive control of the defects: the histories that they spoil break no law."""
    assert verdict(clean_talk.facts) == []


def test_every_law_has_a_defect() -> None:
    """No law stands without a seeded defect that it catches."""
    assert {law for _, laws in DEFECTS.values() for law in laws} == {*LAWS, "unexpected call"}


def drop(facts: list[Fact], victim: Fact) -> list[Fact]:
    return [fact for fact in facts if fact.event != victim.event]


def repeat(facts: list[Fact], victim: Fact) -> list[Fact]:
    return [*facts, replace(victim, ref="again")]


def garble(facts: list[Fact], victim: Fact) -> list[Fact]:
    return [replace(fact, text=fact.text + " ✂") if fact.event == victim.event else fact for fact in facts]


def usurp(facts: list[Fact], victim: Fact) -> list[Fact]:
    usurped = [replace(fact, author="@discord_eve", author_name="eve") for fact in facts if fact.event == victim.event]
    return [usurped.pop(0) if fact.event == victim.event else fact for fact in facts]


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(
    ("spoil", "law"), [(drop, "lost"), (repeat, "duplicated"), (garble, "altered"), (usurp, "misattributed")]
)
def test_a_defect_anywhere_is_found(spoil: Callable[[list[Fact], Fact], list[Fact]], law: str, seed: int) -> None:
    """In a long history of many voices, one spoilt copy is found, named once and by its law alone."""
    facts = clean(seed, messages=120)
    changed = {fact.target for fact in facts if fact.target}
    lone = [
        fact
        for fact in facts
        if copies("message", "matrix")(fact) and fact.ref not in changed and _said_once(fact, facts)
    ]
    victim = random.Random(seed).choice(lone)

    breaches = judge(numbered(spoil(facts, victim)), SETTING)

    assert [breach.law for breach in breaches] == [law]
    assert any(fact.ref in (victim.ref, "again") or fact.text == victim.text for fact in breaches[0].facts)


def _said_once(copy: Fact, facts: list[Fact]) -> bool:
    return (
        sum(fact.cause == "control" and fact.text == copy.text for fact in facts if fact.witness != "matrix.frank") == 1
    )


def test_only_what_is_settled_is_missed() -> None:
    """What was said after the fence may be on its way still, and what was said before it may not."""
    facts = THREE.without(lambda fact: fact.cause == "wire")

    settled = [breach.facts[0].text for breach in judge(facts, replace(SETTING, settled=1))]

    assert settled == ["the first words"] * 2


def test_a_message_deleted_in_time_is_owed_to_nobody() -> None:
    """A message that was deleted before it was bridged need not come."""
    facts = DELETED.without(
        lambda fact: fact.cause == "wire" and fact.text != "afterwards" and "afterwards" not in fact.text
    )

    assert verdict(facts) == []


def test_an_edit_that_overtook_its_message_is_fine() -> None:
    """A message that was edited before it was bridged may come as its edit."""
    late = EDITED.copy("matrix", "as it was")
    facts = [fact for fact in EDITED.facts if not copies("edit", "matrix")(fact)]
    facts = numbered([replace(fact, text="as it became") if fact.event == late.event else fact for fact in facts])

    assert verdict(facts) == []


def test_what_nobody_promised_may_come_or_not() -> None:
    """A reaction that no bridge promises to carry is neither missed nor blamed."""
    without_promise = replace(SETTING, rendering=lambda *_: None)

    assert judge(THREE.facts, without_promise) == []
    assert judge(THREE.without(lambda fact: fact.cause == "wire"), without_promise) == []


def test_noise_is_no_stray() -> None:
    """A bridge's notice that the setting names as noise breaks no law; unnamed it does."""
    facts = THREE.followed_by(ghost("Bridging complete.", 1))

    assert judge(facts, replace(SETTING, noise=lambda fact: fact.text == "Bridging complete.")) == []
    assert verdict(facts) == ["invented"]


def test_an_expected_refusal_is_no_breach() -> None:
    """A refusal that a test means to provoke breaks no law."""
    facts, _ = DEFECTS["an unknown call"]

    assert judge(facts, replace(SETTING, refusals=frozenset({"UNKNOWN"}))) == []


def test_an_expected_refusal_that_never_came_is_a_breach() -> None:
    """Where nothing was refused by the name that a test means to provoke, the fake allowed it; other breaches stand."""
    facts, _ = DEFECTS["an unknown call"]

    breaches = judge(facts, replace(SETTING, refusals=frozenset({"UNKNOWN", "TOO_LONG"})))

    assert list(map(str, breaches)) == ["unexpected call: nothing was refused as TOO_LONG, which the test expects"]
    assert len(judge(facts, replace(SETTING, refusals=frozenset({"TOO_LONG"})))) == 2


SENTENCES = {
    "a copy dropped on one side": (
        "lost: 'then second_words' by alice in discord 100 (#5) never came to matrix !red",
        [5],
    ),
    "a copy come twice": (
        "duplicated: 'then second_words' by alice in discord 100 (#5) came to matrix !red again, as "
        "'then second_words' by alice in matrix !red (#13)",
        [5, 13],
    ),
    "two copies swapped": (
        "reordered: 'then second_words' by alice in discord 100 (#5) was said before 'and the third' by alice in "
        "discord 100 (#9), and they came to matrix !red the other way",
        [5, 9],
    ),
}


@pytest.mark.parametrize(("defect", "sentence", "named"), [(key, *value) for key, value in SENTENCES.items()])
def test_a_breach_explains_itself(defect: str, sentence: str, named: list[int]) -> None:
    """A breach is one sentence that names words, authors, places and numbers of its facts."""
    facts, _ = DEFECTS[defect]

    (breach,) = judge(facts, SETTING)

    assert str(breach) == sentence
    assert [fact.seq for fact in breach.facts][: len(named)] == named


def test_reaction_that_goes_everywhere_is_nobodys_fault() -> None:
    """Taken back where it was given, and gone where it showed: nothing is left to blame."""
    gone = replace(SHOWN, kind="delete", target=SHOWN.ref, ref="x3", text="")
    assert verdict(REACTED.followed_by(TAKEN_BACK, gone)) == []


def test_second_reaction_takes_the_place_of_the_first_on_telegram() -> None:
    """Telegram gives everybody one reaction, and says nothing of the one that goes."""
    home = PLACES["red"][2]
    two = talk(("message", "vote", ""), ("reaction", "👍", "vote"), ("reaction", "👎", "vote"), home=home)
    first = next(fact for fact in two.facts if fact.text == "👍" and fact.cause == "wire")
    gone = replace(first, kind="delete", target=first.ref, ref="x1", text="")

    assert verdict(two.followed_by(gone)) == []
    assert verdict(two.facts) == ["lost"]


def test_pieces_of_one_message_are_nobodys_invention() -> None:
    """Where a caption may come by itself and an album's files one by one, each piece is expected once."""
    caption, other = Expected("below", "@ghost"), Expected(None, "@ghost", file=True)

    def rendering(origin: Fact, onto: Place) -> Expected | None:
        return Expected(None, "@ghost", file=True, pieces=(caption, other)) if origin.kind == "message" else None

    red = PLACES["red"]
    setting = Setting([Route("red", frozenset(red[:2]))], rendering)
    files = {"files": [{"sha256": "a"}, {"sha256": "b"}]}
    said = Fact(1, "discord", "message", place=red[0].id, author="7", ref="1", cause="control", detail=files)
    came = Fact(2, "matrix", "message", place=red[1].id, author="@ghost", witness="matrix.erin")
    first, second, third = (replace(came, ref=f"${n}", detail={"content": {"url": f"mxc://b/{n}"}}) for n in range(3))
    words = replace(came, ref="$w", text="BELOW")
    setting = replace(setting, reading=lambda fact: replace(fact, text=fact.text.lower()))

    assert judge(numbered([said, first, second, words]), setting) == []
    assert [one.law for one in judge(numbered([said, first, second, third, words]), setting)] == ["duplicated"]
    assert [one.law for one in judge(numbered([said, first, words, replace(words, ref="$x")]), setting)] == ["invented"]
