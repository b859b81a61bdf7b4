"""Accounts: each way to log in, what a password protects, sessions that end, profiles, contacts and bots' commands."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from fakes.telegram import srp
from fakes.telegram.account_orders import AccountOrders
from fakes.telegram.mtproto.handshake import DH_PRIME
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Person
from tests.telegram.scene import Scene, send
from tests.telegram.wire import Client, Clock, RpcFailure, connected

NEW_PHONE = "+1 555 0199"
SETTINGS = tl("codeSettings")
PASSWORD = "correct horse 🐎"


@pytest.fixture
def scene() -> Scene:
    return Scene()


def refused(name: str, act: Callable[[], object]) -> None:
    with pytest.raises(RpcFailure) as caught:
        act()
    assert caught.value.name == name


def send_code(client: Client, phone: str) -> TLObject:
    return client.call("auth.sendCode", phone_number=phone, api_id=1, api_hash="x", settings=SETTINGS)


def sign_in(scene: Scene, client: Client, phone: str) -> TLObject:
    sent = send_code(client, phone)
    code = scene.server.logins.pending(phone)
    named = {"phone_number": phone, "phone_code_hash": sent["phone_code_hash"]}
    return client.call("auth.signIn", **named, phone_code=code)


def second_client(scene: Scene, person: Person) -> Client:
    client = connected(scene.server)
    sign_in(scene, client, person.phone)
    return client


def proof(about: TLObject, password: str) -> TLObject:
    """Show knowledge of a password as the documentation tells clients to."""

    def digest(*parts: bytes) -> bytes:
        return sha256(b"".join(parts)).digest()

    def wide(number: int) -> bytes:
        return number.to_bytes(256)

    algorithm = about["current_algo"]
    prime, base = int.from_bytes(algorithm["p"]), algorithm["g"]
    x = srp.private(password, algorithm["salt1"], algorithm["salt2"])
    multiplier = int.from_bytes(digest(wide(prime), wide(base)))
    secret = 2**2047 // 3
    share, theirs = pow(base, secret, prime), int.from_bytes(about["srp_B"])
    scrambler = int.from_bytes(digest(wide(share), wide(theirs)))
    shared = pow((theirs - multiplier * pow(base, x, prime)) % prime, secret + scrambler * x, prime)
    mixed = bytes(a ^ b for a, b in zip(digest(wide(prime)), digest(wide(base)), strict=True))
    salts = digest(algorithm["salt1"]), digest(algorithm["salt2"])
    m1 = digest(mixed, *salts, wide(share), wide(theirs), digest(wide(shared)))
    return tl("inputCheckPasswordSRP", srp_id=about["srp_id"], A=wide(share), M1=m1)


def set_password(client: Client, password: str, old: TLObject | None = None) -> None:
    algorithm = client.call("account.getPassword")["new_algo"]
    salt1 = algorithm["salt1"] + b"the client's own"
    fields = {**algorithm.fields, "salt1": salt1}
    value = pow(algorithm["g"], srp.private(password, salt1, algorithm["salt2"]), DH_PRIME).to_bytes(256)
    new = tl(
        "account.passwordInputSettings",
        new_algo=TLObject(algorithm.name, fields),
        new_password_hash=value,
        hint="a horse",
    )
    client.call("account.updatePasswordSettings", password=old or tl("inputCheckPasswordEmpty"), new_settings=new)


def test_a_password_is_asked_for_and_checked(scene: Scene) -> None:
    """A right code isn't enough then, a wrong password neither, and the right one is."""
    scene.server.logins.passwords.choose(scene.bob, PASSWORD, "a horse")
    client = connected(scene.server)

    refused("SESSION_PASSWORD_NEEDED", lambda: sign_in(scene, client, scene.bob.phone))
    refused("AUTH_KEY_UNREGISTERED", lambda: client.call("updates.getState"))
    asked = client.call("account.getPassword")
    assert (asked["has_password"], asked["hint"]) == (True, "a horse")
    refused("PASSWORD_HASH_INVALID", lambda: client.call("auth.checkPassword", password=proof(asked, "wrong")))
    refused("SRP_ID_INVALID", lambda: client.call("auth.checkPassword", password=proof(asked, PASSWORD)))

    answer = client.call("auth.checkPassword", password=proof(client.call("account.getPassword"), PASSWORD))

    assert answer["user"]["id"] == scene.bob.id
    assert client.call("updates.getState").name == "updates.state"


