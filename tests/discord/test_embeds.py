"""Embeds: every limit by its field's path."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.discord.drafts import read_draft
from fakes.discord.errors import ApiError
from fakes.discord.permissions import Permission
from tests.discord.scene import Scene

FIELD = {"name": "n", "value": "v"}


def error_at(embeds: list[Any], *path: str) -> str:
    """Return the code of the first error under a path of a draft's embeds."""
    with pytest.raises(ApiError) as refused:
        read_draft({"embeds": embeds})
    node = refused.value.body()["errors"]["embeds"]
    for part in path:
        node = node[part]
    return str(node["_errors"][0]["code"])


@pytest.mark.parametrize(
    ("embed", "path", "code"),
    [
        ({"title": "x" * 257}, "title", "BASE_TYPE_MAX_LENGTH"),
        ({"description": "x" * 4097}, "description", "BASE_TYPE_MAX_LENGTH"),
        ({"footer": {"text": "x" * 2049}}, "footer.text", "BASE_TYPE_MAX_LENGTH"),
        ({"author": {"name": "x" * 257}}, "author.name", "BASE_TYPE_MAX_LENGTH"),
        ({"fields": [FIELD] * 26}, "fields", "BASE_TYPE_MAX_LENGTH"),
        ({"fields": [FIELD, {"name": "x" * 257, "value": "v"}]}, "fields.1.name", "BASE_TYPE_MAX_LENGTH"),
        ({"fields": [{"name": "n", "value": "x" * 1025}]}, "fields.0.value", "BASE_TYPE_MAX_LENGTH"),
        ({"fields": [{"name": "n"}]}, "fields.0.value", "BASE_TYPE_REQUIRED"),
        ({"title": "t", "color": 1 << 24}, "color", "NUMBER_TYPE_MAX"),
        ({"title": "t", "url": "ftp://x"}, "url", "URL_TYPE_INVALID_SCHEME"),
        ({"image": {"url": "mxc://x/y"}}, "image.url", "URL_TYPE_INVALID_SCHEME"),
        ({"title": "t", "timestamp": "yesterday"}, "timestamp", "DATETIME_TYPE_PARSE"),
        ({}, "description", "BASE_TYPE_REQUIRED"),
    ],
)
def test_a_field_has_its_limit(embed: dict[str, Any], path: str, code: str) -> None:
    """A field past its limit is 50035 at its path."""
    assert error_at([{"title": "fine"}, embed], "1", *path.split(".")) == code


def test_embeds_have_limits_together() -> None:
    """Eleven embeds, and more than 6,000 characters in all, are 50035 at ``embeds``."""
    assert error_at([{"title": "t"}] * 11) == "BASE_TYPE_MAX_LENGTH"
    assert error_at([{"description": "x" * 3001}] * 2) == "MAX_EMBED_SIZE_EXCEEDED"


def test_the_limits_themselves_are_allowed() -> None:
    """An embed that is full to the brim goes through, with its fields' ``inline`` filled in."""
    full = {"title": "x" * 256, "description": "x" * 4096, "color": 0xFFFFFF, "fields": [FIELD] * 25}

    (embed,) = read_draft(
        {"embeds": [full | {"timestamp": "2020-01-01T00:00:00Z", "image": {"url": "attachment://a"}}]}
    ).embeds

    assert (embed["type"], embed["fields"][0]["inline"]) == ("rich", False)


def test_embeds_need_a_permission() -> None:
    """Without EMBED_LINKS an embed is 50013, and text isn't."""
    scene = Scene()
    scene.allow(scene.bob.id, deny=Permission.EMBED_LINKS)

    with pytest.raises(ApiError) as refused:
        scene.says(scene.bob, "", embeds=[{"title": "t"}])

    assert refused.value.code == 50013
    assert scene.says(scene.bob, "text").content == "text"
