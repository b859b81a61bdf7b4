"""What servers tell each other of people."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError


async def test_profile_is_told_to_another_server(a, b):
    """Bob on B looks alice of A up and finds the name that she goes by."""
    assert await b.bob.looks_up(a.alice.id) == a.alice.name


async def test_nobody_has_no_profile(a, b):
    """Somebody who doesn't live on A isn't found there; alice, who does, is."""
    with pytest.raises(MatrixRefusedError, match="M_NOT_FOUND"):
        await b.bob.looks_up(f"@nobody:{a.name}")

    assert await b.bob.looks_up(a.alice.id) == a.alice.name