def test_a_client_sets_and_takes_away_a_password(scene: Scene) -> None:
    """The password that a client chose works at the next log-in; changing it needs the old one."""
    set_password(scene.bob_client, PASSWORD)
    client = connected(scene.server)
    refused("SESSION_PASSWORD_NEEDED", lambda: sign_in(scene, client, scene.bob.phone))
    client.call("auth.checkPassword", password=proof(client.call("account.getPassword"), PASSWORD))

    refused("PASSWORD_HASH_INVALID", lambda: set_password(scene.bob_client, "other"))
    none = tl("account.passwordInputSettings", new_algo=tl("passwordKdfAlgoUnknown"), new_password_hash=b"", hint="")
    shown = proof(scene.bob_client.call("account.getPassword"), PASSWORD)
    scene.bob_client.call("account.updatePasswordSettings", password=shown, new_settings=none)

    assert sign_in(scene, connected(scene.server), scene.bob.phone).name == "auth.authorization"


@pytest.mark.parametrize("share", [0, DH_PRIME, DH_PRIME - 1])
def test_a_degenerate_share_proves_nothing(share: int) -> None:
    """A = 0 modulo p would give everybody the same key."""
    verifier = srp.verifier("x", b"1" * 8, b"2" * 16)
    assert not verifier.proves(2**2000, share.to_bytes(256), bytes(32))


def test_a_qr_code_logs_in(scene: Scene) -> None:
    """The client that shows it is told when another client reads it, and is logged in by asking again."""
    client = connected(scene.server)
    token = client.call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[])
    assert client.call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[]) == token

    scene.bob_client.call("auth.acceptLoginToken", token=token["token"])

    short = client.api.decode(client.received[-1].body)
    assert short["update"].name == "updateLoginToken"
    answer = client.call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[])
    assert answer["authorization"]["user"]["id"] == scene.bob.id


def test_a_qr_code_is_read_once_and_in_time(scene: Scene) -> None:
    """Read twice, too late, or never shown: three refusals."""
    client, accept = connected(scene.server), scene.bob_client
    token = client.call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[])["token"]
    accept.call("auth.acceptLoginToken", token=token)
    refused("AUTH_TOKEN_ALREADY_ACCEPTED", lambda: accept.call("auth.acceptLoginToken", token=token))
    refused("AUTH_TOKEN_INVALIDX", lambda: accept.call("auth.acceptLoginToken", token=b"?" * 32))

    late = connected(scene.server).call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[])["token"]
    clock = scene.server.true_clock
    assert isinstance(clock, Clock)
    clock.now += 31
    refused("AUTH_TOKEN_EXPIRED", lambda: accept.call("auth.acceptLoginToken", token=late))


def test_a_person_with_curl_reads_a_qr_code(scene: Scene) -> None:
    """The operation takes the link that the code shows; a password is asked for here too."""
    scene.server.logins.passwords.choose(scene.bob, PASSWORD)
    client = connected(scene.server)
    token = client.call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[])["token"]
    link = "tg://login?token=" + urlsafe_b64encode(token).decode().rstrip("=")

    AccountOrders(scene.server).operations()["login.qr"]({"person": str(scene.bob.id), "token": link})

    refused(
        "SESSION_PASSWORD_NEEDED",
        lambda: client.call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[]),
    )
    client.call("auth.checkPassword", password=proof(client.call("account.getPassword"), PASSWORD))
    assert client.call("updates.getState").name == "updates.state"


