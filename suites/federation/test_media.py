"""Files between servers, by the authenticated way (server-server API, "Content Repository")."""

from __future__ import annotations

import pytest

from harness.core.attachment import Attachment, document, picture, size_of

NAMES = {
    "plain": "notes.txt",
    "spaces": "my notes.txt",
    "many-alphabets": "poznámky 素早い.txt",
    "quotes": 'a "b" c.txt',
}


async def test_file_is_given_to_who_signs(a, forger, mallory):
    """A gives alice's file to a server that signs, and nothing to one that signs wrongly."""
    uri = await a.alice.client.upload(document(seed=4, size=2_000))

    assert (await forger.at(a.name).download(uri)).status == 200
    assert (await forger.at(a.name, flaw="wrong_key").download(uri)).status == 401
    assert (await forger.at(a.name, flaw="no_authorization").download(uri)).status == 401


async def test_file_that_is_not_there(a, forger, mallory):
    """Of a file that nobody uploaded A says so; one that alice did it gives."""
    uri = await a.alice.client.upload(document(seed=4, size=2_000))

    assert (await forger.at(a.name).download("mxc://a.test/nothing")).status == 404
    assert (await forger.at(a.name).download(uri)).status == 200


async def test_small_picture_is_fetched_from_its_server(a, b):
    """Of alice's picture on A bob gets a small one through B: another, and smaller than the whole."""
    uri = await a.alice.client.upload(picture(seed=1, width=400, height=300))

    small = await b.bob.client.fetch_small(uri, 32)

    assert size_of(small) == (32, 32)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_name_of_a_file_outlives_the_way(lab, a, b, name):
    """The name that alice gave her file on A it has when bob downloads it through B."""
    file = Attachment(name, "text/plain", b"what it says")
    uri = await a.alice.client.upload(file)

    assert await b.bob.client.name_of(uri) == name
