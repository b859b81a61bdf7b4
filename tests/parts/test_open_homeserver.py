"""An open homeserver's settings."""

from __future__ import annotations

import yaml

from harness.parts import unchecked
from harness.parts.appservice import Registration
from harness.parts.homeserver import Homeserver
from harness.parts.open_homeserver import OpenHomeserver
from harness.runtime.pki import Leaf

OPEN = OpenHomeserver("a.test", Leaf(b"cert", b"key"), b"authority")


def test_open_server_federates_and_a_closed_one_does_not() -> None:
    """The open one listens to servers and restricts none; the closed one does neither."""
    opened, closed = OPEN.config(), Homeserver("superbridge.test", ()).config()

    assert [listener["resources"][0]["names"] for listener in opened["listeners"]] == [["client"], ["federation"]]
    assert [listener["resources"][0]["names"] for listener in closed["listeners"]] == [["client"]]
    assert "federation_domain_whitelist" not in opened
    assert closed["federation_domain_whitelist"] == []


def test_node_bears_its_certificate_and_trusts_the_authority() -> None:
    """Its files are its own certificate, that one's key, and the authority of the run."""
    files = OPEN.node("image", "10.0.0.2").files

    assert (files["/superbridge/tls.pem"], files["/superbridge/tls.key"]) == (b"cert", b"key")
    assert files[OPEN.config()["federation_custom_ca_list"][0]] == b"authority"


def test_whole_server_checks_everything() -> None:
    """Nothing is mounted into a server whose checks are to stay; into another the stand-ins are."""
    lax = OpenHomeserver("a.test", Leaf(b"", b""), b"", uncheckable=True).node("image", "10.0.0.2")

    assert OPEN.node("image", "10.0.0.2").env == {}
    assert lax.env == {"PYTHONPATH": "/superbridge/site"}
    assert lax.files["/superbridge/site/sitecustomize.py"] == unchecked.script()


def test_server_finds_the_services_that_it_has() -> None:
    """Each registration is a file of the server's, and its settings name that file; a usual server has none."""
    service = Registration("bridge", "", "bridget", "ghost_", "a.test:8448")
    bridged = OpenHomeserver("a.test", Leaf(b"", b""), b"", registrations=[service])

    (path,) = bridged.config()["app_service_config_files"]
    document = yaml.safe_load(bridged.node("image", "").files[path])

    assert (document["as_token"], document["url"]) == (service.as_token, None)
    assert OPEN.config()["app_service_config_files"] == []
