"""A QR code as a picture: version 4, level L, bytes, mask 0 (ISO/IEC 18004), which is all that a log-in needs."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from zlib import compress, crc32

SIZE, DATA_BYTES, CHECK_BYTES = 33, 80, 20
MOST_BYTES = 78
_FORMAT = 0b111011111000100
"""Level L and mask 0, with their own error correction."""
_QUIET, _SCALE = 4, 8

Grid = list[list[bool | None]]


def png(text: str) -> bytes:
    """Return the code of ``text`` as a PNG with its quiet zone; raise ValueError past MOST_BYTES in UTF-8."""
    white = [False] * _QUIET
    blank = [[False] * (SIZE + 2 * _QUIET)] * _QUIET
    grid = [*blank, *([*white, *row, *white] for row in modules(text)), *blank]
    lines = [b"\0" + b"".join((b"\0" if dark else b"\xff") * _SCALE for dark in row) for row in grid]
    data = compress(b"".join(line * _SCALE for line in lines))
    side = _SCALE * len(grid)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def modules(text: str) -> list[list[bool]]:
    """Return the code's rows, dark modules true."""
    grid: Grid = [[None] * SIZE for _ in range(SIZE)]
    _patterns(grid)
    data = _codewords(text.encode())
    bits = (bool(byte >> place & 1) for byte in [*data, *_checks(data)] for place in range(7, -1, -1))
    for row, column in _path(grid):
        grid[row][column] = next(bits, False) ^ ((row + column) % 2 == 0)
    return [[bool(dark) for dark in row] for row in grid]


def _codewords(data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise ValueError(f"a code of this size holds {MOST_BYTES} bytes, and these are {len(data)}")
    # Four bits of mode, eight of length, the bytes, four zeros: shifted by half a byte, all of it fits together.
    packed = (0b0100 << 8 | len(data)) << 8 * len(data) | int.from_bytes(data)
    whole = (packed << 4).to_bytes(len(data) + 2)
    return whole + (b"\xec\x11" * DATA_BYTES)[: DATA_BYTES - len(whole)]


def _checks(data: bytes) -> list[int]:
    """Return the Reed-Solomon check bytes."""
    generator = [1]
    root = 1
    for _ in range(CHECK_BYTES):
        shifted = [*generator, 0]
        generator = [one ^ _times(other, root) for one, other in zip(shifted, [0, *generator], strict=True)]
        root = _times(root, 2)
    rest = [*data, *([0] * CHECK_BYTES)]
    for place in range(len(data)):
        factor = rest[place]
        for offset, coefficient in enumerate(generator):
            rest[place + offset] ^= _times(coefficient, factor)
    return rest[len(data) :]


def _times(one: int, other: int) -> int:
    """Multiply in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = one << 1 ^ (0x11D if one & 0x80 else 0)
        other >>= 1
    return product


def _patterns(grid: Grid) -> None:
    for corner in ((3, 3), (3, SIZE - 4), (SIZE - 4, 3)):
        _square(grid, corner, 4, light=(2, 4))
    _square(grid, (SIZE - 7, SIZE - 7), 2, light=(1,))
    for place in range(8, SIZE - 8):
        grid[6][place] = grid[place][6] = place % 2 == 0
    first = [*((row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)), *((8, column) for column in (7, 5, 4, 3, 2, 1, 0))]
    second = [*((8, SIZE - 1 - place) for place in range(8)), *((row, 8) for row in range(SIZE - 7, SIZE))]
    for places in (first, second):
        for bit, (row, column) in enumerate(places):
            grid[row][column] = bool(_FORMAT >> bit & 1)
    grid[SIZE - 8][8] = True


def _square(grid: Grid, centre: tuple[int, int], reach: int, light: Sequence[int]) -> None:
    """Draw rings around ``centre``; those of the radii in ``light`` are light."""
    for row in range(max(0, centre[0] - reach), min(SIZE, centre[0] + reach + 1)):
        for column in range(max(0, centre[1] - reach), min(SIZE, centre[1] + reach + 1)):
            grid[row][column] = max(abs(row - centre[0]), abs(column - centre[1])) not in light


def _path(grid: Grid) -> Iterator[tuple[int, int]]:
    """Yield the free modules in the order in which bits go: in pairs of columns from the right, up and down."""
    free = [[module is None for module in row] for row in grid]
    columns = [*range(SIZE - 1, 6, -2), 5, 3, 1]
    for number, right in enumerate(columns):
        rows = range(SIZE) if number % 2 else range(SIZE - 1, -1, -1)
        yield from ((row, column) for row in rows for column in (right, right - 1) if free[row][column])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc32(kind + body))
