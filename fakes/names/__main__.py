"""Run the DNS server."""

import sys

from fakes.names.app import main

sys.exit(main())
