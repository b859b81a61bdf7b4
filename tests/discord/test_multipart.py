"""Forms: what every client's way of writing them becomes."""

from __future__ import annotations

import pytest

from fakes.discord.multipart import Part, read_parts

KIND = "multipart/form-data; boundary=b"


def one(disposition: str) -> Part:
    """Return the only part of a form whose disposition is as given."""
    (part,) = read_parts(KIND, f"--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\nx\r\n--b--\r\n".encode())
    return part


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('name="f"; filename="a b.png"', "a b.png"),
        (r'name="f"; filename="a\"b.png"', 'a"b.png'),
        ('name="f"; filename="a%22b.png"', 'a"b.png'),
        ("name=\"f\"; filename*=UTF-8''%E2%82%AC.png", "€.png"),
        ('name="f"; filename="é.png"', "é.png"),
        ("name=f; filename=a.png", "a.png"),
    ],
)
def test_every_quoting_of_a_name_is_understood(disposition: str, name: str) -> None:
    """Names come quoted by backslash, by percent, in RFC 5987's form, in UTF-8, or bare."""
    assert one(disposition).filename == name


def test_a_value_is_no_file() -> None:
    """A part without a file name is a value."""
    assert one('name="content"') == Part("content", None, "", b"x")


@pytest.mark.parametrize("data", [b"", b"\r\n", b"x--b", b"\r\n--c", bytes(range(256)) * 9])
def test_a_files_bytes_are_exact(data: bytes) -> None:
    """Empty files, line ends, near-boundaries and every byte come through as they are."""
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n' + data + b"\r\n--b--"

    assert [part.data for part in read_parts(KIND, body)] == [data]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--b--"),
        (KIND, b""),
        (KIND, b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx'),
        (KIND, b"--b\r\nno head\r\n--b--"),
        (KIND, b'--b\r\nContent-Disposition: form-data; filename="f"\r\n\r\nx\r\n--b--'),
        (KIND, b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n' * 101 + b"--b--"),
    ],
)
def test_what_is_no_form_is_refused(kind: str, body: bytes) -> None:
    """A form without boundary, end, heads or names, or with too many parts, is a ValueError."""
    with pytest.raises(ValueError, match=r"\w"):
        read_parts(kind, body)
