"""``python -m fakes.discord``."""

import sys

from fakes.discord.app import main

if __name__ == "__main__":
    sys.exit(main())
