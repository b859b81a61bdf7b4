"""Files of messages: forms, uploads, names, limits, edits."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from fakes.discord.attachments import FILE_LIMITS
from fakes.discord.hosts import UPLOADS
from fakes.discord.permissions import Permission
from tests.discord.api import Api
from tests.discord.forms import form, post_form
from tests.discord.pictures import png


def send(api: Api, body: Any, *files: tuple[str, str, bytes]) -> Any:
    """Post a message with files as the bot."""
    return post_form(api, api.scene.bot, api.messages, form(body, *files))


def test_a_files_bytes_and_notes_are_kept() -> None:
    """A file of a form is an attachment with its size, type, pixels and description, in the answer and the event."""
    api = Api()
    notes = {"content": "look", "attachments": [{"id": 0, "description": "a dot", "filename": "dot.png"}]}

    answer = send(api, notes, ("files[0]", "dot.png", png(30, 20)))

    (shown,) = answer.body["attachments"]
    expected = {"filename": "dot.png", "content_type": "image/png", "width": 30, "height": 20, "description": "a dot"}
    assert shown["size"] == len(png(30, 20))
    assert {name: shown[name] for name in expected} == expected
    assert answer.events[0].data["attachments"] == answer.body["attachments"]


def test_the_witness_knows_a_file_by_its_hash() -> None:
    """The message's record has each file's name, size, SHA-256, type and pixels."""
    api = Api()

    send(api, {}, ("files[0]", "dot.png", png()), ("files[1]", "n.bin", b"12"))

    (fact,) = [one for one in api.scene.facts if one.kind == "message"]
    first, second = fact.detail["files"]
    assert (first["sha256"], first["width"]) == (hashlib.sha256(png()).hexdigest(), 3)
    assert (second["name"], second["size"], second["mime"], second["width"]) == (
        "n.bin",
        2,
        "application/octet-stream",
        None,
    )


@pytest.mark.parametrize("field", ["files[0]", "file", "file0"])
def test_a_file_needs_no_note(field: str) -> None:
    """A form without payload_json, under any field's name, is a message of its file alone."""
    api = Api()

    answer = send(api, None, (field, "a.bin", b"1"))

    assert (answer.status, answer.body["content"], len(answer.body["attachments"])) == (200, "", 1)


def test_a_file_of_no_bytes_is_a_file() -> None:
    """An empty file is sent, shown with size 0 and kept."""
    api = Api()

    assert send(api, {}, ("files[0]", "empty.txt", b"")).body["attachments"][0]["size"] == 0


def test_values_of_a_form_are_the_body() -> None:
    """Without payload_json a form's fields are the message's."""
    api = Api()
    value = b'--line\r\nContent-Disposition: form-data; name="content"\r\n\r\nhi\r\n--line--'

    assert post_form(api, api.scene.bot, api.messages, value).body["content"] == "hi"


@pytest.mark.parametrize(
    ("given", "kept", "title"),
    [
        ("plain-1.2_x.txt", "plain-1.2_x.txt", None),
        ("my file (1).txt", "my_file_1.txt", "my file (1)"),
        ("Ärger.png", "Arger.png", "Ärger"),
        ("../../etc/passwd", "passwd", None),
        ("C:\\x\\a.txt", "a.txt", None),
        ("noending", "noending", None),
    ],
)
def test_names_are_cleaned(given: str, kept: str, title: str | None) -> None:
    """Names lose accents, spaces, folders and odd characters; a title keeps what was lost."""
    assert Api().scene.world.attachments.cleaned(given) == (kept, title)


def test_a_name_of_nothing_plain_is_made_up() -> None:
    """A name without a single plain character becomes a random one that keeps its ending."""
    name, title = Api().scene.world.attachments.cleaned("картинка.png")

    assert name.endswith(".png")
    assert len(name) == 12
    assert title == "картинка"


@pytest.mark.parametrize("note", [{"filename": "SPOILER_a.png"}, {"filename": "a.png", "is_spoiler": True}])
def test_a_spoiler_is_marked(note: dict[str, Any]) -> None:
    """A spoiler, by its name or by the flag, has both in the end; a file that is none has neither."""
    api = Api()

    (shown,) = send(api, {"attachments": [{"id": 0, **note}]}, ("files[0]", "x", png())).body["attachments"]

    assert (shown["filename"], shown["flags"]) == ("SPOILER_a.png", 8)
    assert "flags" not in send(api, {}, ("files[0]", "a.png", png())).body["attachments"][0]


