"""A restart: what the server kept as bytes, it goes on from, and clients don't notice but for their sessions."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import is_dataclass
from hashlib import sha256
from io import BytesIO, FileIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from aiohttp import ClientSession

from fakes.control import Hub
from fakes.telegram import app
from fakes.telegram.control import Control
from fakes.telegram.server import Server
from fakes.telegram.state import Kept, StateError, load
from fakes.telegram.tl import tl
from fakes.telegram.world import Person
from tests.processes import free_ports, listening
from tests.telegram.exchange import SEED, server_key
from tests.telegram.parts import download, upload
from tests.telegram.running import LISTENS
from tests.telegram.scene import Scene, send
from tests.telegram.wire import Client, layers


@pytest.fixture
def scene() -> Scene:
    return Scene()


def restarted(server: Server, *, seed: int = SEED) -> Server:
    """Return another server that goes on from this one's bytes."""
    kept = BytesIO()
    server.save(kept)
    kept.seek(0)
    clock = server.true_clock
    about: dict[str, Any] = {"layers": layers(), "server_key": server_key(), "advertise": "fake", "port": 443}
    return Server(**about, hub=Hub(clock), clock=clock, seed=seed, state=kept)


def moved(client: Client, server: Server) -> Client:
    """Let a client connect to the restarted server, with its key, salt and session as they were."""
    client.server = server
    client.connect()
    client.received.clear()
    return client


async def lively(scene: Scene) -> None:
    """Let something of every kind happen."""
    orders = Control(scene.server).operations()
    alice, bob = str(scene.alice.id), str(scene.bob.id)
    chats = [str(scene.supergroup.id), str(scene.group.id), bob]
    media: list[dict[str, Any]] = [
        {"kind": kind, "thumbnail": True} for kind in ("photo", "voice", "video", "document", "sticker", "dice")
    ]
    media += [
        {"kind": "poll", "question": "?", "answers": ["a", "b"]},
        {"kind": "location", "latitude": 1, "longitude": 2},
    ]
    for chat in chats:
        about = {"chat": chat, "author": alice}
        for each in media:
            await orders["message.send"]({**about, "media": each})
        bold = [{"kind": "bold", "offset": 0, "length": 2}]
        sent = await orders["message.send"]({**about, "text": "said", "entities": bold})
        await orders["message.send"]({**about, "text": "answer", "reply_to": sent["id"], "quote": "said"})
        await orders["message.edit"]({**about, "message": sent["id"], "text": "changed"})
        await orders["reaction.set"]({**about, "message": sent["id"], "emoji": "👍"})
        await orders["message.pin"]({**about, "message": sent["id"]})
        gone = await orders["message.send"]({**about, "text": "gone"})
        await orders["message.delete"]({**about, "message": gone["id"]})
    await orders["chat.restrict"]({"chat": chats[0], "person": bob, "rights": ["send_polls"]})
    await orders["chat.link"]({"chat": chats[0]})
    await orders["chat.photo"]({"chat": chats[0], "author": alice})
    await orders["person.photo"]({"person": alice})
    await orders["person.update"]({"person": alice, "password": "horse", "about": "hi", "username": "alice_77"})
    paper = await orders["chat.create"]({"kind": "channel", "title": "Paper", "creator": alice})
    await orders["chat.update"]({"chat": paper["id"], "username": "the_paper", "discussion": chats[0]})
    post = await orders["message.send"]({"chat": paper["id"], "author": alice, "text": "news"})
    await orders["message.forward"]({"chat": paper["id"], "message": post["id"], "author": alice, "to": bob})
    forum = await orders["chat.create"]({"kind": "supergroup", "title": "Forum", "creator": alice})
    await orders["chat.update"]({"chat": forum["id"], "forum": True})
    topic = await orders["topic.create"]({"chat": forum["id"], "title": "News"})
    await orders["message.send"]({"chat": forum["id"], "author": alice, "text": "in it", "topic": topic["id"]})
    upload(scene.bob_client, bytes(70_000))


