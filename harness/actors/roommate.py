"""People in a room with others: what shows of them, and of the room, beside what is said."""

from __future__ import annotations

from abc import abstractmethod
from base64 import b64encode

from faker import Faker

from harness.actors.person import Person
from harness.core.attachment import Attachment
from harness.core.fact import Fact


class Roommate(Person):
    """Somebody who types, reads, comes and goes; what they do, each network tells in its own way."""

    @abstractmethod
    async def types(self) -> None:
        """Begin to type."""

    @abstractmethod
    async def reads(self, seen: Fact) -> None:
        """Have read up to a message of this person's network."""

    @abstractmethod
    async def goes_online(self) -> None:
        """Be there, for everybody to see."""

    @abstractmethod
    async def is_called(self, name: str) -> None:
        """Take another name (on Telegram a first and a last one)."""

    async def takes_another_name(self) -> None:
        """Take a name that nobody else goes by."""
        names = Faker()
        names.seed_instance(f"{self.stage.scope} {self.key} anew")
        await self.is_called(f"{names.first_name()} {names.last_name()}")

    @abstractmethod
    async def is_pictured(self, portrait: Attachment) -> None:
        """Take another portrait."""

    @abstractmethod
    async def names_room(self, name: str) -> None:
        """Give the channel, chat or room another name."""

    @abstractmethod
    async def describes_room(self, topic: str) -> None:
        """Say what the channel, chat or room is about."""

    @abstractmethod
    async def pins(self, seen: Fact) -> None:
        """Pin a message of this person's network."""

    @abstractmethod
    async def unpins(self, seen: Fact) -> None:
        """Let a pinned message go."""

    @abstractmethod
    async def leaves(self) -> None:
        """Leave the guild, the chat or the room."""

    @abstractmethod
    async def expels(self, other: Person) -> None:
        """Put somebody out, who may come again (kick)."""

    @abstractmethod
    async def banishes(self, other: Person) -> None:
        """Put somebody out for good (ban)."""

    @abstractmethod
    async def appoints(self, other: Person) -> None:
        """Let somebody govern as far as an administrator may."""

    async def shows_up(self) -> None:
        """Say something so that others hear of this person anew; under which name and looks it comes is open."""
        words = f"here is {self.name} again"
        self.stage.unjudged.add(words)
        await self.says(words)

    async def sees_typing(self, *, by: Person, within: float | None = None) -> Fact:
        """Return that somebody types, wherever they do."""
        return await self._sees_of(by, "typing", within)

    async def sees_read(self, said: Fact, *, by: Person, within: float | None = None) -> Fact:
        """Return that somebody has read up to ``said``, which stands on this person's network."""
        return await self._sees_of(by, "read", within, target=said.ref)

    async def _sees_of(self, other: Person, kind: str, within: float | None, **wishes: str) -> Fact:
        wanted = self._here().but(kind=kind, author=self.sees_as(other), **wishes)
        return await self.stage.sees(wanted, within=within)

    def sees_as(self, other: Person) -> str:
        """Return whom this person's network names as the author of what ``other`` says or does."""
        said = Fact(0, other.network, "message", author=other.id, author_name=other.name, text="anything")
        return self._promise(said).author or ""


def pictured(picture: Attachment) -> dict[str, str]:
    """Return a picture as the fakes' orders take it."""
    return {"data": b64encode(picture.data).decode()}
