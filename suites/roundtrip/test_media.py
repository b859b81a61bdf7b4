"""Stickers, sounds, films, albums and captions between Discord, Matrix and Telegram: as what they were sent."""

from __future__ import annotations

import pytest

from harness.core.attachment import audio, picture, sticker, video, voice
from suites.roundtrip.directions import each_way, only

ALBUM = [picture(seed=31), picture(seed=32, width=30), picture(seed=33, height=30)]


SHOWN = [
    pytest.param(sticker(seed=21), id="sticker", marks=pytest.mark.capability("sticker")),
    pytest.param(voice(seed=22), id="voice", marks=pytest.mark.capability("voice message")),
]


@pytest.mark.parametrize("file", SHOWN)
@each_way
async def test_sticker_and_voice_arrive(scene, here, there, file):
    """A sticker is one there, and what alice speaks is spoken there; on Discord a picture and a sound."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.sends(file)

    await bob.sees_file(file, by=alice)


@pytest.mark.capability("audio and video")
@each_way
async def test_song_and_film_arrive(scene, here, there):
    """A song is a song there, and a film a film: every byte of it, by alice's name."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.sends(audio(seed=23))
    await alice.sends(video(seed=24))

    await bob.sees_file(audio(seed=23), by=alice)
    await bob.sees_file(video(seed=24), by=alice)


@pytest.mark.capability("album")
@only("discord-to-matrix", "discord-to-telegram", "telegram-to-matrix", "telegram-to-discord")
async def test_album_arrives(scene, here, there):
    """Of several pictures that alice sends at once, bob gets each."""
    alice, bob = scene.on(here).alice, scene.on(there).bob

    await alice.sends_album(ALBUM)

    await bob.sees_album(ALBUM, by=alice)


@pytest.mark.capability("caption")
@each_way
async def test_caption_arrives_and_changes(scene, here, there):
    """What alice writes below a film comes with it, and what she makes of it later comes, too."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    sent = await alice.sends(video(seed=25), caption="my house")
    await bob.sees_file(video(seed=25), by=alice)
    await bob.sees_told("my house")
    await scene.settles()

    await alice.edits(sent, "our house")

    await bob.sees_told("our house", kind="edit")


@pytest.mark.capability("reply")
@each_way
async def test_answer_to_a_film_is_one(scene, here, there):
    """What alice answers here to a film of bob's, bob sees there as an answer to his film."""
    alice, bob = scene.on(here).alice, scene.on(there).bob
    shown = await bob.sends(video(seed=26))
    heard = await alice.sees_file(video(seed=26), by=bob)
    await scene.settles()

    await alice.says("what a film", reply_to=heard)

    await bob.sees_reply("what a film", by=alice, to=shown)
