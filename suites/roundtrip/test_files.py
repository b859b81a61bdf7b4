"""Files between Discord, Matrix and Telegram: the very bytes arrive, by their sender's name."""

from __future__ import annotations

import pytest

from harness.core.attachment import document, picture
from suites.roundtrip.directions import each_way

FILES = {
    "picture": picture(seed=1),
    "large-picture": picture(seed=2, width=600, height=400),
    "one-byte": document(seed=3, size=1),
    "file": document(seed=4, size=70_001),
    "odd-name": document(seed=5, size=2_000, name="výroční zpráva (2).pdf"),
    "three-mebibytes": document(seed=6, size=3 * 1024 * 1024),
}


# What isn't a picture shows that files are carried.
SHOWN = [
    pytest.param(file, id=name, marks=pytest.mark.capability("picture" if "picture" in name else "file"))
    for name, file in FILES.items()
]


@pytest.mark.parametrize("file", SHOWN)
@each_way
async def test_file_arrives(scene, here, there, file):
    """What alice sends here, bob gets there: every byte of it, by her name."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.sends(file)

    await bob.sees_file(file, by=alice)


@pytest.mark.capability("picture")
@each_way
async def test_file_is_taken_back(scene, here, there):
    """A file that alice takes back here goes from bob's sight there."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    sent = await alice.sends(FILES["picture"])
    seen = await bob.sees_file(FILES["picture"], by=alice)
    await scene.settles()

    await alice.deletes(sent)

    await bob.sees_deleted(seen)
