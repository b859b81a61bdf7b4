"""The run's certificate authority, judged by OpenSSL's own verifier."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from cryptography import x509

from harness.runtime.pki import Authority, Leaf


def shake_hands(leaf: Leaf, trusted: bytes, name: str, folder: Path) -> None:
    """Complete a TLS handshake in memory, or raise the client's complaint."""
    (folder / "cert.pem").write_bytes(leaf.cert_pem)
    (folder / "key.pem").write_bytes(leaf.key_pem)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    asking = ssl.create_default_context(cadata=trusted.decode())
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    client = asking.wrap_bio(to_client, to_server, server_hostname=name)
    pending = [client, server]
    while pending:
        for end in list(pending):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            pending.remove(end)


@pytest.mark.parametrize("name", ["discord.com", "gateway.discord.gg", "10.0.0.1"])
def test_leaf_convinces_a_client(name, tmp_path):
    """A client that trusts the authority accepts a leaf for each of its names, addresses included."""
    authority = Authority.create()
    leaf = authority.issue(["discord.com", "gateway.discord.gg", "10.0.0.1"])

    shake_hands(leaf, authority.pem, name, tmp_path)


def test_leaf_is_for_its_names_only(tmp_path):
    """A leaf for one name is refused under another."""
    authority = Authority.create()
    leaf = authority.issue(["discord.com"])
    shake_hands(leaf, authority.pem, "discord.com", tmp_path)

    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shake_hands(leaf, authority.pem, "telegram.org", tmp_path)


def test_another_authority_convinces_nobody(tmp_path):
    """A leaf of one run's authority is refused by a client of another run."""
    leaf = Authority.create().issue(["discord.com"])

    with pytest.raises(ssl.SSLCertVerificationError, match=r"unable to get local issuer|self-signed"):
        shake_hands(leaf, Authority.create().pem, "discord.com", tmp_path)


def test_serial_numbers_differ():
    """No two leaves of an authority share a serial number."""
    authority = Authority.create()

    serials = {x509.load_pem_x509_certificate(authority.issue(["a.test"]).cert_pem).serial_number for _ in range(20)}

    assert len(serials) == 20


def test_leaf_needs_a_name():
    """A certificate for nobody is refused."""
    with pytest.raises(ValueError, match="at least one name"):
        Authority.create().issue([])
