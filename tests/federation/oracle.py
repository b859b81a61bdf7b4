"""Runs inside Synapse's image: for each line of JSON on a file, what Synapse's own code makes of that event."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

# mypy: disable-error-code="import-not-found, import-untyped, no-any-unimported, unused-ignore"
from signedjson.key import decode_signing_key_base64
from synapse.api.room_versions import KNOWN_ROOM_VERSIONS
from synapse.crypto.event_signing import compute_content_hash, compute_event_signature
from synapse.event_auth import auth_types_for_event
from synapse.events import make_event_from_dict
from synapse.synapse_rust.events import redact_event_dict
from unpaddedbase64 import encode_base64


def judged(case: dict[str, Any]) -> dict[str, Any]:
    """Return the redacted form, content hash, id, signature and auth events' keys."""
    version, event = KNOWN_ROOM_VERSIONS[case["version"]], case["event"]
    key = decode_signing_key_base64("ed25519", "1", case["seed"])
    redacted = dict(redact_event_dict(version, event))
    redacted.pop("unsigned", None)
    hashed = {**event, "hashes": {"sha256": encode_base64(compute_content_hash(event, sha256)[1])}}
    whole = make_event_from_dict({**hashed, "signatures": {}}, version)
    wanted = {tuple(found) for found in auth_types_for_event(version, whole)}
    return {
        "redacted": redacted,
        "hash": hashed["hashes"]["sha256"],
        "id": whole.event_id,
        "signatures": compute_event_signature(version, hashed, "a.test", key),
        "auth": sorted(map(list, wanted)),
    }


if __name__ == "__main__":
    for line in Path(sys.argv[1]).read_text().splitlines():
        sys.stdout.write(json.dumps(judged(json.loads(line))) + "\n")
