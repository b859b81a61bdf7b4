"""Run the browser."""

import sys

from fakes.browser.app import main

sys.exit(main())
