"""Packets in streams: each transport, whole and in crumbs, and what none of them sends."""

import struct
from hashlib import sha256
from zlib import crc32

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from fakes.telegram.mtproto.transport import MAX_PACKET, Full, Obfuscated, Transport, TransportError, detect

PACKETS = [b"12345678", bytes(600), b"abcd" * 5]


def full(packets: list[bytes]) -> bytes:
    stream = b""
    for number, packet in enumerate(packets):
        frame = struct.pack("<ii", len(packet) + 12, number) + packet
        stream += frame + struct.pack("<I", crc32(frame))
    return stream


def abridged(packets: list[bytes]) -> bytes:
    heads = [bytes([len(p) // 4]) if len(p) < 508 else b"\x7f" + (len(p) // 4).to_bytes(3, "little") for p in packets]
    return b"\xef" + b"".join(head + packet for head, packet in zip(heads, packets, strict=True))


def intermediate(packets: list[bytes]) -> bytes:
    return b"\xee" * 4 + b"".join(struct.pack("<I", len(packet)) + packet for packet in packets)


def padded(packets: list[bytes]) -> bytes:
    return b"\xdd" * 4 + intermediate(packets)[4:]


def obfuscated(packets: list[bytes], secret: bytes = b"") -> bytes:
    header = bytes(range(1, 57))
    key = sha256(header[8:40] + secret).digest() if secret else header[8:40]
    cipher = Cipher(AES(key), modes.CTR(header[40:56])).encryptor()
    tail = cipher.update(header + b"\xee" * 4 + b"zz" + b"yy")[56:]
    return header + tail + cipher.update(intermediate(packets)[4:])


STREAMS = {
    "full": full(PACKETS),
    "abridged": abridged(PACKETS),
    "intermediate": intermediate(PACKETS),
    "padded": padded(PACKETS),
    "obfuscated": obfuscated(PACKETS),
}


def read(stream: bytes, step: int) -> list[bytes]:
    """Read a connection's bytes in steps, as the connection does."""
    start, transport, packets = b"", None, list[bytes]()
    for position in range(0, len(stream), step):
        data = stream[position : position + step]
        if transport is None:
            start += data
            if (found := detect(start)) is None:
                continue
            transport, consumed = found
            data = start[consumed:]
        packets += transport.feed(data)
    return packets


@pytest.mark.parametrize("step", [1, 7, 100_000])
@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_packets_come_out_whole(stream: bytes, step: int) -> None:
    """However the stream is cut, the transport is told and its packets come out in order."""
    assert read(stream, step) == PACKETS


@pytest.mark.parametrize("stream", [STREAMS["full"], STREAMS["abridged"], STREAMS["intermediate"]])
def test_wrapping_is_what_clients_do(stream: bytes) -> None:
    """What the server wraps is framed as a client of the same transport frames it."""
    found = detect(stream)
    assert found is not None

    assert stream[found[1] :] == b"".join(found[0].wrap(packet) for packet in PACKETS)


def test_obfuscated_answers_with_the_reversed_key() -> None:
    """The way back is encrypted with the header read backwards."""
    header = STREAMS["obfuscated"][:64]
    backwards = header[8:56][::-1]
    plain = Cipher(AES(backwards[:32]), modes.CTR(backwards[32:])).decryptor()

    assert plain.update(Obfuscated(header).wrap(b"12345678")) == struct.pack("<I", 8) + b"12345678"


SECRET = bytes(range(16))


@pytest.mark.parametrize("secret", [b"", SECRET], ids=["direct", "through-the-proxy"])
def test_proxy_takes_who_knows_its_secret_and_who_comes_directly(secret: bytes) -> None:
    """With a secret set, both kinds of clients are read."""
    stream = obfuscated(PACKETS, secret)
    found = detect(stream[:64], SECRET)
    assert found is not None
    assert found[0].feed(stream[64:]) == PACKETS


@pytest.mark.parametrize("expected", [None, bytes(16)], ids=["no-proxy", "another-secret"])
def test_wrong_secret_is_no_header(expected: bytes | None) -> None:
    """Who has another secret than the proxy, or takes the server itself for one, can't be read."""
    with pytest.raises(TransportError, match="no known transport"):
        detect(obfuscated(PACKETS, SECRET), expected)


def _spoiled_crc(stream: bytes) -> bytes:
    return stream[:-1] + bytes([stream[-1] ^ 1])


@pytest.mark.parametrize(
    ("transport", "stream", "reason"),
    [
        (Full(), _spoiled_crc(full([b"12345678"])), "CRC"),
        (Full(), full([b"12345678"]) * 2, "packet 0 came where 1"),
        (Full(), struct.pack("<i", -4), "-4 bytes"),
        (Full(), struct.pack("<i", MAX_PACKET + 1), "bytes"),
    ],
)
def test_full_frames_that_are_wrong_are_refused(transport: Transport, stream: bytes, reason: str) -> None:
    """A wrong checksum, number or length ends the connection."""
    with pytest.raises(TransportError, match=reason):
        transport.feed(stream)


def test_an_obfuscated_header_must_hold_a_transport() -> None:
    """Random bytes are no header."""
    with pytest.raises(TransportError, match="no known transport"):
        detect(bytes(range(64)))
