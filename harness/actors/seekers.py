"""Those who look for a server by its name: somebody on a real server, and somebody on the forger."""

from __future__ import annotations

from harness.actors.control import ActRefusedError
from harness.actors.forger_person import ForgerPerson
from harness.actors.lab_person import LabPerson
from harness.actors.matrix_client import MatrixRefusedError


class Found(AssertionError):  # noqa: N818 - what happened, in the words of a test
    """A server was found that shouldn't have been."""


class Seekers:
    """``real`` lives on a server of the lab, ``scripted`` on the forger, which has a resolver of its own."""

    def __init__(self, real: LabPerson, scripted: ForgerPerson) -> None:
        self.real = real
        self.scripted = scripted

    async def visit(self, host: ForgerPerson) -> None:
        """Join a room of somebody on the server in question, each a new one, and be heard there."""
        await self.real.visits(host)
        await self.scripted.visits(host)

    async def miss(self, host: ForgerPerson) -> None:
        """Try likewise, and find nobody who may be talked to; raises ``Found`` otherwise."""
        try:
            await self.real.visits(host)
        except MatrixRefusedError as refused:
            if refused.status != 502:
                raise
        else:
            raise Found(f"{self.real.server} found {host.server}")
        try:
            await self.scripted.visits(host)
        except ActRefusedError as refused:
            if refused.name != "UNREACHABLE":
                raise
        else:
            raise Found(f"{self.scripted.server} found {host.server}")
