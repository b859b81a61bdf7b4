"""What people send on Matrix is read again as what it was meant as."""

from __future__ import annotations

from typing import Any

import pytest

from harness.actors import matrix_contents as contents
from harness.actors.matrix_facts import MatrixReader
from harness.core.attachment import Attachment, audio, document, picture, sticker, video, voice
from harness.core.carried import Poll, Spot
from harness.core.fact import Fact

FILES = [picture(1), sticker(1), voice(1), audio(1), video(1), document(1, 10)]


def _read(kind: str, content: dict[str, Any]) -> Fact:
    event = {"type": kind, "event_id": "$1", "sender": "@a:b", "origin_server_ts": 1000, "content": content}
    fact = MatrixReader("matrix.bob", "s", lambda _user: True).read("!r", event)
    assert fact is not None
    return fact


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.kind)
def test_file_is_sent_as_what_it_is(file: Attachment) -> None:
    """Each kind of file is that kind, with its type and size, and its caption below."""
    content = contents.file_content(file, "my house") | {"url": "mxc://b/1"}
    fact = _read(contents.event_of(file), content)

    assert fact.file_kind == file.kind
    assert (content["info"]["mimetype"], content["info"]["size"]) == (file.mime, len(file.data))
    assert fact.text == ("wave" if file.kind == "sticker" else "my house")


def test_file_without_a_caption_has_its_name_for_words() -> None:
    """A body is the file's name, and so is no caption (MSC2530)."""
    content = contents.file_content(picture(1), "")
    assert content["body"] == content["filename"] == "holiday.png"


def test_poll_has_question_and_answers() -> None:
    """A poll's beginning is a message, with its answers in their order."""
    fact = _read(contents.POLL, contents.poll_content(Poll("where?", ("here", "there"))))
    start = fact.detail["content"][contents.POLL]
    assert fact.kind == "message"
    assert (start["question"]["body"], [one["id"] for one in start["answers"]]) == ("where?", ["0", "1"])


def test_place_is_an_address() -> None:
    """A place is a geo address (RFC 5870)."""
    assert contents.spot_content(Spot(50.5, -14.25))["geo_uri"] == "geo:50.5,-14.25"
