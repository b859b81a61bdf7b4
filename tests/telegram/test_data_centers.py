"""Two data centres: who is sent to the other one, by which error, and how a client is logged in at both."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.control import BadOrderError
from fakes.telegram.control import Control
from fakes.telegram.mtproto.crypto import auth_key_id
from fakes.telegram.tl import tl
from fakes.telegram.world import Person, Place
from tests.telegram.parts import download, png, upload
from tests.telegram.test_accounts import send_code
from tests.telegram.wire import Client, RpcFailure, connected, make_server

HOME, AWAY = 2, 4


class Two:
    """A fake with two data centres: alice and a bot live in the other one, bob at home."""

    def __init__(self) -> None:
        self.server, self.hub = make_server(other_dcs={AWAY: 4443})
        people = self.server.world.people
        self.alice, self.bob = people.create("Alice", dc=AWAY), people.create("Bob")
        self.bot = people.create("Bot", bot=True, dc=AWAY)

    def client(self, person: Person | None = None, dc: int = HOME) -> Client:
        """Return a client of a data centre, logged in by the key that it has there."""
        client = connected(self.server, dc=dc)
        if person is not None:
            key = self.server.keys.find(auth_key_id(client.auth_key))
            assert key is not None
            self.server.keys.log_in(key, person.id)
        return client

    def visitor(self, person: Person, dc: int) -> Client:
        """Return a client that has come from its account's data centre to another one."""
        proof = self.client(person, person.dc).call("auth.exportAuthorization", dc_id=dc)
        visitor = self.client(dc=dc)
        assert visitor.call("auth.importAuthorization", id=proof["id"], bytes=proof["bytes"])["user"]["id"] == person.id
        return visitor


@pytest.fixture
def two() -> Two:
    return Two()


def refused(code: int, name: str, act: Callable[[], object]) -> None:
    with pytest.raises(RpcFailure) as caught:
        act()
    assert (caught.value.code, caught.value.name) == (code, name)


def test_each_is_told_of_both(two: Two) -> None:
    """Whichever data centre is asked names itself and lists all, each with its port."""
    for dc in (HOME, AWAY):
        config = two.client(dc=dc).call("help.getConfig")
        assert config["this_dc"] == dc
        assert [(each["id"], each["port"]) for each in config["dc_options"]] == [(HOME, 443), (AWAY, 4443)]
    assert two.client(dc=AWAY).call("help.getNearestDc")["this_dc"] == AWAY


def test_a_key_is_one_data_centres(two: Two) -> None:
    """A key that one data centre made is unknown to the other."""
    client = two.client(dc=AWAY)
    client.dc = HOME
    client.connect()
    client.send(client.api.encode(tl("help.getConfig")))

    assert client.raw == [(-404).to_bytes(4, "little", signed=True)]


def test_a_phone_is_sent_home(two: Two) -> None:
    """A code is sent by the account's data centre alone; elsewhere PHONE_MIGRATE_n names it."""
    refused(303, f"PHONE_MIGRATE_{AWAY}", lambda: send_code(two.client(), two.alice.phone))
    refused(303, f"PHONE_MIGRATE_{HOME}", lambda: send_code(two.client(dc=AWAY), two.bob.phone))

    assert send_code(two.client(dc=AWAY), two.alice.phone)["phone_code_hash"]
    assert not [record for record in two.hub.records if record.kind == "refusal"]


def test_a_bot_is_sent_home(two: Two) -> None:
    """A bot's token is good at its own data centre."""
    refused(303, f"USER_MIGRATE_{AWAY}", lambda: two.client().log_in(two.bot))

    two.client(dc=AWAY).log_in(two.bot)


def test_a_new_account_lives_where_it_signed_up(two: Two) -> None:
    """NETWORK_MIGRATE_n, a fault that is set, sends a number that nobody has; it lives where the code was shown."""
    order = {"fault": "error", "method": "auth.sendCode", "code": 303, "name": f"NETWORK_MIGRATE_{AWAY}", "times": 1}
    two.server.faults.set(order)
    refused(303, f"NETWORK_MIGRATE_{AWAY}", lambda: send_code(two.client(), "+15550001"))
    client = two.client(dc=AWAY)
    shown = {"phone_number": "+15550001", "phone_code_hash": send_code(client, "+15550001")["phone_code_hash"]}
    client.call("auth.signIn", **shown, phone_code=two.server.logins.pending("+15550001"))
    client.call("auth.signUp", **shown, first_name="Nora", last_name="")

    nora = two.server.world.people.by_phone("15550001")
    assert nora is not None
    assert nora.dc == AWAY


