"""``python -m fakes.discord_bridge -c config.yaml -r registration.yaml [--defect=NAME …]``."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from fakes.discord_bridge.app import serve
from fakes.discord_bridge.config import ConfigError, load
from fakes.discord_bridge.defects import KNOWN, Defects, UnknownDefectError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bridge; return 0 after a stop, 2 after one sentence on what is wrong with the input."""
    parser = argparse.ArgumentParser(prog="fakes.discord_bridge", description="A stand-in for mautrix-discord 0.7.7.")
    parser.add_argument("-c", "--config", type=Path, default=Path("config.yaml"), help="mautrix-discord's config file")
    parser.add_argument("-r", "--registration", type=Path, help="the application service's registration, to check")
    parser.add_argument(
        "--defect", action="append", default=[], metavar="NAME", help=f"misbehave: {', '.join(sorted(KNOWN))}"
    )
    parser.add_argument("-n", "--no-update", action="store_true", help="accepted, as by the real bridge; no effect")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    try:
        defects = Defects(options.defect)
        config = load(options.config, options.registration)
        asyncio.run(serve(config, defects))
    except (ConfigError, UnknownDefectError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(
            f"the bridge can't serve: {error.strerror or error}; free the port or change appservice.port\n"
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
