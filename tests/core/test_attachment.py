"""Files drawn from a seed: the same bytes each time, and pictures that programs can read."""

from __future__ import annotations

import zlib

import pytest

from harness.core.attachment import document, picture
from harness.core.fact import Fact


def test_same_seed_gives_the_same_file() -> None:
    """A seed decides every byte, and another seed other bytes."""
    assert picture(1) == picture(1)
    assert picture(1).sha256 != picture(2).sha256
    assert document(1, 10).sha256 != document(2, 10).sha256


@pytest.mark.parametrize("size", [0, 1, 70_001])
def test_document_has_its_size(size: int) -> None:
    """A document is as long as asked for, down to nothing."""
    assert len(document(1, size).data) == size


def test_picture_is_a_png_of_its_size() -> None:
    """Signature, a header with both lengths, and as many pixels as they say."""
    png = picture(1, width=5, height=3).data
    assert png.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x05\0\0\0\x03")
    start = png.index(b"IDAT") + 4
    assert len(zlib.decompress(png[start : start + int.from_bytes(png[start - 8 : start - 4])])) == 3 * (1 + 3 * 5)


@pytest.mark.parametrize(
    ("detail", "file"),
    [
        ({}, ""),
        ({"files": []}, ""),
        ({"files": [{"sha256": "ab"}]}, "ab"),
        ({"media": {"sha256": "cd"}}, "cd"),
        ({"media": {"kind": "location"}}, ""),
        ({"content": {"url": "mxc://a/b"}}, "mxc://a/b"),
        ({"content": {"file": {"url": "mxc://a/c"}}}, "mxc://a/c"),
        ({"content": {"body": "hi"}}, ""),
    ],
)
def test_fact_tells_its_file(detail: dict[str, object], file: str) -> None:
    """Whatever the network calls it, a fact says which file it carries, or that it carries none."""
    assert Fact(0, "matrix", "message", detail=detail).file == file
