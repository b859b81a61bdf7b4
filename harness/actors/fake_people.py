"""People on a fake's network, moved through its control API."""

from __future__ import annotations

from abc import abstractmethod
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from harness.actors.control import Control
from harness.actors.discord_roommate import DiscordRoommate
from harness.actors.person import Person, Stage
from harness.actors.roommate import Roommate
from harness.actors.telegram_roommate import TelegramRoommate
from harness.core.attachment import SECONDS, Attachment
from harness.core.carried import Poll, Spot
from harness.core.fact import Fact, Network
from harness.core.markup import discord, telegram
from harness.core.rich import Rich, marked
from harness.core.wanted import Wanted

_VOICE_MESSAGE = 1 << 13
_TELEGRAM_KINDS = {"picture": "photo", "file": "document"}


class FakePerson(Roommate):
    """Somebody on a fake's network; what they do enters the journal as the fake witnessed it."""

    place_word: ClassVar[str]

    def __init__(self, key: str, id: str, name: str, stage: Stage, control: Control) -> None:  # noqa: A002
        super().__init__(key, id, name, stage)
        self._control = control

    async def says(self, text: str | Rich, *, reply_to: Fact | None = None) -> Fact:
        """Say something; return the fact once the network has it."""
        answer = {"reply_to": reply_to.ref} if reply_to else {}
        return await self._sent(**self._worded(text), **answer)

    async def sends(self, file: Attachment, caption: str = "") -> Fact:
        """Send a file; return the fact once the network has it."""
        return await self._sent(**self._worded(caption), **await self._carried(file))

    async def sees_file(self, file: Attachment, *, by: Person) -> Fact:
        """Return the message that brought this very file, byte for byte, by this author."""
        wanted = self._wanted_file(file, by)
        # A sticker from elsewhere is drawn anew in this network's own form.
        is_drawn = wanted.file_kind == "sticker" and by.network != self.network
        return await self.stage.sees(wanted if is_drawn else wanted.but(file=file.sha256))

    async def sees_album(self, files: Sequence[Attachment], *, by: Person) -> None:
        """See each of several files."""
        for file in files:
            await self.sees_file(file, by=by)

    async def asks(self, poll: Poll) -> Fact:
        """Start a poll."""
        return await self._sent(**self._worded(""), **self._asked(poll))

    @abstractmethod
    async def forwards(self, said: Fact) -> Fact:
        """Say in this person's place once more what somebody said in it, as theirs."""

    async def sends_album(self, files: Sequence[Attachment]) -> Fact:
        """Send several files at once; return the fact of the first, or of all where they are one message."""
        return await self._sent(**self._worded(""), **self._together(files))

    @abstractmethod
    async def makes_emoji(self, picture: Attachment) -> Rich:
        """Make a custom emoji of this picture; return it as it is written here."""

    @abstractmethod
    def _worded(self, text: str | Rich) -> dict[str, Any]: ...

    @abstractmethod
    async def _carried(self, file: Attachment) -> dict[str, Any]: ...

    @abstractmethod
    def _asked(self, poll: Poll) -> dict[str, Any]: ...

    @abstractmethod
    def _together(self, files: Sequence[Attachment]) -> dict[str, Any]: ...

    async def edits(self, said: Fact, text: str) -> Fact:
        """Change what this person said before; return the fact of the edit."""
        mark = self.stage.journal.mark()
        await self._does("message.edit", message=said.ref, **self._worded(text))
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

    async def _sent(self, operation: str = "message.send", **order: Any) -> Fact:
        mark = self.stage.journal.mark()
        sent = await self._does(operation, **order)
        return await self._witnessed("message", ref=sent["id"], since=mark)

    async def _witnessed(self, kind: str, since: int = 0, **wishes: str) -> Fact:
        wanted = Wanted(kind=kind, network=self.network, place=self.place, **wishes)
        return await self.stage.sees(wanted, since=since)