@pytest.mark.parametrize(("tier", "limit"), list(enumerate(FILE_LIMITS)))
def test_a_file_has_a_largest_size(tier: int, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the guild's limit goes through; one byte more is 413 with code 40005, and a refusal."""
    api = Api()
    api.scene.guild.settings["premium_tier"] = tier
    monkeypatch.setattr("fakes.discord.attachments.FILE_LIMITS", tuple(one // 1024 for one in FILE_LIMITS))
    largest = limit // 1024

    assert send(api, {}, ("files[0]", "a", bytes(largest))).status == 200
    refused = send(api, {}, ("files[0]", "a", bytes(largest + 1)))

    assert (refused.status, refused.body) == (413, {"message": "Request entity too large", "code": 40005})
    assert api.refusals() == ["40005"]


def test_the_eleventh_file_is_refused() -> None:
    """Ten files go through, eleven are 30015."""
    api = Api()
    files = [(f"files[{n}]", f"{n}.bin", b"x") for n in range(11)]

    assert len(send(api, {}, *files[:10]).body["attachments"]) == 10
    assert send(api, {}, *files).body["code"] == 30015


def test_files_need_a_permission() -> None:
    """Without ATTACH_FILES a file is 50013, in a form and as an upload, while text still goes."""
    api = Api()
    api.scene.allow(api.scene.bob.id, deny=Permission.ATTACH_FILES)
    bob = api.scene.bob
    files = {"files": [{"filename": "a", "file_size": 1, "id": "1"}]}

    assert post_form(api, bob, api.messages, form({}, ("files[0]", "a", b"1"))).body["code"] == 50013
    assert api.ask(bob, "POST", api.messages.replace("messages", "attachments"), files).body["code"] == 50013
    assert api.ask(bob, "POST", api.messages, {"content": "text"}).status == 200


def test_a_note_without_its_file_is_refused() -> None:
    """An attachment that is neither in the form nor uploaded is 50035 at its id."""
    api = Api()

    answer = api.ask(api.scene.bot, "POST", api.messages, {"content": "x", "attachments": [{"id": 0}]})

    assert answer.body["errors"]["attachments"]["0"]["id"]["_errors"][0]["code"] == "MESSAGE_ATTACHMENT_NOT_FOUND"


@pytest.mark.parametrize("name", ["description", "filename"])
def test_a_note_has_limits(name: str) -> None:
    """A description or a name of more than 1,024 characters is 50035 at its path."""
    api = Api()
    note = {"attachments": [{"id": 0, name: "x" * 1025}]}

    answer = send(api, note, ("files[0]", "a", b""))

    assert answer.body["errors"]["attachments"]["0"][name]["_errors"]


def uploaded(api: Api, name: str, data: bytes) -> str:
    """Upload a file ahead of its message; return the name that a message takes it by."""
    path = api.messages.replace("messages", "attachments")
    files = [{"filename": name, "file_size": len(data), "id": "7"}]
    (place,) = api.ask(api.scene.alice, "POST", path, {"files": files}).body["attachments"]
    url = urlsplit(place["upload_url"])
    assert (url.hostname, place["id"]) == (UPLOADS, "7")
    assert api.scene.world.uploads.put(url.path[1:], dict(parse_qsl(url.query))["upload_id"], data) == 200
    return str(place["upload_filename"])


def test_an_upload_becomes_an_attachment() -> None:
    """What was put to an upload's address is the file of the message that names it, once."""
    api = Api()
    note = {"id": "7", "filename": "dot.png", "uploaded_filename": uploaded(api, "dot.png", png())}
    body = {"content": "", "attachments": [note]}

    answer, again = (api.ask(api.scene.alice, "POST", api.messages, body) for _ in range(2))

    assert answer.body["attachments"][0]["width"] == 3
    assert "uploaded_filename" in again.body["errors"]["attachments"]["0"]


def test_an_upload_can_be_taken_back() -> None:
    """A deleted upload is 204 and then gone for messages."""
    api = Api()
    name = uploaded(api, "a.txt", b"1")

    assert api.ask(api.scene.alice, "DELETE", f"/attachments/{name}").status == 204
    note = {"id": "7", "filename": "a.txt", "uploaded_filename": name}
    assert api.ask(api.scene.alice, "POST", api.messages, {"attachments": [note]}).body["code"] == 50035


def test_an_upload_needs_its_own_address() -> None:
    """Bytes put with another secret are 403."""
    world = Api().scene.world
    assert world.uploads.put("nobody/knows.txt", "x", b"1") == 403


@pytest.mark.parametrize(
    ("files", "status", "code"),
    [
        ([], 400, 50035),
        ([{"filename": "a", "file_size": 1}] * 11, 400, 50035),
        ([{"filename": "a"}], 400, 50035),
        ([{"file_size": 1}], 400, 50035),
        ([{"filename": "a", "file_size": FILE_LIMITS[0] + 1}], 413, 40005),
    ],
)
def test_uploads_have_rules(files: list[Any], status: int, code: int) -> None:
    """None, too many, nameless, sizeless and too large files are refused before they come."""
    api = Api()

    answer = api.ask(api.scene.alice, "POST", api.messages.replace("messages", "attachments"), {"files": files})

    assert (answer.status, answer.body["code"]) == (status, code)


def test_an_edit_keeps_the_files_that_it_names() -> None:
    """An edit that lists attachments keeps those and drops the others; one that lists none leaves all."""
    api = Api()
    sent = send(api, {}, ("files[0]", "a", b"1"), ("files[1]", "b", b"2")).body
    path = f"{api.messages}/{sent['id']}"

    untouched = api.ask(api.scene.bot, "PATCH", path, {"content": "new"}).body
    second = {"id": sent["attachments"][1]["id"]}
    changed = api.ask(api.scene.bot, "PATCH", path, {"attachments": [second]}).body

    assert [one["filename"] for one in untouched["attachments"]] == ["a", "b"]
    assert [one["filename"] for one in changed["attachments"]] == ["b"]


def test_an_edit_adds_files() -> None:
    """An edit by form adds its file to those that were there."""
    api = Api()
    sent = send(api, {}, ("files[0]", "a", b"1")).body

    data = form({"content": "more"}, ("files[0]", "b", b"2"))
    changed = post_form(api, api.scene.bot, f"{api.messages}/{sent['id']}", data, "PATCH").body

    assert [one["filename"] for one in changed["attachments"]] == ["a", "b"]


def test_webhooks_send_files() -> None:
    """A webhook's form posts its file under the name that it asks for."""
    api = Api()
    webhook = api.scene.world.webhooks.create(api.scene.bot, api.scene.channel, "relay")
    data = form({"username": "Carol"}, ("files[0]", "dot.png", png()))

    answer = post_form(api, None, f"/webhooks/{webhook.id}/{webhook.token}", data, wait="true")

    assert (answer.body["author"]["username"], answer.body["attachments"][0]["filename"]) == ("Carol", "dot.png")


def test_a_form_that_is_none_is_refused() -> None:
    """A body that isn't the form it says to be is 50035."""
    api = Api()

    assert post_form(api, api.scene.bot, api.messages, b"nonsense").body["code"] == 50035


def test_addresses_are_signed_anew() -> None:
    """refresh-urls gives a working address for an expired one, keeps what else it says, and leaves others alone."""
    api = Api()
    shown = send(api, {}, ("files[0]", "dot.png", png())).body["attachments"][0]
    api.scene.clock.now += 90_000
    foreign = "https://cdn.discordapp.com/attachments/1/2/x.png"

    body = {"attachment_urls": [f"{shown['url']}width=16", foreign]}
    refreshed = api.ask(api.scene.bot, "POST", "/attachments/refresh-urls", body).body["refreshed_urls"]

    url = urlsplit(refreshed[0]["refreshed"])
    query = dict(parse_qsl(url.query))
    assert api.scene.world.ground.signer.opens(url.path, query)
    assert (query["width"], refreshed[1]["refreshed"]) == ("16", foreign)
