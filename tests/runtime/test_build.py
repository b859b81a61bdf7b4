"""Building images: what a build is given, what stays in the image, and what is said when it fails."""

from __future__ import annotations

import asyncio
import base64
import io
import tarfile
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from harness.runtime import build
from harness.runtime.store import SETUP_LABEL, Store
from harness.runtime.trouble import TroubleError
from tests.runtime.engine import images, tools

__all__ = ["tools"]

REF = "superbridge/test-build:1"
MOUNTS = "".join(f"--mount=type=secret,id={name},target=/run/secrets/{name},required=true " for name in ("ca", "pip"))


def context(dockerfile: str) -> bytes:
    """Pack a Dockerfile as a whole context."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("Dockerfile")
        entry.size = len(dockerfile)
        archive.addfile(entry, io.BytesIO(dockerfile.encode()))
    return buffer.getvalue()


@pytest_asyncio.fixture
async def store() -> AsyncIterator[Store]:
    store = Store()
    yield store
    store.remove(REF)
    store.close()


async def test_secrets_are_used_and_not_kept(tools, store, tmp_path, monkeypatch):
    """A build sees the host's CA bundle and its package index; the image, its history and its settings don't."""
    (tmp_path / "ca.pem").write_text("the company's authority")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("PIP_INDEX_URL", "https://me:hush@index.test/")
    wanted = f"RUN {MOUNTS} grep -c company /run/secrets/ca > /seen && grep -c hush /run/secrets/pip >> /seen"

    await build.build_context("test", REF, context(f"FROM {tools}\n{wanted}\n"), ["--no-cache"])

    assert store.run_once(REF, ["cat", "/seen"]).split() == ["1", "1"]
    kept = b"".join(store.sdk.images.get(REF).save()) + str(store.sdk.images.get(REF).history()).encode()
    assert b"grep -c company" in kept
    assert b"the company's authority" not in kept
    assert b"hush@" not in kept


async def test_a_program_that_does_not_end_is_ended(tools, store):
    """A program that takes too long is told of and ended; what marks its container shows that nothing of it is left."""
    begun = int(time.time())

    with pytest.raises(TroubleError, match="sleep 60 did not end within 1 s"):
        await asyncio.to_thread(store.run_once, tools, ["sleep", "60"], 1)

    filters = {"label": SETUP_LABEL, "event": "destroy"}
    assert list(store.sdk.events(since=begun, until=int(time.time()) + 1, filters=filters))
    assert store.run_once(tools, ["echo", "in time"]) == "in time"


async def test_a_folder_comes_out_of_an_image(tools, store, tmp_path):
    """What is in a folder of an image is copied out, and a folder that isn't there is told of."""
    store.copy_out(tools, "/etc/apt", tmp_path)
    assert (tmp_path / "sources.list.d").is_dir() or (tmp_path / "sources.list").is_file()

    with pytest.raises(TroubleError, match="has no /no/such"):
        store.copy_out(tools, "/no/such", tmp_path)


@pytest.mark.parametrize(
    ("step", "remedy"),
    [
        ("echo what went wrong && false", "superbridge doctor"),
        ("echo certificate verify failed && false", "SSL_CERT_FILE"),
        ("echo Temporary failure resolving something && false", "package indexes"),
        ("echo write error: No space left on device && false", "Free some disk space"),
    ],
)
async def test_a_failed_build_tells_why(step, remedy, tools, store):
    """When an image can't be built, its name, the end of the log and the remedy are told."""
    with pytest.raises(TroubleError) as caught:
        await build.build_context("part", REF, context(f"FROM {tools}\nRUN {step}\n"), [])

    assert caught.value.what.startswith("The image part can't be built")
    assert step.removeprefix("echo ").removesuffix(" && false") in str(caught.value)
    assert remedy in caught.value.remedy


async def test_a_users_binary_becomes_an_image(tools, store, tmp_path):
    """A program that runs on bookworm is wrapped, and tells its version; one that doesn't start there is refused."""
    encoded = await asyncio.to_thread(store.run_once, tools, ["base64", "/bin/true"])
    bridge = tmp_path / "bridge"
    bridge.write_bytes(base64.b64decode(encoded))

    image = await images(store).with_binary("discord-bridge", bridge)

    assert image.version.startswith("true (GNU coreutils)")
    assert image.origin == "binary"
    store.remove(image.ref)


async def test_a_binary_that_does_not_start_is_refused(tools, store, tmp_path):
    """A file that only looks like a program is refused with its path."""
    encoded = await asyncio.to_thread(store.run_once, tools, ["base64", "/bin/true"])
    bridge = tmp_path / "bridge"
    whole = base64.b64decode(encoded)
    bridge.write_bytes(whole[:64] + bytes(len(whole) - 64))

    with pytest.raises(TroubleError, match=f"{bridge} doesn't start on Debian bookworm"):
        await images(store).with_binary("discord-bridge", bridge)


def test_a_client_without_buildkit_is_named(tmp_path, monkeypatch):
    """A docker client that can't build is passed over; when it is the only one, it is named with the remedy."""
    client = tmp_path / "docker"
    client.write_text('#!/bin/sh\ncase $1 in --version) echo "Docker version 28.0.1, build x" ;; *) exit 1 ;; esac\n')
    client.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(build, "_ELSEWHERE", str(tmp_path / "nothing"))
    build.client.cache_clear()
    with pytest.raises(TroubleError, match=rf"{client} can't build without buildx.*Install docker-buildx"):
        build.client()

    client.write_text(client.read_text().replace("28.0.1", "20.10.24"))
    assert build.client() == str(client)
    build.client.cache_clear()
