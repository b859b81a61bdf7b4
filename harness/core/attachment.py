"""A file that people send each other, drawn from a seed."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from zlib import compress, crc32

SECONDS = 3  # that every sound and every film lasts
_JPEG, _FRAMES = b"\xff\xd8", {0xC0, 0xC1, 0xC2}  # where a JPEG's size stands (ITU-T T.81, B.2.2)
_KINDS = {"image": "picture", "audio": "audio", "video": "video"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file's name, type and bytes; ``width`` and ``height`` are a picture's or a film's, in pixels.

    ``meant`` says what it is sent as where its type doesn't tell: ``sticker`` or ``voice``.
    """

    name: str
    mime: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0
    meant: str = ""

    @property
    def kind(self) -> str:
        """What it is shown as: ``picture``, ``sticker``, ``voice``, ``audio``, ``video`` or ``file``."""
        return self.meant or _KINDS.get(self.mime.partition("/")[0], "file")

    @property
    def sha256(self) -> str:
        """What tells the same bytes again on every network."""
        return sha256(self.data).hexdigest()

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return self.name.rpartition(".")[0]

    @property
    def moves(self) -> bool:
        """Whether it is a picture that moves."""
        return self.mime == "image/gif"

    @property
    def is_picture(self) -> bool:
        """Whether clients show it, and don't only offer it."""
        return self.mime.startswith("image/")


def picture(seed: int, width: int = 24, height: int = 16, name: str = "holiday.png") -> Attachment:
    """Return a picture of noise (PNG, 8-bit RGB): the same seed gives the same bytes."""
    dice = Random(seed)  # noqa: S311 - it must give the same picture again
    rows = b"".join(b"\0" + dice.randbytes(3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", compress(rows)), _chunk(b"IEND", b""))
    return Attachment(name, "image/png", b"\x89PNG\r\n\x1a\n" + b"".join(chunks), width, height)


def animation(seed: int, name: str = "dance.gif") -> Attachment:
    """Return a picture that moves (GIF of two frames of one pixel): the same seed gives the same bytes."""
    colours = Random(seed).randbytes(6)  # noqa: S311
    screen = struct.pack("<HHBBB", 1, 1, 0x80, 0, 0)
    frames = [_frame(bits) for bits in (b"\x02\x02\x44\x01\x00", b"\x02\x02\x4c\x01\x00")]
    return Attachment(name, "image/gif", b"GIF89a" + screen + colours + b"".join(frames) + b";", 1, 1)


def _frame(pixel: bytes) -> bytes:
    """Return a frame that is shown for a fifth of a second; ``pixel`` is its packed data."""
    control = b"\x21\xf9\x04" + struct.pack("<BHBB", 0, 20, 0, 0)
    return control + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + pixel


def sticker(seed: int, name: str = "wave.png") -> Attachment:
    """Return a picture that is sent as a sticker."""
    return replace(picture(seed, 64, 64, name), meant="sticker")


def voice(seed: int, name: str = "voice.ogg") -> Attachment:
    """Return a voice message: the head of an Ogg Opus file, and noise."""
    head = b"OggS\0\2" + bytes(20) + b"\1\x13OpusHead\1\1" + bytes(9)
    return Attachment(name, "audio/ogg", head + Random(seed).randbytes(3000), meant="voice")  # noqa: S311


def audio(seed: int, name: str = "song.mp3") -> Attachment:
    """Return a song: the head of an MP3 file, and noise."""
    return Attachment(name, "audio/mpeg", b"ID3\3\0\0\0\0\0\0" + Random(seed).randbytes(3000))  # noqa: S311


def video(seed: int, name: str = "film.mp4") -> Attachment:
    """Return a film: the head of an MP4 file, and noise."""
    head = struct.pack(">I", 24) + b"ftypmp42\0\0\0\0mp42isom"
    return Attachment(name, "video/mp4", head + Random(seed).randbytes(3000), 64, 48)  # noqa: S311


def document(seed: int, size: int, name: str = "minutes.bin") -> Attachment:
    """Return a file of ``size`` bytes that no program knows."""
    return Attachment(name, "application/octet-stream", Random(seed).randbytes(size))  # noqa: S311


def size_of(image: bytes) -> tuple[int, int]:
    """Return a PNG's or a JPEG's width and height, in pixels: what servers make small pictures of is up to them."""
    if image[12:16] == b"IHDR":
        width, height = struct.unpack(">II", image[16:24])
        return width, height
    at = 2
    while image[:2] == _JPEG and at + 9 <= len(image):  # segments: a mark, its kind, a length, what it holds
        kind, length = struct.unpack(">xBH", image[at : at + 4])
        if kind in _FRAMES:
            height, width = struct.unpack(">HH", image[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise ValueError(f"that is neither a PNG nor a JPEG: {image[:16]!r}")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
