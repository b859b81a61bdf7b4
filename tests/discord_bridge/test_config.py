"""The config and the registration: the real bridge's files, or one sentence on what is wrong with them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from fakes.discord_bridge.__main__ import main
from fakes.discord_bridge.config import ConfigError, Level, load

GOOD: dict[str, Any] = {
    "homeserver": {"address": "http://homeserver:8008/", "domain": "here.test"},
    "appservice": {"port": 29334, "id": "discord", "as_token": "a", "hs_token": "h", "bot": {"username": "bot"}},
    "bridge": {
        "permissions": {"*": "relay", "friends.test": "user", "@admin:here.test": "admin", "@bad:here.test": "block"},
        "provisioning": {"shared_secret": "s"},
    },
}


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def changed(section: str, **values: object) -> dict[str, Any]:
    config = copy.deepcopy(GOOD)
    config[section] |= values
    return config


@pytest.mark.parametrize(
    ("mxid", "level"),
    [
        ("@admin:here.test", Level.ADMIN),
        ("@any:friends.test", Level.USER),
        ("@any:here.test", Level.RELAY),
        ("@bad:here.test", Level.BLOCK),
    ],
)
def test_the_most_exact_permission_counts(tmp_path: Path, mxid: str, level: Level) -> None:
    """A user's own entry beats the server's, which beats everybody's."""
    assert load(written(tmp_path, GOOD), None).level(mxid) is level


def test_names_follow_the_templates(tmp_path: Path) -> None:
    """Ids are made by the config's templates, addresses lose their last slash."""
    config = load(written(tmp_path, changed("bridge", username_template="d_{{.}}_x")), None)
    assert (config.ghost_localpart("7"), config.bot_mxid) == ("d_7_x", "@bot:here.test")
    assert config.homeserver == "http://homeserver:8008"


def test_encryption_is_only_where_it_is_allowed(tmp_path: Path) -> None:
    """A config that says nothing of encryption allows none."""
    assert load(written(tmp_path, GOOD), None).encryption is False
    assert load(written(tmp_path, changed("bridge", encryption={"allow": True})), None).encryption is True


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a: [", "isn't YAML"),
        ("just text", "should be a mapping"),
        ({}, "homeserver.address is missing"),
        (changed("appservice", port="x"), "appservice.port is 'x': give a number"),
        (changed("appservice", as_token=None), "appservice.as_token is missing"),
        (changed("bridge", permissions={"*": "relay"}), "bridge.permissions isn't configured"),
        (changed("bridge", username_template="discord"), "lacks the user's id"),
        (changed("bridge", displayname_template="{{.Nonsense}}"), "no field .Nonsense"),
        (changed("bridge", federate_rooms="perhaps"), "neither true nor false"),
    ],
)
def test_a_bad_config_is_one_sentence(tmp_path: Path, content: object, sentence: str) -> None:
    """Whatever is wrong is named, with what to do."""
    with pytest.raises(ConfigError, match=sentence) as error:
        load(written(tmp_path, content), None)
    assert "\n" not in str(error.value)


def test_registration_and_config_must_agree(tmp_path: Path) -> None:
    """Tokens that differ would make every push fail: said at once."""
    registration = tmp_path / "registration.yaml"
    registration.write_text(yaml.safe_dump({"as_token": "other", "hs_token": "h"}))
    with pytest.raises(ConfigError, match="as_token differs"):
        load(written(tmp_path, GOOD), registration)


@pytest.mark.parametrize("arguments", [["--defect=nonsense"], ["-c", "/nowhere/config.yaml"]])
def test_the_command_says_what_is_wrong(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Bad input ends with status 2 and one line."""
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
