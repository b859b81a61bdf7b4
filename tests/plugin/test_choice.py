"""Which image serves a part: what stands in is named, and trouble is never taken for a reason to stand in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from harness import choice
from harness.choice import Choice
from harness.runtime.images import Image
from harness.runtime.lock import Lock
from harness.runtime.trouble import TroubleError
from harness.spec import StackSpec

NOT_PUBLISHED = TroubleError("mautrix-discord can't be had here")
BROKEN_OFF = TroubleError("the registry hung up")


class Shop:
    """Images to be had by name, in the place of ``Images``; what is missing here is trouble."""

    offers_bridge = False
    trouble: TroubleError | None = None

    def __init__(self, lock: Lock, *_: Any, **__: Any) -> None:
        self.lock = lock

    async def resolve(self, name: str) -> Image:
        """Tell what it would be; the tools stand in for the reaper."""
        if name == "discord-bridge" and not self.offers_bridge:
            raise NOT_PUBLISHED
        own = "tools" if name == "reaper" else name
        return Image(own, f"superbridge/{own}", "local", self.lock.recipe(own).version)

    async def ensure(self, names: Iterable[str], _progress: Any = None) -> dict[str, Image]:
        """Get it, or run into trouble."""
        if "discord-bridge" in names and self.trouble:
            raise self.trouble
        return {name: await self.resolve(name) for name in names}


class Nothing:
    """An engine's store that nobody asks."""

    def close(self) -> None:
        """Hang up."""


@pytest.fixture(autouse=True)
def shop(monkeypatch: pytest.MonkeyPatch) -> type[Shop]:
    """The shop that choices of this test get their images from."""
    own: type[Shop] = type("Own", (Shop,), {})
    monkeypatch.setattr(choice, "Images", own)
    monkeypatch.setattr(choice, "Store", Nothing)
    return own


async def test_stand_in_serves_where_the_bridge_is_not_to_be_had() -> None:
    """Where no registry offers the bridge, ours stands in for it, both before and after the images were got."""
    asked = Choice(StackSpec())

    assert (await asked.foreseen()).stand_in
    assert (await asked.got()).stand_in


async def test_trouble_while_getting_the_bridge_is_told(shop: type[Shop]) -> None:
    """Where the bridge is offered and can't be got, nothing stands in for it: the run says why it can't be."""
    shop.offers_bridge = True
    assert not (await Choice(StackSpec()).got()).stand_in
    shop.trouble = BROKEN_OFF

    with pytest.raises(TroubleError, match="hung up"):
        await Choice(StackSpec()).got()


async def test_parts_are_named_once_with_what_they_stand_in_for() -> None:
    """Each part goes by its own name; one that runs from another's image says for whom it stands in."""
    parts = (await Choice(StackSpec()).foreseen()).parts()

    standing = {part.name: part.stands_in_for for part in parts if part.stands_in_for}
    assert len({part.name for part in parts}) == len(parts) == 7
    assert standing == {"reaper": "Ryuk 0.8.1", "discord-bridge": "mautrix-discord 0.7.7"}


@pytest.mark.parametrize("browser", [False, True])
async def test_browser_comes_when_it_is_asked_for(browser: bool) -> None:
    """Its image is large, so nobody else gets it."""
    asked = Choice(StackSpec(browser=browser))

    named = {part.name for part in (await asked.foreseen()).parts()}

    assert ("web-client" in named, "web-client" in (await asked.got()).images) == (browser, browser)


async def _with_binary(_: Shop, name: str, path: Any) -> Image:
    versions = {"dendrite": "0.15.2+0123abc", "bridge": "mautrix-discord 0.7.7"}
    return Image(name, f"superbridge/{name}", "binary", versions[path.name])


async def test_server_of_another_make_is_named_with_its_version(
    shop: type[Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lab whose server B is a Dendrite says so in the header and in reports, by the name its results are filed by."""
    monkeypatch.setattr(shop, "with_binary", _with_binary, raising=False)
    asked = Choice(StackSpec(), server_b="/opt/dendrite")

    foreseen = {str(part) for part in (await asked.foreseen()).parts()}
    part = next(part for part in (await asked.got()).parts() if part.name == "server-b")

    assert "server-b /opt/dendrite (binary)" in foreseen
    assert (str(part), part.bridge) == ("server-b Dendrite 0.15.2+0123abc (binary)", "dendrite")


async def test_another_program_is_no_server_b(shop: type[Shop], monkeypatch: pytest.MonkeyPatch) -> None:
    """What tells another version than a Dendrite's is refused in a sentence, with the remedy."""
    monkeypatch.setattr(shop, "with_binary", _with_binary, raising=False)

    with pytest.raises(TroubleError, match=r"/opt/bridge is no Dendrite.*mautrix-discord.*go build ./cmd/dendrite"):
        await Choice(StackSpec(), server_b="/opt/bridge").got()
