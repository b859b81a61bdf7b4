"""The rim: an honest client behind real sockets, and discord.py, which nobody here wrote."""

from __future__ import annotations

import asyncio
import io
import json
import random
import warnings
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from fakes.discord.closing import UNKNOWN_ERROR
from fakes.discord.faults import Fault
from tests.discord.served import DEADLINE, Served, identified, serving

with warnings.catch_warnings():
    # discord.py loads its voice half at once, and with it a module that Python 3.13 drops.
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """A fake on a free port."""
    async with serving(tmp_path) as fake:
        yield fake


class Diary(discord.Client):
    """discord.py as it is, noting what it is told."""

    def __init__(self, served: Served) -> None:
        super().__init__(intents=discord.Intents.all(), connector=served.connector(), guild_ready_timeout=0.1)
        self.notes: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()

    async def on_ready(self) -> None:
        self.notes.put_nowait(("ready", self.guilds[0].name, sorted(one.name for one in self.guilds[0].members)))

    async def on_resumed(self) -> None:
        self.notes.put_nowait(("resumed",))

    async def on_message(self, message: discord.Message) -> None:
        self.notes.put_nowait(("message", message.author.name, message.content))

    async def on_message_edit(self, _: discord.Message, after: discord.Message) -> None:
        self.notes.put_nowait(("edit", after.content))

    async def on_message_delete(self, message: discord.Message) -> None:
        self.notes.put_nowait(("delete", message.content))

    async def on_reaction_add(self, reaction: discord.Reaction, user: discord.User) -> None:
        self.notes.put_nowait(("reaction", str(reaction.emoji), user.name))

    async def next(self) -> tuple[Any, ...]:
        """Return the next note, or fail at the deadline."""
        return await asyncio.wait_for(self.notes.get(), DEADLINE)


@pytest.fixture
async def diary(served: Served) -> AsyncIterator[Diary]:
    """A discord.py client that is logged in."""
    client = Diary(served)
    running = asyncio.create_task(client.start(served.bot.token))
    try:
        assert await client.next() == ("ready", "Guild", ["alice", "bridge"])
        yield client
    finally:
        await client.close()
        await asyncio.wait([running])


async def test_discord_py_hears_and_speaks(served: Served, diary: Diary) -> None:
    """discord.py, unmodified, hears what alice says and posts, edits, reacts and deletes in turn."""
    served.says("hi 🎉")
    assert await diary.next() == ("message", "alice", "hi 🎉")
    channel: Any = diary.get_channel(int(served.channel.id))

    sent = await channel.send("hello")
    await sent.edit(content="hello again")
    await sent.add_reaction("👍")
    await sent.delete()

    assert [await diary.next() for _ in range(4)] == [
        ("message", "bridge", "hello"),
        ("edit", "hello again"),
        ("reaction", "👍", "bridge"),
        ("delete", "hello again"),
    ]


async def test_discord_py_relays_by_webhook(served: Served, diary: Diary) -> None:
    """discord.py makes a webhook and posts through it under another name."""
    channel: Any = diary.get_channel(int(served.channel.id))

    webhook = await channel.create_webhook(name="relay")
    message = await webhook.send("via", username="Carol", wait=True)

    assert await diary.next() == ("message", "Carol", "via")
    assert [one.author.name async for one in channel.history()] == ["Carol"]
    assert message.webhook_id == webhook.id


async def test_discord_py_resumes_after_a_cut(served: Served, diary: Diary) -> None:
    """After a cut discord.py resumes and hears, once and in order, what was said meanwhile."""
    for link in served.fake.gateway.links():
        link.close(UNKNOWN_ERROR)
    for number in range(20):
        served.says(str(number))

    notes = [await diary.next() for _ in range(21)]

    assert [note for note in notes if note[0] == "message"] == [("message", "alice", str(n)) for n in range(20)]
    assert ("resumed",) in notes


async def test_discord_py_understands_refusals(served: Served, diary: Diary) -> None:
    """discord.py reads a refusal's code and the path of the wrong field."""
    channel: Any = diary.get_channel(int(served.channel.id))

    with pytest.raises(discord.HTTPException, match="In content: Must be 2000 or fewer in length") as refused:
        await channel.send("x" * 2001)
    assert refused.value.code == 50035


