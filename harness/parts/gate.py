"""A start gate that runs inside a Python part's container: import first, wait for a port, then run the part.

Imports take half of a part's boot, so they happen while the part's neighbour is still starting. The part itself
runs as ``python -m MODULE ARGUMENTS`` would. Standard library only: any published image can run it.
"""

import importlib
import pathlib
import runpy
import socket
import sys
import time

PATH = "/superbridge/gate.py"


def script() -> bytes:
    """Return this file, to be copied to ``PATH`` in a container."""
    return pathlib.Path(__file__).read_bytes()


def wait_for(host: str, port: int, deadline: float) -> None:
    """Return once something accepts connections at ``host:port``; give up at ``deadline`` (monotonic seconds)."""
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError as error:
            if time.monotonic() > deadline:
                sys.exit(f"gate: nothing listens at {host}:{port}: {error}")
            time.sleep(0.02)
        else:
            return


def main() -> None:
    """``gate.py HOST:PORT[,HOST:PORT] PREIMPORT[,PREIMPORT] MODULE [ARGUMENTS]``."""
    ports, modules, module, *arguments = sys.argv[1:]
    for name in modules.split(","):
        importlib.import_module(name)
    for neighbour in ports.split(","):
        host, port = neighbour.rsplit(":", 1)
        wait_for(host, int(port), time.monotonic() + 60)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
