"""A Matrix client without a homeserver."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixClient
from harness.actors.matrix_facts import MatrixReader
from harness.core.journal import Journal


async def test_keys_come_before_the_first_sync() -> None:
    """A client that syncs already takes no keys: it would miss those of what came before."""
    reader = MatrixReader("matrix.bob", "s", is_ours=lambda _: True)
    client = MatrixClient("http://127.0.0.1:9", "", "@bob:b", "token", Journal(lambda: 1.0), reader)
    client.start()

    with pytest.raises(RuntimeError, match="syncs already"):
        await client.takes_keys()

    await client.close()
