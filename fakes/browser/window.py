"""One window of the browser: the steps of a person in the Hydrogen web client, and what its page shows meanwhile."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.async_api import (  # type: ignore[import-not-found] # its image has it
    BrowserContext,
    Error,
    Page,
    Playwright,
)

from fakes.browser.note import failure, origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Saw = Callable[[Mapping[str, Any]], object]

_CHROMIUM = "/usr/bin/chromium"
_PATIENCE = 20_000  # milliseconds for any one step
_SHOWN = 300  # characters of a page that are witnessed
_SIZE = {"width": 1100, "height": 700}
# It asks its makers about accounts, passwords, forms and dictionaries, whatever page it shows: these it never finds.
_ITS_MAKERS = ("*.google.com", "*.googleapis.com", "*.gstatic.com", "*.gvt1.com")
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=" + ", ".join(f"MAP {name} ~NOTFOUND" for name in _ITS_MAKERS),
]
_SEEN = (Path(__file__).parent / "seen.js").read_text(encoding="utf-8")
_LIGHTBOX = ".lightbox .picture:not(.hidden)"
# The bytes behind the picture that the lightbox shows, by the way that the page itself takes to them.
_DIGEST = """
async (shown) => {
  const address = /url\\(["']?(.*?)["']?\\)/.exec(shown.style.backgroundImage)[1];
  const bytes = await (await fetch(address)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
"""


class Window:
    """A browser of its own, with a fresh profile; ``saw`` takes what it shows, and details of that."""

    def __init__(self, context: BrowserContext, page: Page, saw: Saw) -> None:
        self._context = context
        self._page = page
        self._saw = saw

    @classmethod
    async def opens(cls, playwright: Playwright, home: Path, profile: Path, saw: Saw) -> Window:
        """Start Chromium; whom it trusts stands in the NSS database under ``home``."""
        context = await playwright.chromium.launch_persistent_context(
            profile, executable_path=_CHROMIUM, args=_FLAGS, env={**os.environ, "HOME": str(home)}, viewport=_SIZE
        )
        context.set_default_timeout(_PATIENCE)
        asked = cache(lambda whom: saw({"shows": "request", "text": whom}))  # each is told once
        context.on("request", lambda request: asked(origin(request.url)))
        context.on("requestfailed", lambda request: saw(failure(request.url, request.failure or "")))
        await context.expose_binding("superbridgeSaw", lambda _, shown: saw(shown))
        await context.add_init_script(_SEEN)
        return cls(context, context.pages[0], saw)

    async def visits(self, url: str) -> None:
        """Go to an address; the browser's refusal to is witnessed, and no error."""
        refused = ""
        async with self._page.expect_event("framenavigated"):  # what the browser shows of its refusal is a page, too
            try:
                await self._page.goto(url)
            except Error as error:
                refused = error.message.partition("net::")[2].partition(" ")[0]
                if not refused:
                    raise
        await self._page.wait_for_load_state()
        if refused:
            self._saw({"shows": "refusal", "text": refused, "ref": url})
        else:
            text = await self._page.inner_text("body")
            self._saw({"shows": "page", "text": text[:_SHOWN], "ref": url})

    async def logs_in(self, homeserver: str, user: str, password: str) -> None:
        """Fill in the log-in form, and wait for the list of rooms or for a refusal."""
        await self._page.fill("#homeserver", homeserver)
        await self._page.dispatch_event("#homeserver", "change")
        await self._page.locator("#username, .error").first.wait_for()
        if not await self._page.locator("#username").count():
            return
        await self._page.fill("#username", user)
        await self._page.fill("#password", password)
        await self._page.get_by_role("button", name="Log In").click()
        await self._page.locator(".RoomList, .error").first.wait_for()

    async def enters(self, room: str) -> None:
        """Choose a room by its name."""
        await self._page.locator(".RoomList li a", has_text=room).click()
        await self._page.locator(".MessageComposer_input textarea").wait_for()

    async def says(self, text: str) -> None:
        """Type a message and send it."""
        await self._page.fill(".MessageComposer_input textarea", text)
        await self._page.click("button.send")

    async def sends(self, name: str, mime: str, data: str) -> None:
        """Pick a picture and send it; ``data`` is base64."""
        await self._page.click("button.sendFile")
        async with self._page.expect_file_chooser() as asked:
            await self._page.get_by_text("Send picture").click()
        chooser = await asked.value
        await chooser.set_files({"name": name, "mimeType": mime, "buffer": b64decode(data)})

    async def enlarges(self, ref: str) -> None:
        """Click on a message's picture, witness the bytes of the whole one, and close it again."""
        await self._page.click(f'[data-event-id="{ref}"] .media a')
        picture = self._page.locator(_LIGHTBOX)
        await picture.wait_for()
        digest = await picture.evaluate(_DIGEST)
        name = await picture.get_attribute("title")
        await self._page.click(".lightbox .close")
        self._saw({"shows": "whole picture", "text": name or "", "ref": ref, "files": [{"sha256": digest}]})

    async def shot(self) -> str:
        """Return what the window shows as a picture (PNG), in base64."""
        return b64encode(await self._page.screenshot()).decode()

    async def closes(self) -> None:
        """End this window's browser."""
        await self._context.close()
