"""PostgreSQL: one server, one database a part, all of it in memory."""

from __future__ import annotations

from collections.abc import Sequence

from harness.parts import names
from harness.runtime.node import NodeSpec

_DATA = "/superbridge/db"

# Durability is worth nothing to a database that ends with the run.
_SETTINGS = (
    "listen_addresses=*",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "jit=off",
    # A homeserver's queues of few rows turn over thousands of times in a run; unswept, each look at them gets slower.
    "autovacuum_naptime=10s",
    "track_activities=off",
    "max_connections=200",
)

# The projects' own image has no cluster in it and makes one (initdb); ours brings one along.
_START = """set -eu
PATH="$PATH:/usr/lib/postgresql/15/bin"
data={data}/cluster
mkdir -m 0700 "$data"
if [ -d /opt/pgdata ]; then cp -a /opt/pgdata/. "$data"; else initdb --auth=trust --locale=C -E UTF8 -D "$data"; fi
printf 'host all all all trust\\n' >> "$data/pg_hba.conf"
printf '{create}' | postgres --single -D "$data" postgres > /dev/null
exec postgres -D "$data" {settings}
"""


ASKS = ("sh", "-c", 'PATH="$PATH:/usr/lib/postgresql/15/bin"; pg_isready -h 127.0.0.1')
"""Tells, run beside the server, by its exit code whether the server answers."""


def uri(database: str) -> str:
    """Return the connection URI of a part's database."""
    return f"postgres://postgres@{names.DATABASE}/{database}?sslmode=disable"


def node(image: str, databases: Sequence[str]) -> NodeSpec:
    """Return the server as a node; ``databases`` are created, in the C locale, before it listens."""
    template = 'CREATE DATABASE {} TEMPLATE template0 ENCODING UTF8 LC_COLLATE "C" LC_CTYPE "C"\\n'
    create = "".join(template.format(name) for name in databases)
    settings = " ".join(f"-c {setting}" for setting in _SETTINGS)
    script = _START.format(data=_DATA, create=create, settings=settings)
    return NodeSpec(
        name=names.DATABASE,
        image=image,
        entrypoint=("sh", "-c", script),
        command=(),
        aliases=(names.DATABASE,),
        user="postgres",
        tmpfs=(_DATA,),
    )
