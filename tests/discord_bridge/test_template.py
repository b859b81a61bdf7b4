"""Go templates, as far as configs use them."""

from __future__ import annotations

import pytest

from fakes.discord_bridge.config import DEFAULT_CHANNEL_NAME, DEFAULT_DISPLAYNAME
from fakes.discord_bridge.template import TemplateError, fill

PERSON = {"GlobalName": "", "Username": "al", "Bot": False, "Webhook": False}


@pytest.mark.parametrize(
    ("template", "data", "text"),
    [
        ("discord_{{.}}", "7", "discord_7"),
        (DEFAULT_DISPLAYNAME, PERSON, "al"),
        (DEFAULT_DISPLAYNAME, PERSON | {"GlobalName": "Al"}, "Al"),
        (DEFAULT_DISPLAYNAME, PERSON | {"Bot": True}, "al (bot)"),
        (DEFAULT_DISPLAYNAME, PERSON | {"Webhook": True}, "Webhook"),
        (DEFAULT_CHANNEL_NAME, {"Name": "general", "Type": 0}, "#general"),
        (DEFAULT_CHANNEL_NAME, {"Name": "things", "Type": 4}, "things"),
        ("{{ if .A }}1{{ else if not .B }}2{{ else }}3{{ end }}", {"A": False, "B": False}, "2"),
        ('{{if and .A (eq .B "x")}}yes{{end}}', {"A": True, "B": "x"}, "yes"),
    ],
)
def test_templates_are_filled(template: str, data: object, text: str) -> None:
    """Fields, conditions and comparisons mean what they mean in Go."""
    assert fill(template, data) == text


@pytest.mark.parametrize("template", ["{{.Missing}}", "{{if .A}}x", "x{{end}}", "{{printf .A}}", "{{}}"])
def test_what_isnt_understood_is_refused(template: str) -> None:
    """A template beyond that is an error, not a guess."""
    with pytest.raises(TemplateError):
        fill(template, {"A": True})
