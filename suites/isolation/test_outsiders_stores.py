"""What another homeserver keeps of a closed one: nothing, where of an open one it keeps all that it is shown."""

from __future__ import annotations

import pytest

from harness.actors.vessels import VESSELS
from harness.core.canary import canary
from harness.core.verdict import control


@pytest.mark.parametrize("vessel", VESSELS)
async def test_outsiders_keep_nothing_of_a_closed_server(vessel, a, b, sealed, lab):
    """What bob puts into his room is kept by anna's server, too; what sara puts into hers is kept by hers alone."""
    shown, hidden = canary(f"{lab.stage.scope} shown {vessel}"), canary(f"{lab.stage.scope} hidden {vessel}")
    await a.anna.joins(await b.bob.makes_room(), via=b.name)
    await VESSELS[vessel](b.bob, shown)
    await a.anna.catches_up_with(b.bob)
    await a.anna.opens_files()

    await sealed.sara.makes_room()
    await VESSELS[vessel](sealed.sara, hidden)
    await sealed.sam.joins(sealed.sara.place)
    await a.anna.fails_to_join(sealed.sara.place, via=sealed.name)

    with control("the other server keeps what it is shown, and the closed one its own"):
        assert await lab.premises.places_of(shown, "a")
        assert await lab.premises.places_of(hidden, "sealed")
    assert await lab.premises.places_of(hidden, "a", "b", "c") == set()
    assert lab.premises.came_outside(hidden) == set()
