"""Each flaw makes exactly that wrong which its row says, as the verifier finds, which knows nothing of flaws."""

from __future__ import annotations

import json
from random import Random

import pytest

from fakes.federation import event_flaws, founding, verify
from fakes.federation.event_flaws import EVENT_FLAWS
from fakes.federation.flaws import Effect
from fakes.federation.making import Draft
from fakes.federation.peer import Peer
from fakes.federation.people import User
from fakes.federation.room import Room
from fakes.federation.rule_flaws import RULE_FLAWS
from fakes.federation.versions import VERSIONS, RoomVersion
from tests.federation.link import Link

FINDINGS = {
    "unsigned": "a.test didn't sign it: there is no signature of it",
    "wrong_key": "a.test didn't sign it: the signature by {key} is wrong",
    "unknown_key": "a.test didn't sign it: its key ed25519:nobodys isn't known for that time",
    "other_event": "a.test didn't sign it: the signature by {key} is wrong",
    "bad_base64": "a.test didn't sign it: the signature by {key} is wrong",
    "other_server": "a.test didn't sign it: there is no signature of it",
    "expired_key": "a.test didn't sign it: its key {key} isn't known for that time",
    "old_key": "a.test didn't sign it: its key ed25519:a isn't known for that time",
    "changed_body": "the content hash is wrong",
    "changed_sender": "a.test didn't sign it: the signature by {key} is wrong",
    **{
        f"changed_{field}": "a.test didn't sign it: the signature by {key} is wrong"
        for field in ("type", "room", "depth", "prev_events", "auth_events")
    },
    "float": "content.number is a float",
    "big_integer": "content.number is out of range",
    "surrogate": "content.letter has a lone surrogate",
    "too_big": "the event is over 65536 bytes",
    "long_type": "type is over 255 bytes",
    "long_sender": "sender is over 255 bytes",
}


@pytest.fixture
def peer():
    link = Link("a.test")
    link.now -= 60
    link.peers["a.test"].keys.rotate(link.peers["a.test"].now())
    link.now += 60
    return link.peers["a.test"]


def _room(peer: Peer, version: RoomVersion) -> Room:
    peer.rng = Random(version.name)
    return founding.found(peer, peer.users.setdefault("@ann:a.test", User("@ann:a.test")), founding.Wanted(version))


@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: f"v{version.name}")
@pytest.mark.parametrize("flaw", EVENT_FLAWS.values(), ids=lambda flaw: flaw.name)
def test_flaw_has_its_effect_and_no_other(peer, version, flaw):
    """The verifier refuses, or would redact, or takes an event as the table says; it takes the honest one."""
    room, find = _room(peer, version), verify.of_documents([peer.keys.document(peer.now())])
    draft = Draft("@ann:a.test", "m.room.message", {"body": "hi", "msgtype": "m.text"})

    honest, text = peer.make(draft, room)
    forged, _ = peer.make(draft, room, flaw.name)

    assert (verify.pdu_problems(honest, version.name, find), text) == ([], "")
    found = verify.pdu_problems(forged, version.name, find)
    assert _effect(found) is flaw.effect_in(version)
    if found:
        assert found[0] == FINDINGS[flaw.name].format(key=f"ed25519:{peer.keys.key.version}")


def _effect(problems: list[str]) -> Effect:
    if problems == [verify.WRONG_HASH]:
        return Effect.REDACTED
    return Effect.REFUSED if problems else Effect.ACCEPTED


@pytest.mark.parametrize("version", ["1", "3", "6", "12"])
@pytest.mark.parametrize("flaw", [name for name in RULE_FLAWS if name != "foreign_sender"])
def test_what_breaks_the_rules_is_rightly_signed(peer, version, flaw):
    """The verifier finds nothing wrong with it: a room's rules alone can refuse it."""
    room, find = _room(peer, VERSIONS[version]), verify.of_documents([peer.keys.document(peer.now())])
    draft = Draft("@ann:a.test", "m.room.message", {"body": "hi"})

    honest, _ = peer.make(draft, room)
    broken, text = peer.make(draft, room, flaw)

    assert (verify.pdu_problems(broken, version, find), text) == ([], "")
    changed = {name for name in honest if broken.get(name) != honest[name]} - {"hashes", "signatures", "event_id"}
    assert changed <= {"sender", "prev_events", "auth_events", "type", "content"}
    assert len(changed) in (1, 2)


def test_foreign_sender_did_not_sign(peer):
    """An event in another server's name is signed by ours alone, and the verifier says whose signature is lacking."""
    room, find = _room(peer, VERSIONS["11"]), verify.of_documents([peer.keys.document(peer.now())])

    event, _ = peer.make(Draft("@ann:a.test", "m.room.message", {"body": "hi"}), room, "foreign_sender")

    assert verify.pdu_problems(event, "11", find) == ["not-a.test didn't sign it: there is no signature of it"]


@pytest.mark.parametrize("flaw", ["loose_json", "duplicate_key"])
def test_text_on_the_wire_means_the_same_event(peer, flaw):
    """A text that isn't plain JSON of the event is read as that event, and differs from it in bytes."""
    room = _room(peer, VERSIONS["11"])
    event, text = peer.make(Draft("@ann:a.test", "m.room.message", {"body": "hi"}), room, flaw)

    assert json.loads(text) == event
    assert text != json.dumps(event)


def test_unknown_flaw_is_told_with_those_that_there_are(peer):
    """A name that is in no row is a bad order, and the rows are named."""
    with pytest.raises(Exception, match="there is no flaw 'nonesuch' of events; there are: bad_base64, big_integer"):
        event_flaws.forged("nonesuch", {}, VERSIONS["11"], peer.keys)
