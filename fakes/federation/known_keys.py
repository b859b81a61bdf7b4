"""Other servers' published keys, as they were fetched."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.federation import shape, verify
from fakes.federation.redaction import redacted

if TYPE_CHECKING:
    from fakes.federation.pdu import Event
    from fakes.federation.versions import RoomVersion

# Asks a server for its key document; None when it can't be had.
AskForKeys = Callable[[str], Awaitable[Mapping[str, Any] | None]]


class KnownKeys:
    """Key documents by server, newest last; asks again for a key that isn't in them."""

    def __init__(self, ask: AskForKeys) -> None:
        self._ask = ask
        self.documents: dict[str, list[Mapping[str, Any]]] = {}

    async def learn(self, server: str, keys: list[str], at: int) -> None:
        """See that these keys of ``server`` are known for a time (milliseconds), if they can be."""
        if not all(self.find(server, key, at) for key in keys):
            await self.refresh(server)

    async def refresh(self, server: str) -> None:
        """Ask a server for its keys, whatever is known."""
        document = await self._ask(server)
        if document is not None and document.get("server_name") == server:
            self.documents.setdefault(server, []).append(document)

    async def learn_for(self, event: Mapping[str, Any], version: RoomVersion) -> None:
        """See that the keys that an event's signatures need are known."""
        signatures, at = event.get("signatures", {}), verify.time_of_keys(event, version)
        for server in verify.signers(event, version):
            await self.learn(server, list(signatures.get(server, {})), at)

    def find(self, server: str, key: str, at: int) -> str | None:
        """Look a key up, as :data:`fakes.federation.verify.Keys`."""
        return verify.of_documents(reversed(self.documents.get(server, [])))(server, key, at)

    async def examined(self, event: Event, version: RoomVersion) -> tuple[Event, list[str]]:
        """Return an event from outside as it may be used, and all that is wrong with it.

        Where nothing but the content hash is wrong, that is what redaction leaves of it
        ("Checks performed on receipt of a PDU").
        """
        if problems := shape.problems(event, version):
            return event, problems
        await self.learn_for(event, version)
        problems = verify.pdu_problems(event, version.name, self.find)
        return (redacted(event, version) if problems == [verify.WRONG_HASH] else event), problems


def refused(problems: list[str]) -> str:
    """Say why an event can't be used; nothing where it can, redacted at worst."""
    return "" if problems == [verify.WRONG_HASH] else "; ".join(problems)