def test_a_number_that_nobody_has_signs_up(scene: Scene) -> None:
    """The code's answer asks for a name; the account is there afterwards and logged in."""
    client = connected(scene.server)
    sent = send_code(client, NEW_PHONE)
    named = {"phone_number": NEW_PHONE, "phone_code_hash": sent["phone_code_hash"]}
    names = {"first_name": "Nora", "last_name": "New"}
    refused("PHONE_CODE_INVALID", lambda: client.call("auth.signUp", **named, **names))

    answer = client.call("auth.signIn", **named, phone_code=scene.server.logins.pending(NEW_PHONE))
    assert answer.name == "auth.authorizationSignUpRequired"
    refused("FIRSTNAME_INVALID", lambda: client.call("auth.signUp", **named, first_name=" ", last_name=""))
    signed = client.call("auth.signUp", **named, **names)

    assert signed["user"]["first_name"] == "Nora"
    assert client.call("updates.getState").name == "updates.state"


def test_codes_are_sent_again_and_cancelled(scene: Scene) -> None:
    """Another code makes the first worthless, and a cancelled one logs nobody in."""
    client, phone = connected(scene.server), scene.bob.phone
    first = {"phone_number": phone, "phone_code_hash": send_code(client, phone)["phone_code_hash"]}
    again = {"phone_number": phone, "phone_code_hash": client.call("auth.resendCode", **first)["phone_code_hash"]}
    code = scene.server.logins.pending(phone)
    refused("PHONE_CODE_EXPIRED", lambda: client.call("auth.signIn", **first, phone_code=code))
    refused("PHONE_CODE_EMPTY", lambda: client.call("auth.signIn", **again, phone_code=""))

    client.call("auth.cancelCode", **again)

    refused("PHONE_CODE_EXPIRED", lambda: client.call("auth.signIn", **again, phone_code=code))


def test_a_banned_number_gets_no_code(scene: Scene) -> None:
    """PHONE_NUMBER_BANNED, as an order made it."""
    AccountOrders(scene.server).operations()["person.update"]({"person": str(scene.bob.id), "banned": True})
    refused("PHONE_NUMBER_BANNED", lambda: send_code(connected(scene.server), scene.bob.phone))


def test_other_sessions_are_listed_and_ended(scene: Scene) -> None:
    """The ended one is answered SESSION_REVOKED, this one works on."""
    other = second_client(scene, scene.bob)
    sessions = scene.bob_client.call("account.getAuthorizations")["authorizations"]
    (foreign,) = [session for session in sessions if not session.get("current")]
    assert len(sessions) == 2
    refused("HASH_INVALID", lambda: scene.bob_client.call("account.resetAuthorization", hash=1))

    scene.bob_client.call("account.resetAuthorization", hash=foreign["hash"])
    refused("SESSION_REVOKED", lambda: other.call("updates.getState"))

    third = second_client(scene, scene.bob)
    scene.bob_client.call("auth.resetAuthorizations")
    refused("SESSION_REVOKED", lambda: third.call("updates.getState"))
    assert scene.bob_client.call("updates.getState").name == "updates.state"


def test_names_change_for_everybody(scene: Scene) -> None:
    """Whoever knows the account is told; others' usernames can't be had, and no impossible ones."""
    scene.world.people.create("Alicia", username="taken_name")
    scene.bob.contacts.add(scene.alice.id)
    rename = scene.bob_client.call("account.updateProfile", first_name="Robert", about="me")
    assert rename["first_name"] == "Robert"
    scene.world.rename(scene.alice, first_name="Alix")
    assert scene.bob_client.updates()[-1]["first_name"] == "Alix"

    call = scene.bob_client.call
    refused("USERNAME_OCCUPIED", lambda: call("account.updateUsername", username="TAKEN_name"))
    refused("USERNAME_INVALID", lambda: call("account.checkUsername", username="1x"))
    refused("ABOUT_TOO_LONG", lambda: call("account.updateProfile", about="x" * 71))
    assert call("account.checkUsername", username="taken_name").name == "false"
    assert call("account.updateUsername", username="robert_b")["username"] == "robert_b"
    refused("USERNAME_NOT_MODIFIED", lambda: call("account.updateUsername", username="robert_b"))
    assert call("contacts.resolveUsername", username="robert_b")["peer"]["user_id"] == scene.bob.id


