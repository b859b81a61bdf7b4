"""The table of flaws as the specification demands it: what must become of each. The names are the forger's."""

from __future__ import annotations

import pytest

# Refused in every room version: never shown to people, never served to servers.
REFUSED = (
    *("unsigned", "wrong_key", "unknown_key", "other_event", "bad_base64", "other_server"),
    *("changed_sender", "changed_type", "changed_room", "changed_depth", "changed_prev_events", "changed_auth_events"),
    *("too_big", "long_type", "long_sender"),
)
# What can be wrong with whoever signed an event, whatever event it is.
SIGNATURES = ("unsigned", "wrong_key", "unknown_key", "other_event", "bad_base64", "other_server", "changed_depth")
KEY_DOCUMENTS = ("no_self_signature", "wrong_self_signature", "wrong_server_name", "swapped", "no_keys")

each_refused = pytest.mark.parametrize("flaw", REFUSED)
"""Runs a test once for each flaw that makes an event void."""

each_signature = pytest.mark.parametrize("flaw", SIGNATURES)
"""Runs a test once for each flaw of a signature."""

each_document = pytest.mark.parametrize("flaw", KEY_DOCUMENTS)
"""Runs a test once for each flaw of a key document."""
