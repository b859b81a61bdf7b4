"""The table of flaws as the specification demands it: what must become of each. The names are the forger's."""

from __future__ import annotations

import pytest

# Refused in every room version: never shown to people, never served to servers.
REFUSED = (
    *("unsigned", "wrong_key", "unknown_key", "other_event", "bad_base64", "other_server"),
    *("changed_sender", "changed_type", "changed_room", "changed_depth", "changed_prev_events", "changed_auth_events"),
    *("too_big", "long_type", "long_sender", "surrogate"),
)
# Refused from room version 6 on, which demands canonical JSON.
REFUSED_BY_STRICT_JSON = ("float", "big_integer")
# Refused from room version 5 on, which looks at how long keys are valid; they need keys of their own.
REFUSED_BY_KEY_TIME = ("expired_key", "old_key")
# Taken in without its content.
REDACTED = ("changed_body",)
# As good as honest.
ACCEPTED = ("stranger_signs_too", "unsigned_data", "loose_json", "duplicate_key", "nul")

# What can be wrong with whoever signed an event, whatever event it is.
SIGNATURES = ("unsigned", "wrong_key", "unknown_key", "other_event", "bad_base64", "other_server", "changed_depth")

REQUESTS = (
    *("no_authorization", "wrong_origin", "wrong_destination", "replayed", "other_body", "other_method", "other_path"),
    *("wrong_key", "unknown_key", "bad_base64"),
)
KEY_DOCUMENTS = (
    *("no_self_signature", "wrong_self_signature", "wrong_server_name", "swapped", "borrowed", "no_keys", "expired"),
)

each_refused = pytest.mark.parametrize("flaw", [*REFUSED, *REFUSED_BY_STRICT_JSON])
"""Runs a test once for each flaw that makes an event void in today's room versions."""

each_signature = pytest.mark.parametrize("flaw", SIGNATURES)
each_redacted = pytest.mark.parametrize("flaw", REDACTED)
each_accepted = pytest.mark.parametrize("flaw", ACCEPTED)
each_request = pytest.mark.parametrize("flaw", REQUESTS)
each_document = pytest.mark.parametrize("flaw", KEY_DOCUMENTS)