def plain(value: object, seen: dict[int, int]) -> Any:
    """Return a value as data that can be compared, with the identities of objects that appear twice."""
    if isinstance(value, str | bytes | int | float | type(None)):
        return value
    if isinstance(value, Random):
        return value.getstate()
    if id(value) in seen:
        return f"as {seen[id(value)]}"
    if isinstance(value, dict):
        return [(plain(key, seen), plain(item, seen)) for key, item in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(str(plain(item, seen)) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item, seen) for item in value]
    if callable(value) or type(value).__name__ in ("Codec", "SpooledTemporaryFile"):
        return type(value).__name__
    seen[id(value)] = len(seen)
    names = (
        list(value.__dataclass_fields__) if is_dataclass(value) else getattr(value, "__slots__", None) or vars(value)
    )
    return [type(value).__name__, *[(name, plain(getattr(value, name), seen)) for name in names]]


async def test_everything_is_kept(scene: Scene) -> None:
    """After a lively time every field of every object comes back as it was, and objects that were one are one."""
    await lively(scene)
    for key in scene.server.keys.of_account(scene.bob.id):
        key.sessions.clear()
    scene.bot_client.call("updates.getState")
    for key in scene.server.keys.of_account(scene.bot.id):
        key.sessions.clear()

    again = restarted(scene.server)

    for part in ("people", "chats", "files", "_messages"):
        before, after = getattr(scene.world, part), getattr(again.world, part)
        assert plain(after, {}) == plain(before, {}), part
    assert plain(again.keys, {}) == plain(scene.server.keys, {})
    assert plain(again.logins, {}) == plain(scene.server.logins, {})
    assert again.world.people.create("New").id == scene.world.people.create("New").id


def test_a_client_goes_on_and_hears_what_it_missed(scene: Scene) -> None:
    """With its old key and salt it is logged in; a new session is announced, and the difference tells the rest."""
    client = scene.bob_client
    state = client.call("updates.getState")
    scene.server.faults.set({"fault": "drop_updates", "person": scene.bob.id})
    scene.say("before the restart", scene.group)
    server = restarted(scene.server)
    moved(client, server)

    alice, group = server.world.people.get(scene.alice.id), server.world.chats.find(scene.group.id)
    assert group is not None
    difference = client.call("updates.getDifference", pts=state["pts"], date=0, qts=0)
    live = [update["message"]["message"] for update in client.updates()]
    place = server.world.history(alice, server.world.message(1).place)[-1].place
    server.world.send(alice, place, "after it")

    assert [message["message"] for message in difference["new_messages"]] == ["before the restart"]
    assert "mt_new_session_created" in [message.name for message in client.services()]
    assert "mt_bad_server_salt" not in [message.name for message in client.services()]
    assert live == []
    assert len(client.updates()) == 1


def test_hashes_and_files_outlive_a_restart(scene: Scene) -> None:
    """What a client was given before (a chat's hash, a file's reference) is good afterwards, byte for byte."""
    data = Random(1).randbytes(200_000)
    peer = scene.peer(scene.supergroup, scene.bob)
    attributes = [tl("documentAttributeFilename", file_name="a.bin")]
    media = tl(
        "inputMediaUploadedDocument", file=upload(scene.bob_client, data), mime_type="a/b", attributes=attributes
    )
    scene.bob_client.call("messages.sendMedia", peer=peer, media=media, message="", random_id=5)
    told = scene.server.views.messages.message(scene.world.message(scene.world.next_ref - 1), scene.bob)
    client = moved(scene.bob_client, restarted(scene.server))

    assert download(client, told["media"]["document"]) == data
    send(client, peer, "still a member", random_id=6)


def test_a_random_id_stays_spent(scene: Scene) -> None:
    """A message that is sent again because no answer came isn't a second one, whatever happened in between."""
    peer = scene.peer(scene.group, scene.bob)
    send(scene.bob_client, peer, "once", random_id=77)
    server = restarted(scene.server)
    moved(scene.bob_client, server)

    with pytest.raises(Exception, match="RANDOM_ID_DUPLICATE"):
        send(scene.bob_client, peer, "once", random_id=77)


def saved(scene: Scene) -> bytes:
    kept = BytesIO()
    scene.server.save(kept)
    return kept.getvalue()


