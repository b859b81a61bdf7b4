"""A certificate authority of the fake's own, for when it runs alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fakes.discord import hosts

HOSTS = (*hosts.HOSTS, "localhost")
_LIFETIME = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Chain:
    """Paths of PEM files."""

    authority: Path
    certificate: Path
    key: Path


def own_certificate(folder: Path) -> Chain:
    """Make a CA and a certificate for Discord's names in ``folder``; the CA's key is thrown away."""
    folder.mkdir(parents=True, exist_ok=True)
    chain = Chain(folder / "ca.pem", folder / "discord.pem", folder / "discord.key")
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name, name = _name("Fake Discord CA"), _name("discord.com")
    authority = (
        _builder(ca_name, ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_CA_USAGE, critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    certificate = (
        _builder(name, ca_name, key.public_key())
        .add_extension(names, critical=False)
        .add_extension(issuer, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    chain.authority.write_bytes(authority.public_bytes(pem))
    chain.certificate.write_bytes(certificate.public_bytes(pem))
    chain.key.touch(mode=0o600)
    form = serialization.PrivateFormat.PKCS8
    chain.key.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    return chain


_CA_USAGE = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
