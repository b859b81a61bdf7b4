"""Faults of files: lines that are slow, and parts that get lost."""

from collections.abc import Callable

import pytest

from fakes.telegram.tl import tl
from tests.telegram.parts import location, upload
from tests.telegram.scene import Scene
from tests.telegram.wire import RpcFailure

KIBI = 1024


@pytest.fixture
def scene() -> Scene:
    return Scene()


class Waiting:
    """Stands for the event loop: keeps what is to be done later."""

    def __init__(self, scene: Scene) -> None:
        self.due: list[tuple[float, Callable[[], None]]] = []
        scene.server.later = lambda delay, act: self.due.append((delay, act))


def test_a_slow_line_lets_bytes_pass_one_after_the_other(scene: Scene) -> None:
    """Two parts of 10 KiB at 10 KiB a second take a second each, and come in their order."""
    waiting, client = Waiting(scene), scene.bot_client
    scene.server.faults.set({"fault": "slow", "bytes_per_second": 10 * KIBI})
    part = {"file_id": 1, "bytes": bytes(10 * KIBI)}

    sent = [client.send(client.api.encode(tl("upload.saveFilePart", file_part=number, **part))) for number in range(2)]

    assert [round(delay) for delay, _ in waiting.due] == [1, 2]
    with pytest.raises(AssertionError, match="no answer"):
        client.result(sent[0])
    for _, act in waiting.due:
        act()
    assert [client.result(each).name for each in sent] == ["true", "true"]


def test_a_slow_line_is_one_accounts_and_files_only(scene: Scene) -> None:
    """Others read as fast as ever, and so do other calls of the slow one."""
    waiting, files = Waiting(scene), scene.world.files
    scene.server.faults.set({"fault": "slow", "bytes_per_second": 1, "person": str(scene.bob.id)})
    stored = files.add_document(files.blobs.put(bytes(KIBI)), "a/b", (), 0)
    for_bot = scene.server.views.files.file(stored, scene.bot.id)
    for_bob = scene.server.views.files.file(stored, scene.bob.id)
    stretch = {"offset": 0, "limit": 4 * KIBI}

    scene.bot_client.call("upload.getFile", location=location(for_bot), **stretch)
    scene.bob_client.call("updates.getState")
    assert waiting.due == []

    with pytest.raises(AssertionError, match="no answer"):
        scene.bob_client.call("upload.getFile", location=location(for_bob), **stretch)
    assert waiting.due[0][0] > KIBI


def test_a_lost_part_is_missing(scene: Scene) -> None:
    """The client was told that it came; the file can't be put together until it comes again."""
    scene.server.faults.set({"fault": "lose_part", "part": 1, "times": 1})
    data = bytes(3 * 32 * KIBI)
    peer = scene.peer(scene.supergroup, scene.bot)

    def post(random_id: int) -> None:
        media = tl("inputMediaUploadedDocument", file=file, mime_type="a/b", attributes=[])
        scene.bot_client.call("messages.sendMedia", peer=peer, media=media, message="", random_id=random_id)

    file = upload(scene.bot_client, data)
    with pytest.raises(RpcFailure, match="FILE_PART_1_MISSING"):
        post(1)
    scene.bot_client.call("upload.saveFilePart", file_id=file["id"], file_part=1, bytes=data[: 32 * KIBI])
    post(2)
