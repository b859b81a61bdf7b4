"""Keys over time: rotation, expiry, documents that lie, keys kept on disk."""

from __future__ import annotations

from random import Random

import pytest

from fakes.federation import key_flaws, keys, pdu, verify
from fakes.federation.key_flaws import KEY_FLAWS
from fakes.federation.keys import DAY, KeyRing, make_key
from fakes.federation.versions import VERSIONS

NOW = 1_700_000_000_000


@pytest.fixture
def ring():
    return KeyRing("a.test", make_key(Random("a"), "a"), Random("ring"))


def _event(at: int, ring: KeyRing, version: str = "11") -> pdu.Event:
    event = {"type": "m.room.message", "sender": "@a:a.test", "room_id": "!r", "content": {}, "origin_server_ts": at}
    return pdu.signed(pdu.hashed(event), VERSIONS[version], ring.name, ring.key)


def test_document_is_signed_by_every_key_that_it_publishes(ring):
    """Nothing is wrong with an honest document; without the signature of a key it says so."""
    document = ring.document(NOW)

    assert verify.document_problems(document) == []
    assert verify.document_problems({**document, "signatures": {"a.test": {}}}) == [
        "the document isn't signed by its key ed25519:a"
    ]


@pytest.mark.parametrize(
    ("version", "later"), [("4", []), ("5", ["ed25519:a isn't known"]), ("11", ["ed25519:a isn't known"])]
)
def test_retired_key_signs_no_later_events(ring, version, later):
    """What a key signed before it was retired stays good; later events by it aren't, from room version 5 on."""
    before, after = _event(NOW - 1, ring, version), _event(NOW + 1, ring, version)
    ring.rotate(NOW)
    find = verify.of_documents([ring.document(NOW)])

    assert verify.pdu_problems(before, version, find) == []
    found = verify.pdu_problems(after, version, find)
    assert [each for each in later if each not in found[0]] == []
    assert bool(found) == bool(later)


def test_event_dated_after_the_document_is_not_vouched_for(ring):
    """A key is good until valid_until_ts, and no millisecond longer."""
    find = verify.of_documents([ring.document(NOW)])

    assert verify.pdu_problems(_event(NOW + DAY, ring), "11", find) == []
    assert verify.pdu_problems(_event(NOW + DAY + 1, ring), "11", find) != []


@pytest.mark.parametrize("flaw", KEY_FLAWS)
def test_flawed_document_proves_nothing(ring, flaw):
    """An event that the honest document vouches for isn't vouched for by a flawed one."""
    event = _event(NOW, ring)

    honest = verify.pdu_problems(event, "11", verify.of_documents([key_flaws.document("", ring, NOW)]))
    flawed = verify.pdu_problems(event, "11", verify.of_documents([key_flaws.document(flaw, ring, NOW)]))

    assert honest == []
    assert flawed != []


def test_keys_outlast_a_restart(ring):
    """Read back, the keys sign and publish the same, and another start is counted."""
    ring.rotate(NOW)

    again = KeyRing.load(ring.dump(), Random("another"))

    assert again.document(NOW) == ring.document(NOW)
    assert (ring.starts, again.starts) == (1, 2)
    assert keys.key_id(again.retired[0]) == "ed25519:a"


@pytest.mark.parametrize("text", ["{}", "[]", "no JSON", '{"name": "a", "starts": 1, "current": [], "retired": []}'])
def test_what_holds_no_keys_is_refused(text):
    """A file that isn't a forger's is an error, and no new identity."""
    with pytest.raises(ValueError, match=r"no keys of a forger|Expecting value"):
        KeyRing.load(text, Random("x"))