def test_a_visitor_reads_files_and_nothing_else(two: Two) -> None:
    """With an authorization brought along a client may fetch files; all else is USER_MIGRATE_n, and no update comes."""
    visitor = two.visitor(two.alice, HOME)
    at_home = two.client(two.alice, AWAY)
    at_home.call("updates.getState")
    refused(303, f"USER_MIGRATE_{AWAY}", lambda: visitor.call("updates.getState"))

    two.server.world.send(two.bob, Place.private(two.bob.id, two.alice.id), "hello")

    assert [update.name for update in at_home.updates()] == ["updateNewMessage"]
    assert visitor.updates() == []


def test_an_authorization_is_carried_over_once(two: Two) -> None:
    """What was exported is good once, for its account, and in the place that it was asked for."""
    home = two.client(two.alice, AWAY)
    refused(400, "DC_ID_INVALID", lambda: home.call("auth.exportAuthorization", dc_id=AWAY))
    refused(400, "DC_ID_INVALID", lambda: home.call("auth.exportAuthorization", dc_id=5))

    def carry(client: Client, account_id: int) -> None:
        proof = home.call("auth.exportAuthorization", dc_id=HOME)["bytes"]
        client.call("auth.importAuthorization", id=account_id, bytes=proof)

    refused(400, "AUTH_BYTES_INVALID", lambda: carry(two.client(), two.bob.id))
    refused(400, "AUTH_BYTES_INVALID", lambda: carry(two.client(dc=AWAY), two.alice.id))
    exported = home.call("auth.exportAuthorization", dc_id=HOME)["bytes"]
    two.client().call("auth.importAuthorization", id=two.alice.id, bytes=exported)
    again = two.client()
    refused(400, "AUTH_BYTES_INVALID", lambda: again.call("auth.importAuthorization", id=two.alice.id, bytes=exported))


def test_a_file_is_fetched_where_it_is_kept(two: Two) -> None:
    """What alice sends is kept where she lives: bob's data centre says FILE_MIGRATE_n, and the other one has it."""
    sent = upload(at := two.client(two.alice, AWAY), png(), name="a.png")
    hashes = two.server.views.hashes
    peer = tl("inputPeerUser", user_id=two.bob.id, access_hash=hashes.of(two.alice.id, "user", two.bob.id))
    at.call("messages.sendMedia", peer=peer, media=tl("inputMediaUploadedPhoto", file=sent), message="", random_id=7)
    bob = two.client(two.bob)
    (message,) = bob.call("updates.getDifference", pts=two.bob.box.pts - 1, date=1, qts=0)["new_messages"]
    photo = message["media"]["photo"]

    assert photo["dc_id"] == AWAY
    refused(303, f"FILE_MIGRATE_{AWAY}", lambda: download(bob, photo, "s"))
    assert download(two.visitor(two.bob, AWAY), photo, "s") == png()


def test_a_qr_code_shown_elsewhere_sends_its_client_home(two: Two) -> None:
    """Read by somebody of another data centre, the code is answered with that one's number and a token for it."""
    client = two.client()
    token = client.call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[])["token"]
    refused(400, "AUTH_TOKEN_INVALID", lambda: two.client(dc=AWAY).call("auth.importLoginToken", token=token))
    two.server.logins.accept_qr(token, two.alice)
    moved = client.call("auth.exportLoginToken", api_id=1, api_hash="x", except_ids=[])

    assert (moved.name, moved["dc_id"]) == ("auth.loginTokenMigrateTo", AWAY)
    refused(303, f"USER_MIGRATE_{AWAY}", lambda: two.client().call("auth.importLoginToken", token=moved["token"]))
    done = two.client(dc=AWAY).call("auth.importLoginToken", token=moved["token"])
    assert done["authorization"]["user"]["id"] == two.alice.id


async def test_a_person_is_ordered_to_live_elsewhere(two: Two) -> None:
    """The order names a data centre that there is; one without it lives at home."""
    create = Control(two.server).operations()["person.create"]
    away = await create({"first_name": "Zoe", "dc": AWAY})

    assert two.server.world.people.get(int(away["id"])).dc == AWAY
    with pytest.raises(BadOrderError, match="no data centre 5, only 2, 4"):
        await create({"first_name": "Zoe", "dc": 5})
