"""``python -m fakes.discord``: how it starts, stops, and says why it can't."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from fakes.discord.app import main

DEADLINE = 10


def test_a_certificate_without_its_key_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """--cert alone ends with one sentence that says what goes with it."""
    with pytest.raises(SystemExit):
        main(["--cert", "x.pem"])

    assert "--cert and --key go together" in capsys.readouterr().err


def test_a_wrong_certificate_is_explained(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A certificate that can't be read ends the start with a sentence that names it."""
    missing = str(tmp_path / "missing.pem")

    assert main(["--cert", missing, "--key", missing, "--port", "0", "--control-port", "0"]) == 1

    assert f"{missing} and {missing} must be a PEM chain and its key" in caplog.text


def test_a_taken_port_is_explained(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A port that somebody else has ends the start with a sentence."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        assert main(["--ca-dir", str(tmp_path), "--port", port, "--control-port", "0"]) == 1

    assert "can't start" in caplog.text


async def test_it_stops_when_told(tmp_path: Path) -> None:
    """The command serves until SIGTERM, then ends with 0."""
    command = ("-m", "fakes.discord", "--ca-dir", str(tmp_path), "--port", "0", "--control-port", "0")
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    log = b""
    while b"control on port" not in log:
        log += await asyncio.wait_for(process.stderr.readline(), DEADLINE)

    process.terminate()

    assert await asyncio.wait_for(process.wait(), DEADLINE) == 0
    assert b"SSL_CERT_FILE=" in log
