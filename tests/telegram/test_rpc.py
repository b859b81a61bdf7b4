"""Errors by Telegram's names, and what the witness stream tells of calls."""

from typing import Any

import pytest

from fakes.telegram.tl import TLObject, tl
from tests.telegram.scene import Scene, send
from tests.telegram.wire import Client, RpcFailure, connected, layers

FIRST_PAGE = {"offset_date": 0, "offset_id": 0, "offset_peer": tl("inputPeerEmpty"), "limit": 10, "hash": 0}


@pytest.fixture(scope="module")
def ready() -> Scene:
    """A scene for calls that change nothing."""
    return Scene()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def refused(name: str, client: Client, method: str, **fields: Any) -> None:
    with pytest.raises(RpcFailure) as caught:
        client.call(method, **fields)
    assert caught.value.name == name


def test_before_log_in_most_is_closed(ready: Scene) -> None:
    """A key without an account gets 401, as routine, and the configuration."""
    client = connected(ready.server)

    refused("AUTH_KEY_UNREGISTERED", client, "updates.getState")
    assert ready.last().kind == "call"

    assert client.call("help.getConfig")["dc_options"][0]["ip_address"] == "fake"


def test_an_unknown_method_is_refused_by_name(ready: Scene) -> None:
    """A method that the schema has and the fake doesn't serve is a refusal in the stream."""
    refused("INPUT_METHOD_INVALID", ready.bot_client, "help.getSupport")

    record = ready.last()
    assert (record.kind, record.detail["name"], record.detail["why"]) == ("refusal", "help.getSupport", "unknown")


def test_a_mistake_of_the_fakes_is_loud(ready: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler that fails answers 500 and is a refusal, and the connection lives on."""
    monkeypatch.setattr(ready.world.chats, "of", None)

    refused("INTERNAL_SERVER_ERROR", ready.bot_client, "messages.getDialogs", **FIRST_PAGE)
    assert (ready.last().kind, ready.last().detail["name"]) == ("refusal", "messages.getDialogs")

    monkeypatch.undo()
    assert ready.bot_client.call("messages.getDialogs", **FIRST_PAGE).name == "messages.dialogs"


def test_an_unknown_constructor_is_refused_by_number(ready: Scene) -> None:
    """A number that the layer doesn't have is refused too."""
    message_id = ready.bot_client.send(b"\x01\x02\x03\x04")

    with pytest.raises(RpcFailure, match="INPUT_METHOD_INVALID_04030201"):
        ready.bot_client.result(message_id)
    assert ready.last().detail["name"] == "0x04030201"


def test_an_unknown_layer_is_refused_with_the_nearest(ready: Scene) -> None:
    """The stream tells which layer would do."""
    client = connected(ready.server)
    client.layer = 500

    refused("CONNECTION_LAYER_INVALID", client, "help.getConfig")
    assert f"nearest is {layers().known[-1]}" in ready.last().detail["message"]


@pytest.mark.parametrize(
    ("name", "method", "fields"),
    [
        ("ACCESS_TOKEN_INVALID", "auth.importBotAuthorization", {"flags": 0, "bot_auth_token": "1:x"}),
        ("PHONE_NUMBER_INVALID", "auth.sendCode", {"phone_number": "000", "settings": tl("codeSettings")}),
    ],
)
def test_wrong_log_ins_have_their_names(ready: Scene, name: str, method: str, fields: dict[str, Any]) -> None:
    """Tokens and phones that nobody has are refused as Telegram does."""
    refused(name, connected(ready.server), method, api_id=1, api_hash="x", **fields)


def test_a_wrong_code_does_not_log_in(scene: Scene) -> None:
    """The code must be the one that was sent; it serves once."""
    phone, client = scene.bob.phone, connected(scene.server)
    sent = client.call("auth.sendCode", phone_number=phone, api_id=1, api_hash="x", settings=tl("codeSettings"))
    code = {"phone_number": phone, "phone_code_hash": sent["phone_code_hash"]}
    right = scene.server.logins.pending(phone)

    refused("PHONE_CODE_INVALID", client, "auth.signIn", phone_code="x", **code)
    assert client.call("auth.signIn", phone_code=right, **code)["user"]["id"] == scene.bob.id
    refused("PHONE_CODE_EXPIRED", client, "auth.signIn", phone_code=right, **code)


def test_a_foreign_hash_names_nobody(ready: Scene) -> None:
    """The bot's hash of the supergroup isn't bob's; without any, only a bot may come."""
    theirs = TLObject("inputChannel", ready.channel(ready.bot))
    without = tl("inputChannel", channel_id=ready.supergroup.id, access_hash=0)

    refused("CHANNEL_INVALID", ready.bob_client, "channels.getFullChannel", channel=theirs)
    refused("CHANNEL_INVALID", ready.bob_client, "channels.getFullChannel", channel=without)
    full = ready.bot_client.call("channels.getFullChannel", channel=without)
    assert full["full_chat"]["participants_count"] == 3


def test_a_random_id_serves_once(scene: Scene) -> None:
    """A message that a client sends again with its random_id isn't doubled."""
    peer = scene.peer(scene.group, scene.bot)
    send(scene.bot_client, peer, "once", random_id=9)

    refused("RANDOM_ID_DUPLICATE", scene.bot_client, "messages.sendMessage", peer=peer, message="once", random_id=9)
    assert [update["message"]["message"] for update in scene.bob_client.updates()] == ["once"]


def test_a_broken_rule_is_a_refusal_in_the_scope_of_its_chat(scene: Scene) -> None:
    """Too long a text is refused by Telegram's name, and told with the chat and its scope."""
    peer = scene.peer(scene.supergroup, scene.bot)

    refused("MESSAGE_TOO_LONG", scene.bot_client, "messages.sendMessage", peer=peer, message="x" * 4097, random_id=1)

    record = scene.last()
    assert (record.kind, record.detail["name"], record.detail["why"]) == ("refusal", "MESSAGE_TOO_LONG", "rule")
    assert (record.place, record.scope) == (str(scene.supergroup.id), "s2")


def test_a_flood_wait_strikes_as_often_as_set(scene: Scene) -> None:
    """The fault meets the named method once, and isn't a refusal."""
    scene.server.faults.set({"fault": "flood_wait", "method": "messages.sendMessage", "seconds": 3, "times": 1})
    peer = scene.peer(scene.group, scene.bot)

    refused("FLOOD_WAIT_3", scene.bot_client, "messages.sendMessage", peer=peer, message="hi", random_id=1)
    assert scene.last().kind == "call"

    assert send(scene.bot_client, peer, "hi").name == "updates"


def test_a_revoked_key_is_unknown(scene: Scene) -> None:
    """After a revocation the client's packets get the transport's 404."""
    assert scene.server.revoke_keys(scene.bob) == 1

    scene.bob_client.service_call("mt_ping", ping_id=1)

    assert scene.bob_client.raw[-1] == (-404).to_bytes(4, "little", signed=True)
