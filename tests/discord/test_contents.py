"""What messages hold beside text: forwards, stickers, voice; and what happens to them: pins, acks, crossposts."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.permissions import Permission
from fakes.discord.pins import MAX_PINS
from tests.discord.api import Api
from tests.discord.forms import form, post_form
from tests.discord.pictures import png


def forward(api: Api, person: Any, message: str, into: str = "") -> Any:
    """Forward a message of the channel."""
    what = {"type": 1, "channel_id": api.scene.channel.id, "message_id": message}
    return api.ask(person, "POST", f"/channels/{into or api.scene.channel.id}/messages", {"message_reference": what})


def test_a_forward_keeps_what_it_showed() -> None:
    """A forward's snapshot stays as it was when the original is edited, and its flag says what it is."""
    api = Api()
    original = api.scene.says(api.scene.alice, "before")

    sent = forward(api, api.scene.bob, original.id).body
    api.ask(api.scene.alice, "PATCH", f"{api.messages}/{original.id}", {"content": "after"})

    again = api.ask(api.scene.bob, "GET", f"{api.messages}/{sent['id']}").body
    assert again["message_snapshots"][0]["message"]["content"] == "before"
    assert (again["content"], again["flags"], again["message_reference"]["type"]) == ("", 1 << 14, 1)


def test_a_forward_needs_sight_of_its_original() -> None:
    """Who may not read the original's channel can't forward from it: 160014; an unknown message is 50035."""
    api = Api()
    scene = api.scene
    other = scene.world.channels.create(scene.guild, "other")
    message = scene.says(scene.alice, "secret").id
    scene.allow(scene.bob.id, deny=Permission.READ_MESSAGE_HISTORY)

    assert forward(api, scene.bob, message, other.id).body["code"] == 160014
    assert forward(api, scene.alice, message, other.id).status == 200
    assert forward(api, scene.alice, "1", other.id).body["code"] == 50035


def test_a_forward_of_a_forward_shows_the_first() -> None:
    """Forwarding a forward hands on the original's snapshot."""
    api = Api()
    first = forward(api, api.scene.bob, api.scene.says(api.scene.alice, "hi").id).body

    second = forward(api, api.scene.bob, first["id"]).body

    assert second["message_snapshots"][0]["message"]["content"] == "hi"


def test_a_sticker_is_shown_and_witnessed() -> None:
    """A guild's sticker makes a message; an unknown one is 50081, a fourth 50035."""
    api = Api()
    sticker = api.scene.world.expressions.create_sticker(api.scene.guild, "wave", png())

    sent = api.ask(api.scene.bob, "POST", api.messages, {"sticker_ids": [sticker.id]})

    assert sent.body["sticker_items"] == [{"id": sticker.id, "name": "wave", "format_type": 1}]
    (fact,) = [one for one in api.scene.facts if one.kind == "message"]
    assert fact.detail["stickers"] == sent.body["sticker_items"]
    assert api.ask(api.scene.bob, "POST", api.messages, {"sticker_ids": ["1"]}).body["code"] == 50081
    assert api.ask(api.scene.bob, "POST", api.messages, {"sticker_ids": [sticker.id] * 4}).body["code"] == 50035


VOICE = {"flags": 8192, "attachments": [{"id": "0", "filename": "voice.ogg", "duration_secs": 1.5, "waveform": "AAA="}]}


def test_a_voice_message_has_length_and_waveform() -> None:
    """A voice message keeps its flag, length and waveform, and can't be edited."""
    api = Api()

    sent = post_form(api, api.scene.bob, api.messages, form(VOICE, ("files[0]", "voice.ogg", b"OggS"))).body

    (sound,) = sent["attachments"]
    assert (sent["flags"], sound["duration_secs"], sound["waveform"]) == (8192, 1.5, "AAA=")
    assert api.ask(api.scene.bob, "PATCH", f"{api.messages}/{sent['id']}", {"content": "x"}).body["code"] == 50162


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"content": "text"}, 50159),
        ({"attachments": [{"id": "0", "filename": "v.ogg"}]}, 50161),
        ({"attachments": [{"id": "0", "duration_secs": 1, "waveform": "AA"}, {"id": "1"}]}, 50160),
    ],
)
def test_a_voice_message_has_rules(more: dict[str, Any], code: int) -> None:
    """Text, a second file, and missing metadata are refused by their codes."""
    api = Api()

    body = form(VOICE | more, ("files[0]", "v.ogg", b""), *[("files[1]", "w.ogg", b"")] * (code == 50160))

    assert post_form(api, api.scene.bob, api.messages, body).body["code"] == code