class DiscordPerson(FakePerson, DiscordRoommate):
    """Somebody with a Discord account and nothing else."""

    network: ClassVar[Network] = "discord"
    place_word = "channel"
    # A webhook has neither stickers nor voice messages.
    shows_as: ClassVar[Mapping[str, str]] = {"sticker": "picture", "voice": "audio"}

    def _worded(self, text: str | Rich) -> dict[str, Any]:
        return {"content": text if isinstance(text, str) else discord.write(text)}

    async def _carried(self, file: Attachment) -> dict[str, Any]:
        if file.kind == "sticker":
            order = {"guild": self.stage.guild, "name": file.stem, "image": {"data": _coded(file)}}
            return {"stickers": [(await self._control.act("sticker.create", **order))["id"]]}
        if file.kind == "voice":
            wave = {"duration": SECONDS, "waveform": b64encode(bytes(SECONDS)).decode()}
            return {"flags": _VOICE_MESSAGE, "files": [{"name": file.name, "data": _coded(file), **wave}]}
        return self._together([file])

    def _together(self, files: Sequence[Attachment]) -> dict[str, Any]:
        return {"files": [{"name": file.name, "data": _coded(file)} for file in files]}

    def _asked(self, poll: Poll) -> dict[str, Any]:
        answers = [{"poll_media": {"text": text}} for text in poll.answers]
        return {"poll": {"question": {"text": poll.question}, "answers": answers, "duration": 1}}

    async def forwards(self, said: Fact) -> Fact:
        """Say once more in this channel what somebody said in it."""
        return await self._sent(forward={"channel": said.place, "message": said.ref})

    async def makes_emoji(self, picture: Attachment) -> Rich:
        """Add an emoji to the guild."""
        image = {"data": b64encode(picture.data).decode()}
        order = {"guild": self.stage.guild, "author": self.id, "name": picture.stem, "image": image}
        made = await self._control.act("emoji.create", **order)
        prefix = "a:" if picture.moves else ""
        return marked(f":{picture.stem}:", "emoji", f"{prefix}{picture.stem}:{made['id']}")

    async def makes_role(self, name: str) -> Rich:
        """Make a role that this person has; return a mention of it."""
        made = await self._control.act("role.create", guild=self.stage.guild, name=name, members=[self.id])
        return marked(f"@{name}", "role", made["id"])

    async def _gives(self, message: str, emoji: str) -> None:
        await self._does("reaction.add", message=message, emoji=emoji)

    async def _takes(self, message: str, emoji: str) -> None:
        await self._does("reaction.remove", message=message, emoji=emoji)


class TelegramPerson(FakePerson, TelegramRoommate):
    """Somebody with a Telegram account and nothing else."""

    network: ClassVar[Network] = "telegram"
    place_word = "chat"

    def _worded(self, text: str | Rich) -> dict[str, Any]:
        if isinstance(text, str):
            return {"text": text}
        words, entities = telegram.write(text)
        return {"text": words, "entities": entities}

    async def _carried(self, file: Attachment) -> dict[str, Any]:
        return {"media": _media(file)}

    def _together(self, files: Sequence[Attachment]) -> dict[str, Any]:
        return {"album": [_media(file) for file in files]}

    def _asked(self, poll: Poll) -> dict[str, Any]:
        return {"media": {"kind": "poll", "question": poll.question, "answers": list(poll.answers)}}

    async def forwards(self, said: Fact) -> Fact:
        """Say once more in this chat what somebody said in it."""
        return await self._sent("message.forward", message=said.ref, to=said.place)

    async def quotes(self, said: Fact, part: str, text: str) -> Fact:
        """Answer a part of what was said."""
        return await self._sent(text=text, reply_to=said.ref, quote=part)

    async def shares(self, spot: Spot) -> Fact:
        """Send a place."""
        return await self._sent(media={"kind": "location", "latitude": spot.latitude, "longitude": spot.longitude})

    async def makes_emoji(self, picture: Attachment) -> Rich:
        """Make a custom emoji that stands for a plain one."""
        order = {"emoji": "🎉", "data": b64encode(picture.data).decode(), "mime": picture.mime}
        return marked("🎉", "emoji", (await self._control.act("emoji.create", **order))["id"])

    async def leaves_a_gap(self) -> None:
        """Let the supergroup's count of changes (pts) jump, so that its readers must ask for the difference."""
        await self._control.act("pts.skip", chat=self.place)

    async def _gives(self, message: str, emoji: str) -> None:
        await self._does("reaction.set", message=message, emoji=emoji)

    async def _takes(self, message: str, emoji: str) -> None:
        await self._does("reaction.set", message=message, emoji=None)


def _coded(file: Attachment) -> str:
    return b64encode(file.data).decode()


def _media(file: Attachment) -> dict[str, Any]:
    """Return a file as an order to the fake Telegram has it."""
    media = {"kind": _TELEGRAM_KINDS.get(file.kind, file.kind), "name": file.name, "mime": file.mime}
    size = {"width": file.width, "height": file.height} if file.width else {}
    return {**media, **size, "duration": SECONDS, "data": _coded(file)}
