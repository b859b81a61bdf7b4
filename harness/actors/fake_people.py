"""People on a fake's network, moved through its control API."""

from __future__ import annotations

from abc import abstractmethod
from base64 import b64encode
from typing import Any, ClassVar

from harness.actors.control import Control
from harness.actors.person import Person, Stage
from harness.core.attachment import Attachment
from harness.core.fact import Fact, Network
from harness.core.wanted import Wanted


class FakePerson(Person):
    """Somebody on a fake's network; what they do enters the journal as the fake witnessed it."""

    place_word: ClassVar[str]
    text_word: ClassVar[str]

    def __init__(self, key: str, id: str, name: str, stage: Stage, control: Control) -> None:  # noqa: A002
        super().__init__(key, id, name, stage)
        self._control = control

    async def says(self, text: str, *, reply_to: Fact | None = None) -> Fact:
        """Say something; return the fact once the network has it."""
        answer, mark = {"reply_to": reply_to.ref} if reply_to else {}, self.stage.journal.mark()
        sent = await self._does("message.send", **{self.text_word: text}, **answer)
        return await self._witnessed("message", ref=sent["id"], since=mark)

    async def sends(self, file: Attachment, caption: str = "") -> Fact:
        """Send a file; return the fact once the network has it."""
        sent = await self._does("message.send", **{self.text_word: caption}, **self._carried(file))
        return await self._witnessed("message", ref=sent["id"])

    async def sees_file(self, file: Attachment, *, by: Person) -> Fact:
        """Return the message that brought this very file, byte for byte, by this author."""
        return await self.stage.sees(self._wanted_file(by).but(file=file.sha256))

    @abstractmethod
    def _carried(self, file: Attachment) -> dict[str, Any]: ...

    async def edits(self, said: Fact, text: str) -> Fact:
        """Change what this person said before; return the fact of the edit."""
        mark = self.stage.journal.mark()
        await self._does("message.edit", message=said.ref, **{self.text_word: text})
        return await self._witnessed("edit", target=said.ref, since=mark)

    async def deletes(self, said: Fact) -> Fact:
        """Take back what this person said before; return the fact of the deletion."""
        mark = self.stage.journal.mark()
        await self._does("message.delete", message=said.ref)
        return await self._witnessed("delete", target=said.ref, since=mark)

    async def reacts(self, said: Fact, emoji: str) -> Fact:
        """Put an emoji to what this person sees; return the fact of the reaction."""
        mark = self.stage.journal.mark()
        await self._gives(said.ref, emoji)
        return await self._witnessed("reaction", target=said.ref, author=self.id, since=mark)

    async def takes_back(self, reaction: Fact) -> Fact:
        """Take one's own reaction away; return the fact of that."""
        mark = self.stage.journal.mark()
        await self._takes(reaction.target, reaction.text)
        return await self._witnessed("unreaction", target=reaction.target, author=self.id, since=mark)

    @abstractmethod
    async def _gives(self, message: str, emoji: str) -> None: ...

    @abstractmethod
    async def _takes(self, message: str, emoji: str) -> None: ...

    async def _does(self, operation: str, **order: Any) -> dict[str, Any]:
        return await self._control.act(operation, **{self.place_word: self.place}, author=self.id, **order)

    async def _witnessed(self, kind: str, since: int = 0, **wishes: str) -> Fact:
        wanted = Wanted(kind=kind, network=self.network, place=self.place, **wishes)
        return await self.stage.sees(wanted, since=since)


class DiscordPerson(FakePerson):
    """Somebody with a Discord account and nothing else."""

    network: ClassVar[Network] = "discord"
    place_word = "channel"
    text_word = "content"

    def _carried(self, file: Attachment) -> dict[str, Any]:
        return {"files": [{"name": file.name, "mime": file.mime, "data": b64encode(file.data).decode()}]}

    async def _gives(self, message: str, emoji: str) -> None:
        await self._does("reaction.add", message=message, emoji=emoji)

    async def _takes(self, message: str, emoji: str) -> None:
        await self._does("reaction.remove", message=message, emoji=emoji)


class TelegramPerson(FakePerson):
    """Somebody with a Telegram account and nothing else."""

    network: ClassVar[Network] = "telegram"
    place_word = "chat"
    text_word = "text"

    def _carried(self, file: Attachment) -> dict[str, Any]:
        kind = "photo" if file.is_picture else "document"
        return {"media": {"kind": kind, "name": file.name, "mime": file.mime, "data": b64encode(file.data).decode()}}

    async def leaves_a_gap(self) -> None:
        """Let the supergroup's count of changes (pts) jump, so that its readers must ask for the difference."""
        await self._control.act("pts.skip", chat=self.place)

    async def _gives(self, message: str, emoji: str) -> None:
        await self._does("reaction.set", message=message, emoji=emoji)

    async def _takes(self, message: str, emoji: str) -> None:
        await self._does("reaction.set", message=message, emoji=None)
