"""What user-mode clients scrape from the web client."""

from __future__ import annotations

import re

from fakes.discord.pages import page_at


def test_the_main_page_leads_to_the_build_number() -> None:
    """The main page names API version, gateway and script, and the script the build number."""
    page = page_at("/channels/@me")
    assert page is not None
    text = page[0].decode()

    script = re.search(r'src="(/assets/web\.[a-f0-9]{20}\.js)"', text)

    assert "API_VERSION: 9," in text
    assert 'GATEWAY_ENDPOINT: "wss://gateway.discord.gg",' in text
    assert script is not None
    code = page_at(script[1])
    assert code is not None
    assert re.search(r'build_number:"\d{6,}"', code[0].decode())


def test_other_paths_are_no_pages() -> None:
    """What isn't a page is none."""
    assert page_at("/channels/@me")
    assert page_at("/channels/1") is None
