"""What a Dendrite is told that stands among Synapses, and what is known of it beforehand."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import yaml

from harness.parts import database, dendrite_claims, names
from harness.parts.dendrite import PROGRAM, Dendrite
from harness.parts.open_homeserver import OpenHomeserver
from harness.runtime import wrap
from harness.runtime.pki import Leaf

DENDRITE = Dendrite("b.test", Leaf(b"cert", b"key"), b"authority")
SYNAPSE = OpenHomeserver("b.test", Leaf(b"cert", b"key"), b"authority")
NODE = DENDRITE.node("image", "10.0.0.2")
ROOT = Path(__file__).resolve().parent.parent.parent


def test_it_is_reached_as_the_synapse_whose_place_it_takes() -> None:
    """Its name, its address for clients and its database are called the same."""
    assert (DENDRITE.server_name, DENDRITE.url, DENDRITE.database) == (
        SYNAPSE.server_name,
        SYNAPSE.url,
        SYNAPSE.database,
    )
    assert DENDRITE.config()["global"]["database"]["connection_string"] == database.uri("b_test")


def test_it_federates_with_private_addresses_and_asks_nobody_else_for_keys() -> None:
    """No network is denied to it, no notary and no service of the world's is named, and statistics go nowhere."""
    config = DENDRITE.config()

    assert config["federation_api"]["deny_networks"] == config["federation_api"]["key_perspectives"] == []
    assert config["global"]["trusted_third_party_id_servers"] == []
    assert config["global"]["report_stats"] == {"enabled": False}
    assert "disable_federation" not in config["global"]


def test_people_come_by_the_shared_secret_alone() -> None:
    """Registration is closed but for the secret that the harness has, which no two servers share."""
    clients = DENDRITE.config()["client_api"]

    assert clients["registration_disabled"]
    assert clients["registration_shared_secret"] == DENDRITE.registration_secret
    assert Dendrite("c.test", DENDRITE.leaf, b"").registration_secret != DENDRITE.registration_secret


def test_node_runs_the_program_where_it_is_wrapped_with_what_it_is_told() -> None:
    """It finds its settings, its certificate and that one's key, and trusts the authority of the run alone."""
    said = dict(zip(NODE.command[::2], NODE.command[1::2], strict=True))

    assert NODE.entrypoint == (PROGRAM,) == (wrap.PLACES["server-b"],)
    assert yaml.safe_load(NODE.files[said["-config"]]) == DENDRITE.config()
    assert (NODE.files[said["-tls-cert"]], NODE.files[said["-tls-key"]]) == (b"cert", b"key")
    assert (said["-http-bind-address"], said["-https-bind-address"]) == (":8008", ":8448")
    assert NODE.files[NODE.env["SSL_CERT_FILE"]] == NODE.files[names.CA_PATH] == b"authority"


def test_signing_key_is_of_the_form_that_dendrite_reads() -> None:
    """A PEM block with the key's id in its header holds 32 bytes, other ones each time."""
    where = DENDRITE.config()["global"]["private_key"]
    begin, key_id, empty, seed, end = NODE.files[where].decode().splitlines()

    assert (begin, end) == ("-----BEGIN MATRIX PRIVATE KEY-----", "-----END MATRIX PRIVATE KEY-----")
    assert key_id.startswith("Key-ID: ed25519:d_")
    assert empty == ""
    assert len(base64.b64decode(seed)) == 32
    assert DENDRITE.node("image", "").files[where] != NODE.files[where]


def _named() -> list[str]:
    tests = [test for one in dendrite_claims.UNCLAIMED for test in one.tests]
    for bug in dendrite_claims.BUGS:
        tests += [*bug.tests, bug.scenario]
    return tests


@pytest.mark.parametrize("test", sorted(set(_named())))
def test_what_is_known_of_it_is_known_of_tests_that_exist(test: str) -> None:
    """Each row names a test of the suites."""
    path, _, name = test.partition("::")

    assert f"async def {name.partition('[')[0]}(" in (ROOT / path).read_text()


def test_no_test_is_both_unclaimed_and_known_to_be_broken() -> None:
    """What nobody claims has no bug to be known."""
    broken = {test for bug in dendrite_claims.BUGS for test in bug.tests}

    assert [test for test in sorted(broken) if dendrite_claims.unclaimed(test)] == []


def test_a_row_holds_for_its_test_with_any_parameters_and_for_no_other() -> None:
    """A row without parameters is of all of them; the test's neighbour is none of it."""
    row = dendrite_claims.UNCLAIMED[0]

    assert dendrite_claims.unclaimed(f"{row.tests[0]}[v11]") == row.reference
    assert dendrite_claims.unclaimed(f"{row.tests[0]}_at_all") == ""
