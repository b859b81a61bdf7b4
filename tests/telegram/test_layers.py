"""Clients of another layer: each reads its own numbers and fields."""

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from fakes.telegram.tl import INNER_LAYER, Layers, tl
from tests.telegram.wire import connected, layers, make_server

OTHER = 205


@pytest.fixture
def two_layers(tmp_path: Path) -> Layers:
    """The inner layer, and another in which ``user`` has a new number, lacks a field and has a new optional one."""
    ours = layers().directory / str(INNER_LAYER)
    document: dict[str, Any] = json.loads((ours / "api-schema.json").read_text())
    for layer in (INNER_LAYER, OTHER):
        directory = tmp_path / str(layer)
        directory.mkdir()
        (directory / "mtp-schema.json").write_bytes((ours / "mtp-schema.json").read_bytes())
        (directory / "api-schema.json").write_text(json.dumps({**document, "l": layer}))
        (user,) = [entry for entry in document["e"] if entry["name"] == "user"]
        user["id"] = 77
        user["arguments"] = [field for field in user["arguments"] if field["name"] != "first_name"]
        user["arguments"].append({"name": "mood", "type": "string", "typeModifiers": {"predicate": "flags2.30"}})
    return Layers(tmp_path)


@pytest.mark.parametrize("layer", [INNER_LAYER, OTHER])
def test_each_client_reads_its_own_layer(two_layers: Layers, layer: int) -> None:
    """The same account is written in the layer that its client announced."""
    server, _ = make_server(two_layers)
    bot = server.world.people.create("Bot", bot=True)

    answer = connected(server, layer, two_layers).call(
        "auth.importBotAuthorization", flags=0, api_id=1, api_hash="x", bot_auth_token=bot.token
    )

    assert answer["user"]["id"] == bot.id
    assert ("first_name" in answer["user"].fields) == (layer == INNER_LAYER)
    assert "mood" not in answer["user"].fields


def test_pushes_are_in_the_receivers_layer(two_layers: Layers) -> None:
    """Two clients of one account, each of its own layer, read the same message."""
    server, _ = make_server(two_layers)
    bot, alice = server.world.people.create("Bot", bot=True), server.world.people.create("Alice")
    clients = [connected(server, layer, two_layers).log_in(bot) for layer in (INNER_LAYER, OTHER)]
    chat = server.world.create_chat("group", "Room", alice, [bot])
    peer = tl("inputPeerChat", chat_id=chat.id)

    clients[0].call("messages.sendMessage", peer=peer, message="hi", random_id=1)

    assert clients[1].updates()[-1]["message"]["message"] == "hi"


def test_layer_is_heard_inside_a_wrapper(two_layers: Layers) -> None:
    """Who wants no updates says so first and names the layer inside; the answer is in that layer all the same."""
    server, _ = make_server(two_layers)
    bot = server.world.people.create("Bot", bot=True)
    client = connected(server, OTHER, two_layers)
    request = tl("auth.importBotAuthorization", flags=0, api_id=1, api_hash="x", bot_auth_token=bot.token)
    wrapped = struct.pack("<IIi", 0xBF9459B7, 0xDA9B0D0D, OTHER) + client.api.encode(request)

    answer = client.result(client.send(wrapped))

    assert answer["user"]["id"] == bot.id
    assert client.updates() == []
    server.world.create_chat("group", "Room", bot, [])
    assert client.updates() == []
