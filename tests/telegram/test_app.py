"""The rim: sockets, the command line, and what it says when it can't run."""

import argparse
import asyncio
import struct
from pathlib import Path
from zlib import crc32

import pytest

from fakes.telegram.app import main
from fakes.telegram.front import handle
from tests.telegram.exchange import SEED, server_key
from tests.telegram.wire import connected, make_server


def frame(packet: bytes, number: int = 0) -> bytes:
    body = struct.pack("<ii", len(packet) + 12, number) + packet
    return body + struct.pack("<I", crc32(body))


async def test_a_socket_carries_the_machines_bytes() -> None:
    """What a socket reads is answered on it; a broken frame closes it, and the server goes on."""
    server, _ = make_server()
    listener = await asyncio.start_server(lambda r, w: handle(server, r, w), "127.0.0.1", 0)
    host, port = listener.sockets[0].getsockname()
    async with listener:
        for _ in range(2):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(frame(bytes(range(8)) + bytes(48)))
            assert await reader.readexactly(16) == frame((-404).to_bytes(4, "little", signed=True))

            writer.write(frame(bytes(40), number=9))
            assert await reader.read() == b""
            writer.close()


def test_the_key_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a running server, the seed's public key can be had."""
    assert main(["key", "--seed", str(SEED)]) == 0

    assert capsys.readouterr().out == server_key().pem


def test_a_file_without_a_key_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong --key gives one sentence with the path."""
    path = tmp_path / "no.pem"
    path.write_text("hello")

    assert main(["key", "--key", str(path)]) == 1
    assert f"{path} must hold an RSA private key" in capsys.readouterr().err


def test_missing_schemas_stop_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without schemas nothing listens, and the remedy is said."""
    monkeypatch.setenv("SUPERBRIDGE_TL", str(tmp_path))

    assert main([]) == 1
    assert "python -m fakes.telegram.tl.fetch" in capsys.readouterr().err


@pytest.mark.parametrize("token", ["x", "1:short", "0:" + "a" * 35])
def test_a_wrong_token_is_refused(token: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--bot takes tokens as Telegram makes them."""
    with pytest.raises((SystemExit, argparse.ArgumentError)):
        main(["--bot", token])

    assert "a bot's token is its id" in capsys.readouterr().err


def test_a_data_centre_is_given_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Its number stands for one port; what is no number and port is refused."""
    assert main(["--other-dc", "2:4443"]) == 1
    assert "data centre 2 is given twice" in capsys.readouterr().err

    with pytest.raises((SystemExit, argparse.ArgumentError)):
        main(["--other-dc", "4443"])
    assert "its number, a colon and its port" in capsys.readouterr().err


async def test_a_client_that_asked_for_it_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """After ping_delay_disconnect's delay without another ping, the socket is closed."""
    server, _ = make_server()
    listener = await asyncio.start_server(lambda r, w: handle(server, r, w), "127.0.0.1", 0)
    host, port = listener.sockets[0].getsockname()
    async with listener:
        reader, writer = await asyncio.open_connection(host, port)
        sent: list[bytes] = []
        client = connected(server)
        monkeypatch.setattr(client.connection, "feed", sent.append)
        client.service_call("mt_ping_delay_disconnect", ping_id=1, disconnect_delay=0)
        writer.write(sent[0])

        async with asyncio.timeout(10):
            assert await reader.read() != b""
        writer.close()