@pytest.mark.parametrize("order", ["event_first", "reply_first"])
async def test_the_chosen_order_holds_on_the_wire(served: Served, order: str) -> None:
    """Whichever of answer and event a test chose reaches the client first, and the event comes once."""
    served.world.ground.faults.set(Fault(order, seconds=0.2))
    seen: list[str] = []
    heard = asyncio.Event()
    async with aiohttp.ClientSession(connector=served.connector()) as session:
        link = await identified(session, served)
        await asyncio.gather(post(session, served, seen, heard), hear(link, seen, heard))
        await link.close()

    assert seen[0] == order
    assert sorted(seen) == ["event_first", "fence", "reply_first"]


async def post(session: aiohttp.ClientSession, served: Served, seen: list[str], heard: asyncio.Event) -> None:
    """Post a message and note the answer; then let alice say where the test ends."""
    url = f"https://discord.com/api/v10/channels/{served.channel.id}/messages"
    async with session.post(url, json={"content": "hi"}, headers={"Authorization": f"Bot {served.bot.token}"}) as reply:
        await reply.read()
    seen.append("reply_first")
    await asyncio.wait_for(heard.wait(), DEADLINE)
    served.says("fence")


async def hear(link: Any, seen: list[str], heard: asyncio.Event) -> None:
    """Note the messages up to the fence."""
    while "fence" not in seen:
        frame = await link.receive_json(timeout=DEADLINE)
        if frame["t"] == "MESSAGE_CREATE":
            seen.append("fence" if frame["d"]["content"] == "fence" else "event_first")
            heard.set()


