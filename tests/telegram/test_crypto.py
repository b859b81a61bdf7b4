"""Vectors of the MTProto documentation and of the IGE paper, and keys that come from a seed."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_public_key,
)

from fakes.telegram.mtproto.crypto import handshake_key, ige_decrypt, ige_encrypt
from fakes.telegram.mtproto.handshake import DH_PRIME
from fakes.telegram.mtproto.keys import HandshakeCipherError, ServerKey
from tests.telegram.exchange import server_key

KEY = bytes(range(16))
IV = bytes(range(32))
CIPHER = bytes.fromhex("1A8519A6557BE652E9DA8E43DA4EF4453CF456B4CA488AA383C79C98B34797CB")


def test_ige_encrypts_the_papers_vector() -> None:
    """AES-IGE gives the published ciphertext of two zero blocks."""
    assert ige_encrypt(bytes(32), KEY, IV) == CIPHER


def test_ige_decrypts_the_papers_vector() -> None:
    """AES-IGE gives the published plaintext back."""
    assert ige_decrypt(CIPHER, KEY, IV) == bytes(32)


@pytest.mark.parametrize("blocks", [1, 2, 3, 64])
def test_ige_decrypts_what_it_encrypts(blocks: int) -> None:
    """Any number of blocks survives the way there and back."""
    plain = bytes(i * 7 % 256 for i in range(16 * blocks))

    assert ige_decrypt(ige_encrypt(plain, KEY * 2, IV), KEY * 2, IV) == plain


def test_handshake_key_is_the_documented_one() -> None:
    """The temporary key and IV of the documentation's sample exchange come out."""
    server_nonce = bytes.fromhex("A5CF4D33F4A11EA877BA4AA573907330")
    new_nonce = bytes.fromhex("311C85DB234AA2640AFC4A76A735CF5B1F0FD68BD17FA181E1229AD867CC024D")

    key, iv = handshake_key(server_nonce, new_nonce)

    assert key.hex().upper() == "F011280887C7BB01DF0FC4E17830E0B91FBB8BE4B2267CB985AE25F33B527253"
    assert iv.hex().upper() == "3212D579EE35452ED23E0D0C92841AA7D31B2E9BDEF2151E80D15860311C85DB"


def test_dh_prime_is_a_safe_prime_of_2048_bits() -> None:
    """Clients that test the prime find what the documentation asks for; g = 3 needs p mod 3 = 2."""
    half = (DH_PRIME - 1) // 2

    assert DH_PRIME.bit_length() == 2048
    assert DH_PRIME % 3 == 2
    assert pow(2, DH_PRIME - 1, DH_PRIME) == pow(2, half - 1, half) == 1


def test_same_seed_same_key() -> None:
    """A seed names one key, and another seed another."""
    assert ServerKey.from_seed(7).pem == server_key().pem
    assert ServerKey.from_seed(8).fingerprint != server_key().fingerprint


def test_public_key_is_pkcs1_of_2048_bits() -> None:
    """Clients are given the form that they read."""
    key = load_pem_public_key(server_key().pem.encode())

    assert server_key().pem.startswith("-----BEGIN RSA PUBLIC KEY-----")
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 2048


def test_key_from_a_file_is_that_files_key(tmp_path: Path) -> None:
    """A key made elsewhere is used as it is."""
    private = rsa.generate_private_key(65537, 2048)
    path = tmp_path / "key.pem"
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    assert ServerKey.from_file(path).modulus == private.public_key().public_numbers().n


def test_a_number_above_the_modulus_is_no_ciphertext() -> None:
    """Raw RSA refuses what no encryption can have given."""
    with pytest.raises(HandshakeCipherError, match="modulus"):
        server_key().decrypt(b"\xff" * 256)
