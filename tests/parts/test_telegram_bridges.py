"""What both Telegram bridges are told: nothing of theirs leaves the network, and they find the fake."""

from __future__ import annotations

import base64
import json

import yaml

from harness.parts import names, telegram_bridge
from harness.parts.telegram_bridge_go import MTPROXY_SECRET, GoTelegramBridge, session

BRIDGE = GoTelegramBridge(telegram_bridge.registration("superbridge.test"), "77")


def test_go_bridge_reaches_telegram_through_the_fake_alone() -> None:
    """Its one way out is an MTProxy at the fake's name, with a secret of 16 bytes."""
    proxy = BRIDGE.config()["network"]["proxy"]
    assert proxy == {"type": "mtproxy", "address": f"{names.TELEGRAM_FAKE}:443", "password": MTPROXY_SECRET}
    assert len(bytes.fromhex(MTPROXY_SECRET)) == 16


def test_go_bridge_makes_rooms_by_command_alone() -> None:
    """The relay account relays in any bridged room, and what it hears opens none."""
    bridge = BRIDGE.config()["bridge"]
    assert bridge["relay"]["default_relays"] == ["77"]
    assert bridge["portal_create_filter"]["always_deny_from_login"] == ["77"]


def test_go_bridge_knows_the_homeserver_by_its_registration() -> None:
    """Tokens, bot and ghosts in its config are those that the homeserver has been told."""
    appservice, registration = BRIDGE.config()["appservice"], yaml.safe_load(BRIDGE.registration.to_yaml())
    assert (appservice["as_token"], appservice["hs_token"]) == (registration["as_token"], registration["hs_token"])
    assert appservice["bot"] == {"username": "telegrambot", "displayname": "Telegram bridge bot", "avatar": "remove"}
    assert appservice["username_template"] == "telegram_{{.}}"


def test_session_holds_the_key() -> None:
    """The manual log-in reads a key, a data centre and an address."""
    key = base64.b64encode(bytes(256)).decode()
    assert json.loads(session(key)) == {"auth_key": key, "dc_id": 2, "server_address": "telegram-fake:443"}
