"""Hostile packets: a client of ours that spoils exactly one thing, and how the server took it in a word."""

from __future__ import annotations

import gzip
import struct
from zlib import crc32

from fakes.control import Hub
from fakes.telegram.mtproto.connection import HangUp
from fakes.telegram.mtproto.crypto import auth_key_id, ige_encrypt, message_cipher, message_key
from fakes.telegram.tl.service import GZIP_PACKED, MSG_CONTAINER
from tests.telegram.wire import Client

OLDEST, NEWEST = -301, 31  # seconds from the server's clock, each just outside what it takes


def seal(client: Client, plain: bytes, padding: int | None = None, *, spoil_key: bool = False) -> bytes:
    """Encrypt ``plain`` (salt, session, id, number, length, body) with that much padding; None for the right amount."""
    padded = plain + bytes(12 + -(len(plain) + 12) % 16 if padding is None else padding)
    msg_key = message_key(client.auth_key, padded, to_client=False)
    cipher = ige_encrypt(padded, *message_cipher(client.auth_key, msg_key, to_client=False))
    named = bytes([msg_key[0] ^ 1]) + msg_key[1:] if spoil_key else msg_key
    return auth_key_id(client.auth_key) + named + cipher


def message(client: Client, body: bytes, *, length: int | None = None) -> bytes:
    """Return the plaintext of a counted message whose length field may lie."""
    size = len(body) if length is None else length
    head = (client.salt, client.session_id, client.next_id(), client.next_sequence(True), size)
    return struct.pack("<8sqqii", *head) + body


def container(*items: tuple[int, int, bytes]) -> bytes:
    """Return a container of messages by id, number and body."""
    inner = b"".join(struct.pack("<qii", number, sequence, len(body)) + body for number, sequence, body in items)
    return struct.pack("<Ii", MSG_CONTAINER, len(items)) + inner


def packed(body: bytes) -> bytes:
    """Return ``body`` as gzip_packed, whatever it is."""
    data = gzip.compress(body, mtime=0)
    head = bytes([len(data)]) if len(data) < 254 else b"\xfe" + len(data).to_bytes(3, "little")
    return struct.pack("<I", GZIP_PACKED) + head + data + bytes(-(len(head) + len(data)) % 4)


def framed(packet: bytes, number: int, *, spoil: bool = False) -> bytes:
    """Return a frame of the full transport, perhaps with a wrong checksum."""
    frame = struct.pack("<ii", len(packet) + 12, number) + packet
    return frame + struct.pack("<I", crc32(frame) ^ spoil)


def verdict(client: Client, hub: Hub, act: object) -> str:
    """Do the hostile thing; return how the server took it, in one word and its number or name."""
    before, frames = len(client.services()), len(client.raw)
    try:
        act(client)  # type: ignore[operator]
    except HangUp:
        return f"hung up: {hub.records[-1].detail['name']}"
    for said in client.services()[before:]:
        if said.name in ("mt_bad_msg_notification", "mt_bad_server_salt"):
            return f"refused: {said['error_code']}"
    for packet in client.raw[frames:]:
        if len(packet) == 4:
            return f"transport: {int.from_bytes(packet, 'little', signed=True)}"
    refusals = [record for record in hub.records if record.kind == "refusal"]
    if refusals:
        return f"error: {refusals[-1].detail['error']}"
    return "answered" if len(client.raw) > frames else "silence"
