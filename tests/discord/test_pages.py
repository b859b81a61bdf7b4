"""What user-mode clients scrape from the web client, and the CDN's pictures."""

from __future__ import annotations

import re

import pytest

from fakes.discord.cdn import file_at
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


@pytest.mark.parametrize("number", range(6))
def test_each_default_avatar_is_a_picture_of_its_own(number: int) -> None:
    """The six default avatars are PNGs, and no two are alike; there is no seventh."""
    files = [file_at(f"/embed/avatars/{one}.png") for one in range(6)]

    assert all(file is not None and file[0].startswith(b"\x89PNG") for file in files)
    assert files.count(files[number]) == 1
    assert file_at("/embed/avatars/6.png") is None


def test_other_paths_are_no_pages() -> None:
    """What isn't a page is none."""
    assert page_at("/channels/@me")
    assert page_at("/channels/1") is None
