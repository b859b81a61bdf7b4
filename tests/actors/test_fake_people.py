"""What people on the fakes' networks can say and send: their orders, carried out by the fakes and witnessed by them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from fakes.control import Hub, control_app
from fakes.discord.app import build_fake, control_of
from fakes.telegram.control import Control as TelegramControl
from fakes.telegram.server import Server
from fakes.telegram.tl import tl
from harness.actors.control import Control
from harness.actors.fake_people import DiscordPerson, FakePerson, TelegramPerson
from harness.actors.person import Stage
from harness.core import markup
from harness.core.attachment import Attachment, animation, audio, document, picture, sticker, video, voice
from harness.core.carried import Poll, Spot
from harness.core.fact import Fact, Network
from harness.core.journal import Journal
from harness.core.rich import Rich, block, bold, rich, spoiler
from tests.telegram.wire import Client, make_server

TEXT = rich("so ", bold("very"), " ", spoiler("good"), "\n", block("a\n  b", "py"))


def _stage(network: Network) -> Stage:
    return Stage("s", Journal(time.time), 0, {network: ""}, lambda _origin, _onto: None, lambda fact: fact)


@pytest.fixture
async def on_discord() -> AsyncIterator[DiscordPerson]:
    """Alice in a channel of a fake Discord, with bob."""
    async with TestServer(control_of(build_fake(seed=3))) as server, aiohttp.ClientSession() as http:
        stage = _stage("discord")
        control = Control(http, str(server.make_url("")).rstrip("/"), stage.journal)
        control.follow()
        ids = [(await control.act("person.create", name=name, scope="s"))["id"] for name in ("alice", "bob")]
        guild = (await control.act("guild.create", name="G", owner=ids[0], members=ids, scope="s"))["id"]
        stage.guild, stage.places["discord"] = guild, (await control.act("channel.create", guild=guild, name="c"))["id"]
        yield DiscordPerson("discord.alice", ids[0], "alice", stage, control)
        await control.close()


@pytest.fixture
def telegram() -> tuple[Server, Hub]:
    """A fake Telegram."""
    return make_server()


@pytest.fixture
async def on_telegram(telegram: tuple[Server, Hub]) -> AsyncIterator[TelegramPerson]:
    """Alice in a chat of the fake Telegram, with bob."""
    server, hub = telegram
    app = control_app("telegram", "test", hub, TelegramControl(server).operations(), dict)
    async with TestServer(app) as listening, aiohttp.ClientSession() as http:
        stage = _stage("telegram")
        control = Control(http, str(listening.make_url("")).rstrip("/"), stage.journal)
        control.follow()
        ids = [(await control.act("person.create", first_name=name, scope="s"))["id"] for name in ("Alice", "Bob")]
        order = {"kind": "supergroup", "title": "C", "creator": ids[0], "members": [ids[1]], "scope": "s"}
        stage.places["telegram"] = (await control.act("chat.create", **order))["id"]
        yield TelegramPerson("telegram.alice", ids[0], "Alice", stage, control)
        await control.close()


@pytest.fixture(params=["on_discord", "on_telegram"])
def alice(request: pytest.FixtureRequest) -> FakePerson:
    """Alice on each of the networks."""
    person: FakePerson = request.getfixturevalue(request.param)
    return person


def _read(said: Fact) -> Rich:
    return markup.read(said.network, said.text, said.detail)


async def test_text_is_set_as_it_was_meant(alice: FakePerson) -> None:
    """What a person sets apart stands so on their network."""
    said = await alice.says(TEXT)
    assert (_read(said).words, _read(said).marked) == (TEXT.words, TEXT.marked)


FILES = [picture(1), animation(1), sticker(1), voice(1), audio(1), video(1), document(1, 10)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
async def test_file_is_sent_as_what_it_is(alice: FakePerson, file: Attachment) -> None:
    """Each kind of file is that kind on either network; what isn't a sticker keeps its bytes."""
    sent = await alice.sends(file)
    assert sent.file_kind == file.kind
    assert sent.file == file.sha256 or file.kind == "sticker"