def test_contacts_are_added_found_and_deleted(scene: Scene) -> None:
    """By phone number, by name, and out of the book again."""
    call = scene.bob_client.call
    entry = tl("inputPhoneContact", client_id=9, phone=scene.alice.phone, first_name="A", last_name="")
    imported = call("contacts.importContacts", contacts=[entry])
    assert imported["imported"][0]["user_id"] == scene.alice.id
    assert [found["user_id"] for found in call("contacts.search", q="ali", limit=5)["my_results"]] == [scene.alice.id]
    assert call("contacts.resolvePhone", phone=scene.alice.phone)["peer"]["user_id"] == scene.alice.id
    refused("PHONE_NOT_OCCUPIED", lambda: call("contacts.resolvePhone", phone=NEW_PHONE))

    (user,) = imported["users"]
    call("contacts.deleteContacts", id=[tl("inputUser", user_id=user["id"], access_hash=user["access_hash"])])

    assert call("contacts.getContacts", hash=0)["contacts"] == []


def test_whom_one_blocks_can_not_write(scene: Scene) -> None:
    """A bot learns that it is blocked; who blocked can't write either until they unblock."""
    hashes = scene.server.views.hashes
    bot = tl("inputPeerUser", user_id=scene.bot.id, access_hash=hashes.of(scene.bob.id, "user", scene.bot.id))
    bob = tl("inputPeerUser", user_id=scene.bob.id, access_hash=hashes.of(scene.bot.id, "user", scene.bob.id))
    send(scene.bob_client, bot, "hello")
    scene.bob_client.call("contacts.block", id=bot)

    refused("USER_IS_BLOCKED", lambda: send(scene.bot_client, bob, "hi", random_id=8))
    refused("YOU_BLOCKED_USER", lambda: send(scene.bob_client, bot, "again", random_id=9))
    assert scene.bob_client.call("contacts.getBlocked", offset=0, limit=9)["blocked"][0]["peer_id"] == tl(
        "peerUser", user_id=scene.bot.id
    )
    scene.bob_client.call("contacts.unblock", id=bot)

    send(scene.bot_client, bob, "hi", random_id=10)


def test_being_online_shows_to_those_who_know(scene: Scene) -> None:
    """A change is pushed once."""
    scene.bob.contacts.add(scene.alice.id)
    scene.world.show_status(scene.alice, online=True)
    scene.world.show_status(scene.alice, online=True)
    scene.world.show_status(scene.alice, online=False)

    pushed = [update["status"].name for update in scene.bob_client.updates()]
    assert pushed == ["userStatusOnline", "userStatusOffline"]


def test_a_bot_offers_commands(scene: Scene) -> None:
    """They show in its profile; persons have none, and a command has its form."""

    def offer(client: Client, name: str) -> Any:
        commands = [tl("botCommand", command=name, description="helps")]
        scope = tl("botCommandScopeDefault")
        return client.call("bots.setBotCommands", scope=scope, lang_code="", commands=commands)

    offer(scene.bot_client, "help")
    hashes = scene.server.views.hashes
    bot = tl("inputUser", user_id=scene.bot.id, access_hash=hashes.of(scene.bob.id, "user", scene.bot.id))
    full = scene.bob_client.call("users.getFullUser", id=bot)["full_user"]

    assert [command["command"] for command in full["bot_info"]["commands"]] == ["help"]
    refused("BOT_COMMAND_INVALID", lambda: offer(scene.bot_client, "No!"))
    refused("USER_BOT_REQUIRED", lambda: offer(scene.bob_client, "help"))
