"""A page as a browser shows it, after its scripts have run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest_asyncio

from harness.core.verdict import Unknown
from harness.runtime.network import Runtime
from harness.runtime.store import Store
from harness.runtime.tool import Tool
from harness.runtime.trouble import TroubleError
from tests.reports.dom import Element, parsed
from tests.runtime.engine import images


class Browser:
    """A real one, without a network: shows a page and returns what became of it."""

    def __init__(self, engine: Any, image: str, folder: Path) -> None:
        self._tool = Tool(engine, image, "sh")
        self._folder = folder

    def shows(self, text: str, *views: str) -> list[Element]:
        """Show the page once for each view, which is the part of its address after the #."""
        (self._folder / "page.html").write_text(text)
        show = "chromium-headless-shell --no-sandbox --disable-gpu --dump-dom"
        script = " && ".join(f"{show} 'file://'$PWD'/{self._folder.name}/page.html#{view}'" for view in views)
        dumped = self._tool(["-c", f"({script}) > out 2>log || (cat log; false)"], self._folder, "out").decode()
        return [parsed(f"<!DOCTYPE{part}") for part in dumped.split("<!DOCTYPE")[1:]]


@pytest_asyncio.fixture
async def browser(runtime: Runtime, tmp_path: Path) -> Browser:
    """Chromium in a container; without its image nothing is known."""
    store = Store()
    try:
        image = (await images(store).ensure(["browser"]))["browser"].ref
    except TroubleError as trouble:
        raise Unknown(str(trouble)) from None
    finally:
        store.close()
    (tmp_path / "pages").mkdir()
    return Browser(runtime.engine, image, tmp_path / "pages")
