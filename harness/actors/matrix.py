"""A person on Matrix: a user of our homeserver, on matrix-nio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from harness.actors import matrix_contents as contents
from harness.actors.matrix_client import MatrixClient
from harness.actors.matrix_roommate import MatrixRoommate
from harness.actors.person import Person, Stage
from harness.core import markup
from harness.core.attachment import Attachment
from harness.core.carried import Poll, Spot
from harness.core.fact import Fact, Network
from harness.core.markup import matrix as html
from harness.core.rich import Rich, marked, rich
from harness.core.wanted import Wanted, starts_with


class MatrixPerson(MatrixRoommate):
    """Somebody with a client of their own; they see what that client syncs."""

    network: ClassVar[Network] = "matrix"

    def __init__(self, key: str, name: str, stage: Stage, client: MatrixClient) -> None:
        super().__init__(key, client.user_id, name, stage)
        self.client = client

    def arrives(self) -> None:
        """Begin to sync."""
        self.client.start()

    async def says(self, text: str | Rich, *, reply_to: Fact | None = None) -> Fact:
        """Say something; return the fact once this person's own client has it back from the homeserver."""
        content: dict[str, Any] = {"msgtype": "m.text", **html.write(rich(text))}
        if reply_to:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": reply_to.ref}}
        return await self._sends(content)

    async def sends(self, file: Attachment, caption: str = "") -> Fact:
        """Upload a file and send it."""
        content = contents.file_content(file, caption) | {"url": await self.client.upload(file)}
        return await self._sends(content, contents.event_of(file))

    async def asks(self, poll: Poll) -> Fact:
        """Start a poll."""
        return await self._sends(contents.poll_content(poll), contents.POLL)

    async def shares(self, spot: Spot) -> Fact:
        """Send a place."""
        return await self._sends(contents.spot_content(spot))

    async def sees_file(self, file: Attachment, *, by: Person) -> Fact:
        """Return the message that brought this very file, byte for byte, by this author."""
        seen = await self.stage.sees(self._wanted_file(file, by).but(file=starts_with("mxc://")))
        await self._is_there(file, seen.file, seen)
        return seen

    async def sees_album(self, files: Sequence[Attachment], *, by: Person) -> None:
        """See each of several files, in their order."""
        since = 0
        for file in files:
            seen = await self.stage.sees(self._wanted_file(file, by).but(file=starts_with("mxc://")), since=since)
            await self._is_there(file, seen.file, seen)
            since = seen.seq

    async def _is_there(self, file: Attachment, address: str, seen: Fact) -> None:
        got = Attachment(file.name, file.mime, await self.client.download(address))
        same = got.sha256 == file.sha256
        assert same, f"{file.name} came with {len(got.data)} other bytes; it has {len(file.data)}: {seen}"

    async def makes_emoji(self, picture: Attachment) -> Rich:
        """Upload a picture that stands among words (Client-Server API, "Inline custom emoji", MSC2545)."""
        return marked(f":{picture.stem}:", "emoji", await self.client.upload(picture))

    async def _sees_emoji_as(self, picture: Attachment, seen: Fact) -> None:
        runs = markup.read(self.network, seen.text, seen.detail).runs
        for address in {mark.of for run in runs for mark in run.marks if mark.kind == "emoji"}:
            await self._is_there(picture, address, seen)

    async def edits(self, said: Fact, text: str) -> Fact:
        """Change what this person said before; return the fact of the edit."""
        new = {**said.detail["content"], "body": text} if said.file else {"msgtype": "m.text", "body": text}
        relation = {"rel_type": "m.replace", "event_id": said.ref}
        return await self._sends({**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": relation})

    async def deletes(self, said: Fact) -> Fact:
        """Take back what this person said before; return the fact of the deletion."""
        mark = self.stage.journal.mark()
        answer = await self.client.call("redacting", self.client.nio.room_redact, self.place, said.ref)
        return await self._synced(answer.event_id, mark)

    async def reacts(self, said: Fact, emoji: str) -> Fact:
        """Annotate what this person sees (Client-Server API, "Event annotations and reactions")."""
        relation = {"rel_type": "m.annotation", "event_id": said.ref, "key": emoji}
        return await self._sends({"m.relates_to": relation}, "m.reaction")

    async def takes_back(self, reaction: Fact) -> Fact:
        """Take one's own reaction away, which on Matrix is deleting it."""
        return await self.deletes(reaction)

    def _knows_as(self, other: Person) -> str:
        """Return somebody's own id, or their ghost's."""
        if other.network == self.network:
            return other.id
        said = Fact(at=0, network=other.network, kind="message", author=other.id, author_name=other.name)
        return self._promise(said).author or ""

    def is_called_by(self, seen: Fact) -> bool:
        """Tell whether this person's client alerts them: they are mentioned, or the whole room is ("m.mentions")."""
        mentions = seen.detail["content"].get("m.mentions") or {}
        return bool(mentions.get("room")) or self.id in mentions.get("user_ids", ())

    async def joins(self, room: str) -> None:
        """Accept an invitation."""
        await self.client.call("joining", self.client.nio.join, room)

    async def invites(self, other: MatrixPerson) -> None:
        """Invite somebody into this person's room."""
        await self.client.call("inviting", self.client.nio.room_invite, self.place, other.id)

    async def alone_with(self, other: MatrixPerson) -> tuple[MatrixPerson, MatrixPerson]:
        """Open a room that no bridge is in; return both people as they are in there."""
        options = {"invite": [other.id], "federate": False}
        room: str = (await self.client.call("making a room", self.client.nio.room_create, **options)).room_id
        await other.joins(room)
        stage = replace(self.stage, places={"matrix": room})
        return self._moved(stage), other._moved(stage)

    def _moved(self, stage: Stage) -> MatrixPerson:
        return MatrixPerson(self.key, self.name, stage, self.client)

    def _here(self) -> Wanted:
        return super()._here().but(witness=self.key)

    async def _sends(self, content: dict[str, Any], kind: str = "m.room.message") -> Fact:
        mark = self.stage.journal.mark()
        return await self._synced(await self.client.send(self.place, kind, content), mark)

    async def _synced(self, event_id: str, since: int) -> Fact:
        return await self.stage.sees(self._here().but(ref=event_id), since=since)