async def test_who_hangs_up_has_still_spoken(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message whose poster is gone before the answer is told to everybody all the same."""

    async def gone(*_: Any) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(web.Response, "prepare", gone)
    async with aiohttp.ClientSession(connector=served.connector()) as session:
        link, heard = await identified(session, served), asyncio.Event()
        url = f"https://discord.com/api/v10/channels/{served.channel.id}/messages"
        with pytest.raises(aiohttp.ClientError):
            await session.post(url, json={"content": "fence"}, headers={"Authorization": f"Bot {served.bot.token}"})

        await hear(link, [], heard)
        await link.close()


async def test_a_zlib_stream_crosses_the_socket(served: Served) -> None:
    """A client that asks for zlib-stream gets binary frames of one context: hello, READY, its guild."""
    reader = zlib.decompressobj()
    async with aiohttp.ClientSession(connector=served.connector()) as session:
        link = await identified(session, served, "v=9&encoding=json&compress=zlib-stream")
        frames = [json.loads(reader.decompress(await link.receive_bytes(timeout=DEADLINE))) for _ in range(3)]
        await link.close()

    assert [frame["t"] or frame["op"] for frame in frames] == [10, "READY", "GUILD_CREATE"]


async def test_a_close_code_reaches_the_client(served: Served) -> None:
    """The code and the reason of a close are seen at the other end."""
    async with aiohttp.ClientSession(connector=served.connector()) as session:
        link = await session.ws_connect("wss://gateway.discord.gg/?v=10")
        await link.receive_json(timeout=DEADLINE)
        await link.send_str("not json")

        message = await link.receive(timeout=DEADLINE)

    assert (message.type, message.data, message.extra) == (
        aiohttp.WSMsgType.CLOSE,
        4002,
        "Error while decoding payload.",
    )


async def test_a_close_code_reaches_who_is_still_sending(served: Served) -> None:
    """A client in the middle of its frames when the server closes learns why, and isn't just cut off."""
    async with aiohttp.ClientSession(connector=served.connector()) as session:
        link = await session.ws_connect("wss://gateway.discord.gg/?v=10", autoclose=False)
        await link.receive_json(timeout=DEADLINE)
        await link.send_str("not json")
        for _ in range(100):
            await link.send_str('{"op": 1}')
            await asyncio.sleep(0)

        assert (await link.receive(timeout=DEADLINE)).data == 4002
        await link.close()


async def test_who_takes_nothing_more_is_cut_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that reads no more is cut off once it is silent for too long, though no close code can reach it."""
    served.fake.gateway.heartbeat_ms = 50
    full_up = asyncio.Event()

    async def send_str(*_: Any) -> None:
        full_up.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(web.WebSocketResponse, "send_str", send_str)
    async with aiohttp.ClientSession(connector=served.connector()) as session:
        deaf = await session.ws_connect("wss://gateway.discord.gg/?v=10")
        await asyncio.wait_for(full_up.wait(), DEADLINE)

        end = await deaf.receive(timeout=DEADLINE)

    assert end.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


async def test_the_cdn_serves_default_avatars(served: Served) -> None:
    """A default avatar is a picture; a file that isn't there is 404."""
    async with aiohttp.ClientSession(connector=served.connector()) as session:
        async with session.get("https://cdn.discordapp.com/embed/avatars/3.png") as found:
            assert (await found.read()).startswith(b"\x89PNG")
        async with session.get("https://cdn.discordapp.com/attachments/1/2/x.png") as missing:
            assert missing.status == 404


@pytest.mark.parametrize("size", [0, 1, 10 * 1024 * 1024, 25 * 1024 * 1024])
async def test_discord_py_sends_and_fetches_files(served: Served, diary: Diary, size: int) -> None:
    """discord.py sends a file of a boosted guild and fetches the very same bytes from the CDN."""
    served.guild.settings["premium_tier"] = 2
    channel: Any = diary.get_channel(int(served.channel.id))
    data = random.Random(size).randbytes(size)

    sent = await channel.send(file=discord.File(io.BytesIO(data), "big file.bin", description="bytes"))

    (attachment,) = sent.attachments
    assert (attachment.filename, attachment.size, attachment.description) == ("big_file.bin", size, "bytes")
    assert await attachment.read() == data


async def test_a_file_too_large_is_413(served: Served, diary: Diary) -> None:
    """Without a boost 10 MiB and a byte are refused with Discord's code, and 10 MiB aren't."""
    channel: Any = diary.get_channel(int(served.channel.id))

    with pytest.raises(discord.HTTPException) as refused:
        await channel.send(file=discord.File(io.BytesIO(bytes(10 * 1024 * 1024 + 1)), "a.bin"))

    assert (refused.value.status, refused.value.code) == (413, 40005)
    assert (await channel.send(file=discord.File(io.BytesIO(bytes(10 * 1024 * 1024)), "a.bin"))).attachments


async def test_an_upload_is_put_to_its_address(served: Served) -> None:
    """A file that was put to its upload address is the message's, byte by byte."""
    base, key = f"https://discord.com/api/v9/channels/{served.channel.id}", {"Authorization": served.alice.token}
    data = random.Random(1).randbytes(3 * 1024 * 1024)
    async with aiohttp.ClientSession(connector=served.connector(), headers=key) as session:
        wanted = {"files": [{"filename": "a.bin", "file_size": len(data), "id": "1"}]}
        async with session.post(f"{base}/attachments", json=wanted) as answer:
            (place,) = (await answer.json())["attachments"]
        async with session.put(place["upload_url"], data=io.BytesIO(data)) as put:
            assert put.status == 200
        note = {"id": "1", "filename": "a.bin", "uploaded_filename": place["upload_filename"]}
        async with session.post(f"{base}/messages", json={"content": "", "attachments": [note]}) as answer:
            (attachment,) = (await answer.json())["attachments"]
        async with session.get(attachment["url"], headers={"Range": "bytes=1000000-"}) as part:
            assert (part.status, await part.read()) == (206, data[1_000_000:])
        async with session.head(attachment["url"]) as head:
            assert (head.content_length, await head.read()) == (len(data), b"")


async def test_a_body_beyond_every_limit_is_413(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that is larger than Discord's front allows is cut off with 413."""
    monkeypatch.setattr("fakes.discord.app.LARGEST", 1000)
    async with aiohttp.ClientSession(connector=served.connector()) as session:
        for body in (bytes(1001), _endless(1001)):
            async with session.post("https://discord.com/api/v9/gateway", data=body) as answer:
                assert answer.status == 413
        async with session.post("https://discord.com/api/v9/gateway", data=bytes(1000)) as answer:
            assert answer.status == 405


async def _endless(size: int) -> AsyncIterator[bytes]:
    """Yield bytes whose number isn't told ahead."""
    for _ in range(size):
        yield b"x"
