"""``python -m fakes.telegram``."""

from fakes.telegram.app import main

raise SystemExit(main())
