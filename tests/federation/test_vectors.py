"""The specification's own vectors (appendices, "Canonical JSON" and "Cryptographic Test Vectors")."""

from __future__ import annotations

import pytest
from signedjson.key import decode_signing_key_base64

from fakes.federation import canonical, keys, pdu
from fakes.federation.versions import VERSIONS

_KEY = decode_signing_key_base64("ed25519", "1", "YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1")
PUBLIC = keys.public_part(_KEY)
_MINIMAL = {
    "room_id": "!x:domain",
    "sender": "@a:domain",
    "origin": "domain",
    "origin_server_ts": 1000000,
    "signatures": {},
    "hashes": {},
    "type": "X",
    "content": {},
    "prev_events": [],
    "auth_events": [],
    "depth": 3,
    "unsigned": {"age_ts": 1000000},
}
_REDACTABLE = {
    "content": {"body": "Here is the message content"},
    "event_id": "$0:domain",
    "origin": "domain",
    "origin_server_ts": 1000000,
    "type": "m.room.message",
    "room_id": "!r:domain",
    "sender": "@u:domain",
    "signatures": {},
    "unsigned": {"age_ts": 1000000},
}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ({"b": "2", "a": "1"}, '{"a":"1","b":"2"}'),
        ({"a": "日本語"}, '{"a":"日本語"}'),
        ({"本": 2, "日": 1}, '{"日":1,"本":2}'),
        ({"a": None}, '{"a":null}'),
        ({"a": '\x00\x1f\n"\\/'}, '{"a":"\\u0000\\u001f\\n\\"\\\\/"}'),
    ],
)
def test_json_has_one_canonical_form(value, text):
    """Names are sorted, nothing is spaced, and only what must be escaped is."""
    assert canonical.encode(value) == text.encode()


@pytest.mark.parametrize(
    ("value", "signature"),
    [
        ({}, "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ"),
        (
            {"one": 1, "two": "Two"},
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw",
        ),
    ],
)
def test_json_is_signed_as_specified(value, signature):
    """The specification's key gives the specification's signatures, and they verify."""
    signed = keys.sign(value, "domain", _KEY)

    assert signed["signatures"] == {"domain": {"ed25519:1": signature}}
    assert keys.is_signed_with(signed, signature, keys.public_part(_KEY))


def test_unsigned_data_is_kept_and_not_covered():
    """What stands under unsigned stays there, and the signature is the same whatever it says."""
    bare = keys.sign({"one": 1}, "domain", _KEY)
    dressed = keys.sign({"one": 1, "unsigned": {"age": 5}, "signatures": {"other": {"ed25519:x": "y"}}}, "domain", _KEY)

    assert dressed["unsigned"] == {"age": 5}
    assert dressed["signatures"] == {"other": {"ed25519:x": "y"}} | bare["signatures"]
    assert keys.is_signed_with({**dressed, "unsigned": {}}, bare["signatures"]["domain"]["ed25519:1"], PUBLIC)


@pytest.mark.parametrize(
    ("event", "digest", "signature"),
    [
        (
            _MINIMAL,
            "5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos",
            "KxwGjPSDEtvnFgU00fwFz+l6d2pJM6XBIaMEn81SXPTRl16AqLAYqfIReFGZlHi5KLjAWbOoMszkwsQma+lYAg",
        ),
        (
            _REDACTABLE,
            "onLKD1bGljeBWQhWZ1kaP9SorVmRQNdN5aM2JYU2n/g",
            "Wm+VzmOUOz08Ds+0NTWb1d4CZrVsJSikkeRxh6aCcUwu6pNC78FunoD7KNWzqFn241eYHYMGCA5McEiVPdhzBA",
        ),
    ],
)
def test_event_is_hashed_and_signed_as_specified(event, digest, signature):
    """An event's hash covers its content, its signature only what redaction leaves."""
    signed = pdu.signed(pdu.hashed(event), VERSIONS["1"], "domain", _KEY)

    assert signed["hashes"] == {"sha256": digest}
    assert signed["signatures"] == {"domain": {"ed25519:1": signature}}


@pytest.mark.parametrize(
    ("value", "breach"),
    [
        ({"a": 1.0}, "a is a float"),
        ({"a": [{"b": 2**53}]}, "a[0].b is out of range"),
        ({"a": "\ud800"}, "a has a lone surrogate"),
        ({"\udfff": 1}, "a name in the value has a lone surrogate"),
        ({"a": [True, None, -(2**53) + 1, "\x00"]}, None),
    ],
)
def test_breach_of_canonical_json_is_named(value, breach):
    """What canonical JSON has no form for is found wherever it stands, and nothing else is."""
    assert list(canonical.breaches(value)) == ([breach] if breach else [])
