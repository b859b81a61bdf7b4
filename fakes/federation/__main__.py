"""``python -m fakes.federation``."""

from fakes.federation.app import main

raise SystemExit(main())
