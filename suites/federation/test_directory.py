"""What servers tell each other of people."""

from __future__ import annotations

import pytest

from harness.actors.matrix_client import MatrixRefusedError


async def test_profile_is_told_to_another_server(a, b):
    """Bob on B looks alice of A up and finds the name that she goes by."""
    assert await b.bob.looks_up(a.alice.id) == a.alice.name


async def test_nobody_has_no_profile(a, b):
    """Somebody who doesn't live on A isn't found there; alice, who does, is."""
    with pytest.raises(MatrixRefusedError, match="M_NOT_FOUND"):
        await b.bob.looks_up(f"@nobody:{a.name}")

    assert await b.bob.looks_up(a.alice.id) == a.alice.name


async def test_profile_is_told_to_a_stranger(a, forger):
    """A tells the forger who alice is, all of it or one field; of nobody it tells nothing."""
    asked = forger.at(a.name)

    assert (await asked.profile(a.alice.id)).body["displayname"] == a.alice.name
    assert (await asked.profile(a.alice.id, field="displayname")).body == {"displayname": a.alice.name}
    assert (await asked.profile(f"@nobody:{a.name}")).status == 404


async def test_strangers_profile_is_found(a, forger):
    """Alice looks mallory of the forger up and finds her name; of nobody there she finds none."""
    mallory = await forger.person("mallory")

    assert await a.alice.looks_up(mallory.id) == mallory.name
    with pytest.raises(MatrixRefusedError, match="M_NOT_FOUND"):
        await a.alice.looks_up(f"@nobody:{forger.name}")


@pytest.mark.parametrize("name", ["@alice:localhost:http", "@alice:local_host", "@alice"], ids=["port", "host", "none"])
async def test_name_with_a_port_that_is_no_number(a, forger, name):
    """Whose server's name isn't one A looks nobody up; alice it finds."""
    assert (await forger.at(a.name).profile(name)).status == 400
    assert (await forger.at(a.name).profile(a.alice.id)).status == 200


async def test_alias_in_another_alphabet_is_found(lab, a, b):
    """Bob on B joins by an alias of A's in many alphabets."""
    alias = f"věž-素早い-{lab.stage.scope}"
    await a.alice.makes_room(alias=alias)

    await b.bob.joins(f"#{alias}:{a.name}")

    await a.alice.sees_member(b.bob, "join")


async def test_strangers_alias_is_found(lab, a, forger):
    """Alice joins by an alias that the forger keeps; by one that it doesn't she can't."""
    mallory = await forger.person("mallory")
    await mallory.makes_room(alias=f"den-{lab.stage.scope}")

    with pytest.raises(MatrixRefusedError, match="M_NOT_FOUND"):
        await a.alice.joins(f"#cellar-{lab.stage.scope}:{forger.name}")

    await a.alice.joins(f"#den-{lab.stage.scope}:{forger.name}")
    await mallory.hears(await a.alice.says("found you"))


async def test_public_rooms_are_told_to_another_server(lab, a, b, forger):
    """Alice's listed room is told to bob on B and to the forger, with name, topic and alias; her other room isn't."""
    word = f"hall-{lab.stage.scope}"
    listed = {"visibility": "public", "name": word, "topic": f"of {word}"}
    room = await a.alice.makes_room(alias=word, **listed)
    await a.alice.makes_room(name=f"{word}, the other")

    seen = await b.bob.sees_listed(word, on=a.name)

    assert [each["room_id"] for each in seen] == [room]
    assert (seen[0]["name"], seen[0]["topic"]) == (word, f"of {word}")
    assert seen[0]["canonical_alias"] == f"#{word}:{a.name}"
    assert [each["room_id"] for each in (await forger.at(a.name).public_rooms(word)).body["chunk"]] == [room]