@pytest.mark.parametrize("path", ["pins", "messages/pins"])
def test_a_pin_is_told_and_said(path: str) -> None:
    """A pin, by its old path or the new one, marks the message, updates the pins and says so in the channel."""
    api = Api()
    message = api.scene.says(api.scene.alice, "keep").id

    answer = api.ask(api.scene.bot, "PUT", f"/channels/{api.scene.channel.id}/{path}/{message}")

    assert answer.status == 204
    assert [event.name for event in answer.events] == ["MESSAGE_UPDATE", "CHANNEL_PINS_UPDATE", "MESSAGE_CREATE"]
    said = answer.events[-1].data
    assert (said["type"], said["message_reference"]["message_id"]) == (6, message)
    (pinned,) = api.ask(api.scene.bob, "GET", f"/channels/{api.scene.channel.id}/pins").body
    assert (pinned["id"], pinned["pinned"]) == (message, True)


def test_pins_come_newest_first_and_by_pages() -> None:
    """The new path gives pins newest first, so many at a time, before a moment."""
    api = Api()
    scene, path = api.scene, f"/channels/{api.scene.channel.id}/messages/pins"
    for number in range(3):
        message = scene.says(scene.alice, str(number))
        scene.clock.now += 1
        scene.world.pins.pin(scene.alice, scene.channel, message)

    first = api.ask(scene.bob, "GET", path, limit="2").body
    rest = api.ask(scene.bob, "GET", path, before=first["items"][-1]["pinned_at"]).body

    assert [one["message"]["content"] for one in first["items"]] == ["2", "1"]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert [one["message"]["content"] for one in rest["items"]] == ["0"]


def test_pins_have_rules() -> None:
    """The 51st pin is 30003; without MANAGE_MESSAGES a pin is 50013; unpinning makes room."""
    api = Api()
    scene = api.scene
    ids = [scene.says(scene.alice, str(number)) for number in range(MAX_PINS + 1)]
    for message in ids[:-1]:
        scene.world.pins.pin(scene.alice, scene.channel, message)
    path = f"/channels/{scene.channel.id}/pins/"

    assert api.ask(scene.bot, "PUT", path + ids[-1].id).body["code"] == 30003
    assert api.ask(scene.bob, "DELETE", path + ids[0].id).body["code"] == 50013
    assert api.ask(scene.bot, "DELETE", path + ids[0].id).status == 204
    assert api.ask(scene.bot, "PUT", path + ids[-1].id).status == 204


def test_what_was_read_is_told_to_its_reader() -> None:
    """A person's ack is one event for that person and a fact; a bot may not."""
    api = Api()
    message = api.scene.says(api.scene.alice, "hi").id

    answer = api.ask(api.scene.bob, "POST", f"{api.messages}/{message}/ack", {"token": None})

    assert answer.body == {"token": None}
    assert [(event.name, event.to) for event in answer.events] == [("MESSAGE_ACK", frozenset({api.scene.bob.id}))]
    assert [(one.kind, one.target) for one in api.scene.facts if one.kind == "read"] == [("read", message)]
    assert api.ask(api.scene.bot, "POST", f"{api.messages}/{message}/ack").body["code"] == 20001


def test_an_announcement_is_published_once() -> None:
    """A message of an announcement channel is crossposted once (40033); of a text channel never (50024)."""
    api = Api()
    scene = api.scene
    news = scene.world.channels.create(scene.guild, "news", 5)
    message = api.ask(scene.alice, "POST", f"/channels/{news.id}/messages", {"content": "hear"}).body["id"]
    path = f"/channels/{news.id}/messages/{message}/crosspost"

    first, second = (api.ask(scene.alice, "POST", path) for _ in range(2))

    assert (first.body["flags"], second.body["code"]) == (1, 40033)
    text = scene.says(scene.alice, "x").id
    assert api.ask(scene.alice, "POST", f"{api.messages}/{text}/crosspost").body["code"] == 50024


def test_embeds_are_suppressed_by_moderators() -> None:
    """With MANAGE_MESSAGES others may suppress embeds, without a trace of an edit, and nothing else."""
    api = Api()
    message = api.scene.says(api.scene.alice, "mine").id
    path = f"{api.messages}/{message}"

    assert api.ask(api.scene.bob, "PATCH", path, {"flags": 4}).body["code"] == 50013
    assert api.ask(api.scene.bot, "PATCH", path, {"flags": 4, "content": "x"}).body["code"] == 50005
    changed = api.ask(api.scene.bot, "PATCH", path, {"flags": 4}).body
    assert (changed["flags"], changed["edited_timestamp"], changed["content"]) == (4, None, "mine")


def test_old_messages_arent_deleted_in_bulk() -> None:
    """One message older than 14 days, one id twice, or what is no id, refuses the whole bulk."""
    api = Api()
    scene, path = api.scene, f"{api.messages}/bulk-delete"
    old = scene.says(scene.alice, "old").id
    scene.clock.now += 14 * 86_400 + 1
    new = [scene.says(scene.alice, str(number)).id for number in range(2)]

    assert api.ask(scene.bot, "POST", path, {"messages": [old, *new]}).body["code"] == 50034
    assert api.ask(scene.bot, "POST", path, {"messages": [new[0]] * 2}).body["code"] == 50035
    assert api.ask(scene.bot, "POST", path, {"messages": [new[0], "x"]}).body["code"] == 50035
    assert api.ask(scene.bot, "POST", path, {"messages": new}).status == 204