async def test_caption_stands_below_its_file(alice: FakePerson) -> None:
    """A file may have words."""
    sent = await alice.sends(picture(1), caption="my house")
    assert (sent.text, sent.file) == ("my house", picture(1).sha256)


async def test_album_holds_several(alice: FakePerson) -> None:
    """Several files go at once, in one message or in several that belong together."""
    sent = await alice.sends_album([picture(1), picture(2)])
    assert len(sent.detail.get("files", ())) == 2 or sent.detail["album"]


async def test_poll_asks(alice: FakePerson) -> None:
    """A poll has its question and its answers."""
    asked = await alice.asks(Poll("where?", ("here", "there")))
    poll = asked.detail.get("poll") or asked.detail["media"]["poll"]
    assert (poll["question"], poll["answers"]) == ("where?", ["here", "there"])


async def test_forward_says_again_whose_words_they_were(alice: FakePerson) -> None:
    """A forward is known as one, with the words."""
    forwarded = await alice.forwards(await alice.says("noon"))
    words = forwarded.detail.get("forward", {}).get("text") or (forwarded.detail["forwarded"] and forwarded.text)
    assert words == "noon"


async def test_emoji_are_the_networks_own(alice: FakePerson) -> None:
    """A custom emoji is one where it is written."""
    emoji = await alice.makes_emoji(picture(1, name="wave.png"))
    said = await alice.says(rich("well ", emoji))
    assert _read(said) == rich("well ", emoji)


async def test_people_mention_each_other(alice: FakePerson) -> None:
    """A mention bears the network's id of whom it means, and their name."""
    said = await alice.says(rich("ask ", alice.names(alice)))
    assert _read(said) == rich("ask ", alice.names(alice))


async def test_role_is_mentioned(on_discord: DiscordPerson) -> None:
    """A role of the guild's can be mentioned by its name."""
    crew = await on_discord.makes_role("crew")
    assert _read(await on_discord.says(rich("hello ", crew))).text == "hello @crew"


async def test_place_is_shared(on_telegram: TelegramPerson) -> None:
    """A place has its degrees."""
    shared = await on_telegram.shares(Spot(50.5, 14.25))
    assert (shared.detail["media"]["latitude"], shared.detail["media"]["longitude"]) == (50.5, 14.25)


async def test_part_of_words_is_answered(on_telegram: TelegramPerson) -> None:
    """An answer to a part quotes it."""
    said = await on_telegram.says("bread is dear and wine is cheap")
    answer = await on_telegram.quotes(said, "wine is cheap", "not here")
    assert (answer.target, answer.detail["quote"]) == (said.ref, "wine is cheap")


@pytest.fixture
def client(telegram: tuple[Server, Hub], on_telegram: TelegramPerson) -> Client:
    """A client that is logged in as alice."""
    server, _ = telegram
    client = Client(server, auth_key=bytes(range(256)))
    server.seed_key(server.world.people.get(int(on_telegram.id)), client.auth_key)
    client.service_call("mt_ping", ping_id=1)
    client.salt = client.services()[-1]["new_server_salt"].to_bytes(8, "little", signed=True)
    client.call("updates.getState")
    return client


async def test_answers_wait_until_their_block_ends(
    telegram: tuple[Server, Hub], on_telegram: TelegramPerson, client: Client
) -> None:
    """A call about the chat is seen to wait, and is answered afterwards."""
    hashes = telegram[0].views.hashes
    chat = int(on_telegram.place)
    channel = tl("inputChannel", channel_id=chat, access_hash=hashes.of(int(on_telegram.id), "channel", chat))

    async with on_telegram.answers_wait("channels.getFullChannel"):
        asked = client.send(client.api.encode(tl("channels.getFullChannel", channel=channel)))
        await on_telegram.sees_waiting("channels.getFullChannel")
        with pytest.raises(AssertionError, match="no answer"):
            client.result(asked)

    assert client.result(asked).name == "messages.chatFull"


async def test_news_wait_until_their_block_ends(on_telegram: TelegramPerson, client: Client) -> None:
    """What is said in the chat meanwhile comes to its people's clients afterwards."""
    async with on_telegram.news_wait():
        await on_telegram.says("meanwhile")
        before = client.updates()

    assert (len(before), len(client.updates())) == (0, 1)
