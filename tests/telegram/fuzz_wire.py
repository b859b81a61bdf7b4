"""The fuzz's sockets: a server in a process of its own, and clients of the full transport that read every answer."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random

from fakes.telegram.mtproto.crypto import ige_decrypt, message_cipher
from fakes.telegram.tl.service import MSG_CONTAINER, RPC_RESULT
from tests.telegram.hostile import framed
from tests.telegram.running import running
from tests.telegram.wire import layers

_DEADLINE = 30.0  # seconds for anything that the server does
_HISTORY = 100
_SERVICE = layers().service.schema.by_id
_ERROR = layers().service.schema.by_name["mt_rpc_error"].id
_ROUTINE = {"mt_new_session_created", "mt_msgs_ack"}
_REFUSALS = {"mt_bad_msg_notification", "mt_bad_server_salt"}


@dataclass(frozen=True)
class Served:
    """A running server, and the keys that two people's clients have."""

    pid: int
    port: int
    honest_key: bytes
    hostile_key: bytes


@dataclass(frozen=True)
class Answer:
    """One message of the server's; ``body`` begins with its constructor."""

    body: bytes

    @property
    def number(self) -> int:
        """The constructor's number."""
        return int.from_bytes(self.body[:4], "little")

    @property
    def about(self) -> int:
        """The id of the client's message that is answered."""
        return int(struct.unpack_from("<q", self.body, 4)[0])

    def depth(self, fence_id: int) -> str:
        """Return the layer that answered; ``fence`` for the fence's answer, nothing for mere routine."""
        definition = _SERVICE.get(self.number)
        if self.number == RPC_RESULT:
            return "api refused" if int.from_bytes(self.body[12:16], "little") == _ERROR else "api served"
        if definition is None or definition.name in _ROUTINE:
            return ""
        if definition.name in _REFUSALS or definition.name == "mt_pong":
            if self.about == fence_id:
                return "fence"
            return "session" if definition.name in _REFUSALS else "service"
        return "service"


class Wire:
    """A client's connection."""

    def __init__(self, auth_key: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self._auth_key = auth_key
        self._reader = reader
        self._writer = writer
        self._frames = 0

    @classmethod
    async def open(cls, port: int, auth_key: bytes) -> Wire:
        """Connect to a server on loopback."""
        return cls(auth_key, *await asyncio.open_connection("127.0.0.1", port))

    def write_all(self, packets: Iterable[bytes]) -> None:
        """Send packets at one go."""
        frames = [framed(packet, number) for number, packet in enumerate(packets, self._frames)]
        self._frames += len(frames)
        if not self._writer.is_closing():
            self._writer.write(b"".join(frames))

    def write_raw(self, frame: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(frame)

    async def packet(self) -> bytes:
        """Return the next packet, encrypted as it is; raises IncompleteReadError at the end."""
        async with asyncio.timeout(_DEADLINE):
            (length,) = struct.unpack("<i", await self._reader.readexactly(4))
            return (await self._reader.readexactly(length - 4))[4:-4]

    async def read(self) -> list[Answer]:
        """Return the messages of the next packet."""
        packet = await self.packet()
        if len(packet) < 24:
            return []
        plain = ige_decrypt(packet[24:], *message_cipher(self._auth_key, packet[8:24], to_client=True))
        (size,) = struct.unpack_from("<i", plain, 28)
        return list(_messages(plain[32 : 32 + size]))

    async def finished(self) -> None:
        """Say that no more will come, and wait until the server hangs up."""
        with suppress(ConnectionError):
            self._writer.write_eof()
            async with asyncio.timeout(_DEADLINE):
                await self._reader.read()
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def _messages(body: bytes) -> Iterable[Answer]:
    if int.from_bytes(body[:4], "little") != MSG_CONTAINER:
        yield Answer(body)
        return
    position = 8
    while position < len(body):
        (length,) = struct.unpack_from("<i", body, position + 12)
        yield Answer(body[position + 16 : position + 16 + length])
        position += 16 + length


@asynccontextmanager
async def serving(seed: int) -> AsyncIterator[Served]:
    """Start a server with two people, one of whom has notes to herself; end it afterwards."""
    async with running(seed) as fake:
        ada, bob = [(await fake.act("person.create", first_name=name))["id"] for name in ("Ada", "Bob")]
        rng = Random(seed)
        keys = [rng.randbytes(256), rng.randbytes(256)]
        for person, key in zip((ada, bob), keys, strict=True):
            await fake.act("key.seed", person=person, key=key.hex())
        for number in range(_HISTORY):
            await fake.act("message.send", chat=ada, author=ada, text=f"note {number}")
        yield Served(fake.pid, fake.port, *keys)
