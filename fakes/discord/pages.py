"""The two documents of Discord's web client that a user-mode client reads: the main page and its script."""

from __future__ import annotations

_SCRIPT = f"/assets/web.{0x5CA1AB1E:020x}.js"
_BUILD = 400_000
_MAIN_PAGE = f"""<!doctype html>
<title>Discord</title>
<script>window.GLOBAL_ENV = {{
  API_ENDPOINT: "//discord.com/api",
  API_VERSION: 9,
  GATEWAY_ENDPOINT: "wss://gateway.discord.gg",
}};</script>
<script src="{_SCRIPT}" defer></script>
"""


def page_at(path: str) -> tuple[bytes, str] | None:
    """Return the bytes and media type of a page, or None where there is none."""
    if path in ("/app", "/channels/@me", "/login"):
        return _MAIN_PAGE.encode(), "text/html"
    if path == _SCRIPT:
        return f'({{build_number:"{_BUILD}"}});\n'.encode(), "text/javascript"
    return None
