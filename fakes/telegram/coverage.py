"""``python -m fakes.telegram.coverage``: which methods of the schema are served, as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from fakes.telegram.dispatcher import WRAPPERS
from fakes.telegram.rpc import all_services
from fakes.telegram.tl import INNER_LAYER, Layers
from fakes.telegram.tl.renamed import former_name
from fakes.telegram.tl.schema import Schema


def coverage(layers: Layers) -> dict[str, Any]:
    """Return each method of the inner and the newest layer, served or refused (``fakes/schema/coverage.v1.json``)."""
    inner, newest = layers.inner.schema, layers.codec(layers.known[-1]).schema
    served = WRAPPERS.union(*(service.handlers for service in all_services()))
    calls = [_row(name, served, inner, newest) for name in sorted({*_methods(inner), *_methods(newest)})]
    return {"v": 1, "service": "telegram", "calls": calls}


def _methods(schema: Schema) -> Iterator[str]:
    return (name for name, definition in schema.by_name.items() if definition.is_method)


def _row(name: str, served: frozenset[str], inner: Schema, newest: Schema) -> dict[str, str]:
    known = former_name(name, inner)
    area = name.partition(".")[0] if "." in name else "wrappers"
    row = {"name": name, "area": area, "state": "served" if known in served else "refused"}
    note = _note(name, known, inner, newest)
    return {**row, "note": note} if note else row


def _note(name: str, known: str, inner: Schema, newest: Schema) -> str:
    if name in WRAPPERS:
        return "around other calls, which alone are counted"
    if name not in newest.by_name:
        return f"gone by layer {newest.layer}"
    if name in inner.by_name:
        return ""
    return f"new since layer {INNER_LAYER}" + (f", formerly {known}" if known != name else "")


def main() -> int:
    """Print the coverage; 1 where there are no schemas."""
    try:
        found = coverage(Layers.from_environment())
    except OSError as error:
        sys.stderr.write(f"there is no telling what is served: {error}\n")
        return 1
    json.dump(found, sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
