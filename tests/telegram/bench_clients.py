"""The bench's clients: as little work of their own as can be, so that what is measured is the fake's."""

from __future__ import annotations

import struct
from random import Random
from typing import Any

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.tl.compression import gunzip_object
from fakes.telegram.tl.service import GZIP_PACKED, RPC_RESULT
from tests.telegram.fuzz_frames import Frames
from tests.telegram.fuzz_honest import learn_salt
from tests.telegram.fuzz_wire import Wire
from tests.telegram.running import Running
from tests.telegram.wire import layers

_LAYER = struct.pack("<Ii", 0xDA9B0D0D, layers().inner.schema.layer)


class Account:
    """A person whose client is connected and wants updates."""

    def __init__(self, person: str, wire: Wire, frames: Frames) -> None:
        self.person = person
        self._wire = wire
        self._frames = frames
        self._texts = 0

    @classmethod
    async def open(cls, fake: Running, name: str, rng: Random) -> Account:
        """Make a person, log a client in by a key that both know, and connect it."""
        person, key = (await fake.act("person.create", first_name=name))["id"], rng.randbytes(256)
        await fake.act("key.seed", person=person, key=key.hex())
        frames = Frames(Random(rng.random()), key)
        await learn_salt(fake.port, frames, key)
        account = cls(person, await Wire.open(fake.port, key), frames)
        await account.call(tl("updates.getState"))
        return account

    async def call(self, query: TLObject) -> TLObject:
        """Call a method and return its answer; whatever else comes is lost."""
        message_id = self._write([query])[0]
        while True:
            for answer in await self._wire.read():
                if answer.number == RPC_RESULT and answer.about == message_id:
                    body = answer.body[12:]
                    packed = int.from_bytes(body[:4], "little") == GZIP_PACKED
                    return layers().inner.decode(gunzip_object(body) if packed else body)

    async def peer(self, title: str) -> TLObject:
        """Return the channel of that title as a peer."""
        offset: dict[str, Any] = {"offset_date": 0, "offset_id": 0, "offset_peer": tl("inputPeerEmpty")}
        dialogs = await self.call(tl("messages.getDialogs", **offset, limit=20, hash=0))
        chat = next(chat for chat in dialogs["chats"] if chat["title"] == title)
        return tl("inputPeerChannel", channel_id=chat["id"], access_hash=chat["access_hash"])

    async def says(self, peer: TLObject, count: int, at_once: int) -> None:
        """Send texts, so many on their way at a time, and wait for all answers."""
        waiting: set[int] = set()
        while count or waiting:
            fresh = min(count, at_once - len(waiting))
            waiting.update(self._write([self._text(peer) for _ in range(fresh)]))
            count -= fresh
            waiting -= {answer.about for answer in await self._wire.read() if answer.number == RPC_RESULT}

    async def hears(self, count: int) -> None:
        """Wait for so many packets; each update that is pushed comes in one."""
        for _ in range(count):
            await self._wire.packet()

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def _text(self, peer: TLObject) -> TLObject:
        self._texts += 1
        return tl("messages.sendMessage", peer=peer, message=f"text {self._texts}", random_id=self._texts)

    def _write(self, queries: list[TLObject]) -> list[int]:
        sealed = [self._frames.honest(_LAYER + layers().inner.encode(query)) for query in queries]
        self._wire.write_all(packet for _, packet in sealed)
        return [message_id for message_id, _ in sealed]
