"""Makes other hosts unreachable from a part, or reachable again; it runs inside the part's container.

A route of the kind "unreachable" (rtnetlink(7)) refuses every packet to that address at once, on connections that stand
as well as on new ones. Standard library only: any image with a Python can run it, with the capability NET_ADMIN.
"""

from __future__ import annotations

import os
import pathlib
import socket
import struct
import sys

_NEW_ROUTE, _DEL_ROUTE = 24, 25
_REQUEST, _ACK, _CREATE, _REPLACE = 0x1, 0x4, 0x400, 0x100
_ERROR = 2
_UNREACHABLE = 7
_MAIN_TABLE = 254
_BY_ADMINISTRATOR = 4
_DESTINATION = 1
_NO_SUCH_ROUTE = 3

DONE = "done"


def script() -> str:
    """Return this file's text, for `python3 -c`."""
    return pathlib.Path(__file__).read_text()


def message(verb: str, address: str) -> bytes:
    """Return the netlink request that cuts an IPv4 address off or, with ``heal``, gives it back."""
    kind, flags = (_NEW_ROUTE, _REQUEST | _ACK | _CREATE | _REPLACE) if verb == "cut" else (_DEL_ROUTE, _REQUEST | _ACK)
    route = struct.pack("=BBBBBBBBI", socket.AF_INET, 32, 0, 0, _MAIN_TABLE, _BY_ADMINISTRATOR, 0, _UNREACHABLE, 0)
    attribute = struct.pack("=HH4s", 8, _DESTINATION, socket.inet_aton(address))
    body = route + attribute
    return struct.pack("=IHHII", 16 + len(body), kind, flags, 1, 0) + body


def change(verb: str, address: str) -> None:
    """Carry out ``cut`` or ``heal``; healing what isn't cut is fine."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:  # type: ignore[attr-defined,unused-ignore]
        kernel.sendall(message(verb, address))
        answer = kernel.recv(4096)
    (kind,) = struct.unpack_from("=H", answer, 4)
    (code,) = struct.unpack_from("=i", answer, 16)
    if kind != _ERROR or (code and not (verb == "heal" and -code == _NO_SUCH_ROUTE)):
        raise OSError(-code, f"{verb} {address}: {os.strerror(-code)}")


def main() -> None:
    """Carry out each line of the input, ``cut HOST…`` or ``heal HOST…``, and answer ``DONE`` or what is wrong."""
    for line in sys.stdin:
        verb, *hosts = line.split()
        try:
            for host in hosts:
                change(verb, socket.gethostbyname(host))
        except OSError as error:
            print(error, flush=True)  # noqa: T201 - the program's answer
        else:
            print(DONE, flush=True)  # noqa: T201 - likewise


if __name__ == "__main__":
    main()
