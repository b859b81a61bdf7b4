"""Who may log in to a bridge: ids that every process has its own of."""

from __future__ import annotations

from typing import Any, cast

from harness.actors.log_ins import LogIns
from harness.parts import permissions
from tests.actors.cast import access

NOBODY = cast("Any", None)
SUITES_NEED = 8  # tests with a dave, when one process runs them all


def test_every_process_has_people_who_may_log_in() -> None:
    """As many processes as there are operators have ids of their own, each more than the suites use up."""
    free = [LogIns(access(), NOBODY, NOBODY, NOBODY, number)._free for number in range(permissions.OPERATORS)]

    assert min(map(len, free)) > SUITES_NEED
    assert len({name for share in free for name in share}) == sum(map(len, free))
