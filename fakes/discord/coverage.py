"""``python -m fakes.discord.coverage``: which documented routes are served, as JSON."""

from __future__ import annotations

import json
import sys

from fakes.discord.rest import ROUTES
from fakes.discord.rest.documented import coverage


def main() -> int:
    """Print the coverage; always 0."""
    json.dump(coverage(ROUTES), sys.stdout, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
