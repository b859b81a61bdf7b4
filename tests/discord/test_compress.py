"""Encodings of gateway payloads."""

from __future__ import annotations

import json
import zlib

import pytest
import zstandard

from fakes.discord.compress import PlainEncoder, ZlibStreamEncoder, ZstdStreamEncoder, encoder_for


def test_a_zlib_stream_is_one_context_with_marks() -> None:
    """Every message ends with 00 00 ff ff, and one decompressor reads them all in turn."""
    encoder, reader = ZlibStreamEncoder(), zlib.decompressobj()
    payloads = [{"op": 0, "d": {"content": f"message {number} 🎉"}} for number in range(5)]

    frames = [encoder.encode(json.dumps(payload)) for payload in payloads]

    assert all(frame.endswith(b"\x00\x00\xff\xff") for frame in frames)
    assert [json.loads(reader.decompress(frame)) for frame in frames] == payloads


def test_plain_is_text() -> None:
    """Without compression a payload is JSON text, in its own characters."""
    assert PlainEncoder().encode('{"d":"ü"}') == '{"d":"ü"}'


def test_payload_compression_is_for_large_payloads() -> None:
    """A client that asked for compressed payloads gets large ones as zlib documents and small ones as text."""
    encoder = PlainEncoder()
    encoder.payloads_compressed = True
    large = {"d": "x" * 5000}

    frame = encoder.encode(json.dumps(large))

    assert isinstance(frame, bytes)
    assert json.loads(zlib.decompress(frame)) == large
    assert encoder.encode('{"op":11}') == '{"op":11}'


def test_a_zstd_stream_is_one_context() -> None:
    """One decompressor reads every message whole as it comes, and the second needs what the first one taught."""
    encoder, reader = ZstdStreamEncoder(), zstandard.ZstdDecompressor().decompressobj()
    assert isinstance(encoder_for("zstd-stream"), ZstdStreamEncoder)
    text = json.dumps({"d": [f"{number} 🎉" for number in range(100)]})

    first, second = (encoder.encode(text) for _ in range(2))

    assert [reader.decompress(frame).decode() for frame in (first, second)] == [text, text]
    assert len(second) * 4 < len(first)


def test_an_unserved_compression_is_named() -> None:
    """A compression that isn't served is refused by name."""
    with pytest.raises(ValueError, match="lzma isn't served; there are zlib-stream and zstd-stream"):
        encoder_for("lzma")
