"""The client beside the fuzz: it asks for a page of history again and again, and takes the time."""

from __future__ import annotations

import struct
import time
from random import Random

from fakes.telegram.tl import tl
from fakes.telegram.tl.service import RPC_RESULT
from tests.telegram.fuzz_frames import Frames
from tests.telegram.fuzz_wire import Answer, Served, Wire
from tests.telegram.wire import layers

_BAD_SALT = layers().service.schema.by_name["mt_bad_server_salt"].id


class Honest:
    """One connection, one call at a time."""

    def __init__(self, wire: Wire, frames: Frames) -> None:
        self._wire = wire
        self._frames = frames
        self._request = layers().inner.encode(
            tl(
                "messages.getHistory",
                peer=tl("inputPeerSelf"),
                offset_id=0,
                offset_date=0,
                add_offset=0,
                limit=100,
                max_id=0,
                min_id=0,
                hash=0,
            )
        )

    @classmethod
    async def open(cls, served: Served) -> Honest:
        """Connect, and learn the salt."""
        frames = Frames(Random(0), served.honest_key)
        await learn_salt(served.port, frames, served.honest_key)
        return cls(await Wire.open(served.port, served.honest_key), frames)

    async def call(self) -> float:
        """Ask for the page; return the seconds until the answer was here."""
        began = time.perf_counter()
        message_id, packet = self._frames.honest(self._request)
        self._wire.write_all([packet])
        while True:
            for answer in await self._wire.read():
                if answer.number == RPC_RESULT and answer.about == message_id:
                    assert answer.depth(0) == "api served"
                    return time.perf_counter() - began

    def close(self) -> None:
        """Hang up."""
        self._wire.close()


async def learn_salt(port: int, frames: Frames, auth_key: bytes) -> None:
    """Send a message with a wrong salt, and keep the right one from the answer."""
    wire = await Wire.open(port, auth_key)
    wire.write_all([frames.fence()[1]])
    answers: list[Answer] = []
    while not any(answer.number == _BAD_SALT for answer in answers):
        answers += await wire.read()
    frames.salt = struct.pack("<q", *struct.unpack_from("<q", answers[-1].body, 20))
    frames.begin_session()
    wire.close()