def test_a_state_needs_its_data_centres(scene: Scene) -> None:
    """People whose data centre isn't served any more could log in nowhere, so it is named."""
    scene.world.people.create("Zoe", dc=4)

    with pytest.raises(ValueError, match="--other-dc 4:PORT"):
        restarted(scene.server)


def test_another_seeds_state_is_refused(scene: Scene) -> None:
    """With another seed no hash that clients know would be good, so it is said which one to use."""
    with pytest.raises(StateError, match=f"--seed {SEED}"):
        restarted(scene.server, seed=SEED + 1)


def turned(at: int) -> Callable[[bytes], bytes]:
    """Turn a bit."""
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize(
    "spoil", [lambda data: b"x" + data, lambda data: data[:100], lambda data: data[:5000], turned(80), turned(9000)]
)
def test_what_is_no_state_is_refused(scene: Scene, spoil: Any) -> None:
    """Something else, half a state, and one in which a bit has turned are told from a state."""
    data = saved(scene)
    environment = {"clock": scene.server.clock, "service": scene.server.service}
    assert isinstance(load(BytesIO(data), SEED, environment), Kept)

    with pytest.raises(StateError):
        load(BytesIO(spoil(data)), SEED, environment)


def test_another_versions_state_is_refused(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a class has changed since, its name is said."""
    data = saved(scene)
    monkeypatch.setattr("inspect.getsource", lambda kind: "changed" if kind is Person else "")

    with pytest.raises(StateError, match="another version"):
        load(BytesIO(data), SEED, {})


class Evil:
    """What would make a file when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return (FileIO, (str(self.path), "w"))


def test_a_state_runs_nothing(scene: Scene, tmp_path: Path) -> None:
    """A file that names anything but what is kept is refused before it does anything."""
    magic, rest = saved(scene).partition(b"\n")[::2]
    head = rest[32:].split(b"\x80\x05")[0][:-8]
    packed = pickle.dumps(Evil(tmp_path / "made"), protocol=5)
    digest = sha256(head[8:] + packed).digest()

    with pytest.raises(StateError, match=r"_io\.FileIO"):
        load(BytesIO(magic + b"\n" + digest + head + len(packed).to_bytes(8) + packed), SEED, {})
    assert not (tmp_path / "made").exists()
    pickle.loads(packed).close()  # so it would have
    assert (tmp_path / "made").exists()


async def test_the_order_to_save_needs_a_file(scene: Scene) -> None:
    """Without --state there is nowhere to save to."""
    order = Control(scene.server).operations()["server.save"]
    with pytest.raises(Exception, match="--state FILE"):
        await order({})


@asynccontextmanager
async def running(state: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, ClientSession]]:
    """Start the fake as people do; end it as they do."""
    with free_ports(2) as (port, control):
        ports = ["--port", str(port), "--control-port", str(control)]
        options = [*ports, "--state", str(state), "--bot", f"77:{'a' * 35}"]
        async with (
            listening("fakes.telegram", *options, ready=LISTENS) as process,
            ClientSession(f"http://127.0.0.1:{control}") as http,
        ):
            yield process, http


async def act(http: ClientSession, operation: str, **order: Any) -> Any:
    async with http.post(f"/v1/act/{operation}", json=order) as response:
        return await response.json()


async def test_a_process_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """It keeps its state when it is told to end, and before that on order; what came after neither is lost."""
    async with running(tmp_path / "state") as (_, http):
        ada = (await act(http, "person.create", first_name="Ada"))["id"]
    async with running(tmp_path / "state") as (process, http):
        assert (await act(http, "person.status", person=ada, online=True)) == {}
        bob = (await act(http, "person.create", first_name="Bob"))["id"]
        assert await act(http, "server.save") == {}
        cyd = (await act(http, "person.create", first_name="Cyd"))["id"]
        process.kill()
        await process.wait()
    async with running(tmp_path / "state") as (_, http):
        names = [(await act(http, "person.update", person=each)).get("name") for each in (ada, bob, cyd)]

    assert names == ["Ada", "Bob", None]


def test_a_bad_state_stops_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is named, and nothing listens."""
    (path := tmp_path / "state").write_bytes(b"no state")

    assert app.main(["--state", str(path)]) == 1
    assert f"of {path}: it holds no state" in capsys.readouterr().err
