"""What people on Matrix do in a room beside talking: each deed is the right request, each sight the right fact."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from harness.actors.fake_people import TelegramPerson
from harness.actors.host import GOVERNS, Host
from harness.actors.matrix import MatrixPerson
from harness.actors.matrix_client import MatrixClient
from harness.actors.matrix_facts import MatrixReader
from harness.actors.operator import Bot
from harness.actors.person import Stage
from harness.core.attachment import picture
from harness.core.fact import Fact, Place
from harness.core.journal import Journal, NeverSeen
from harness.core.laws.setting import Expected

ROOM, GHOST, ALICE = "!room:here", "@telegram_7:here", "@alice:here"
ALONE = {"federate": False, "room_version": "11"}
ROOT = Fact(0, "matrix", "message", ref="$root")


class Home:
    """Stands where matrix-nio is: takes every call, and answers it with whatever a caller reads of an answer."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.levels: dict[str, Any] = {"users": {"@operator:here": 100}, "ban": 50}

    def __getattr__(self, name: str) -> Any:
        async def call(*arguments: Any, **options: Any) -> Any:
            self.calls.append((name, arguments, options))
            return SimpleNamespace(content={**self.levels}, event_id="$1", room_id="!new:here", body=picture(1).data)

        return call


class Keys:
    """Stands where the operator's keyboard is."""

    def __init__(self) -> None:
        self.typed: list[tuple[str, str]] = []

    async def awaits_member(self, _: str, room: str) -> None:
        self.typed.append(("awaits", room))

    async def orders(self, _: Bot, command: str, *__: str, room: str = "") -> None:
        self.typed.append((command, room))


class Client(MatrixClient):
    """A client whose requests are written down."""

    def __init__(self, journal: Journal) -> None:
        self.nio = cast("Any", Home())
        self.user_id = ALICE
        self._journal = journal

    async def upload(self, _: object) -> str:
        return "mxc://here/1"

    async def download(self, _: str) -> bytes:
        return picture(1).data


def rendering(origin: Fact, onto: Place) -> Expected:
    """Show everybody from Telegram as their ghost."""
    return Expected(origin.text, f"@telegram_{origin.author}:here", f"{origin.author_name} (Telegram)")


@pytest.fixture
def alice() -> MatrixPerson:
    journal = Journal(lambda: 1.0)
    stage = Stage("scope", journal, 0, {"matrix": ROOM, "telegram": "-10"}, rendering, lambda fact: fact, patience=0.01)
    return MatrixPerson("matrix.alice", "Alice", stage, Client(journal))


@pytest.fixture
def tom(alice: MatrixPerson) -> TelegramPerson:
    return TelegramPerson("telegram.tom", "7", "Tom", alice.stage, cast("Any", None))


def synced(alice: MatrixPerson, kind: str, content: dict[str, Any], *, key: str = "") -> Fact:
    """Let alice's client sync an event."""
    reader = MatrixReader("matrix.alice", "scope", lambda user: user == ALICE)
    event = {"type": kind, "sender": GHOST, "event_id": "$1", "origin_server_ts": 1000, "content": content}
    fact = reader.read(ROOM, {**event, "state_key": key})
    assert fact is not None
    return alice.stage.journal.append(fact)


def calls(person: MatrixPerson) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    return cast("Home", person.client.nio).calls


async def test_deeds_are_requests(alice: MatrixPerson, tom: TelegramPerson) -> None:
    """Others are named by who they are on Matrix; a moderator's level leaves all other levels as they are."""
    await alice.types()
    await alice.reads(ROOT)
    await alice.goes_online()
    await alice.pins(ROOT)
    await alice.unpins(ROOT)
    await alice.names_room("Summer trip")
    await alice.pictures_room(picture(1))
    for deed in (alice.takes_in, alice.expels, alice.banishes, alice.appoints):
        await deed(tom)
    await alice.leaves()

    assert [(name, arguments) for name, arguments, _ in calls(alice)] == [
        ("room_typing", (ROOM, True, 30_000)),
        ("update_receipt_marker", (ROOM, "$root")),
        ("set_presence", ("online",)),
        ("room_put_state", (ROOM, "m.room.pinned_events", {"pinned": ["$root"]})),
        ("room_put_state", (ROOM, "m.room.pinned_events", {"pinned": []})),
        ("room_put_state", (ROOM, "m.room.name", {"name": "Summer trip"})),
        ("room_put_state", (ROOM, "m.room.avatar", {"url": "mxc://here/1"})),
        ("room_invite", (ROOM, GHOST)),
        ("room_kick", (ROOM, GHOST)),
        ("room_ban", (ROOM, GHOST)),
        ("room_get_state_event", (ROOM, "m.room.power_levels")),
        ("room_put_state", (ROOM, "m.room.power_levels", {"users": {"@operator:here": 100, GHOST: 50}, "ban": 50})),
        ("room_leave", (ROOM,)),
    ]


async def test_host_lets_govern(alice: MatrixPerson, tom: TelegramPerson) -> None:
    """The host raises the bridges' bots, who must have heard of it, or people, to the level that names a room."""

    async def settles() -> None:
        calls(alice).append(("settles", (), {}))

    scene = SimpleNamespace(stage=alice.stage, settles=settles, matrix=SimpleNamespace(alice=alice))
    host = Host(cast("Any", SimpleNamespace(client=alice.client)), cast("Any", scene), ["@bot:here"])

    await host.lets_bridges_govern(tom)
    await host.lets_govern(alice)

    levels = [arguments[2]["users"] for name, arguments, _ in calls(alice) if name == "room_put_state"]
    assert levels == [
        {"@operator:here": 100, "@bot:here": GOVERNS, GHOST: GOVERNS},
        {"@operator:here": 100, ALICE: GOVERNS},
    ]
    assert [name for name, *_ in calls(alice)].index("settles") == 2


async def test_sights_are_facts(alice: MatrixPerson, tom: TelegramPerson) -> None:
    """What the room's state and its members say is seen as what it is, and nothing is seen that isn't said."""
    member = {"displayname": "Tom (Telegram)", "avatar_url": "mxc://here/1"}
    with pytest.raises(NeverSeen):
        await alice.sees_here(tom)
    synced(alice, "m.room.member", {"membership": "join", **member}, key=GHOST)
    await alice.sees_here(tom)
    await alice.sees_named(tom)
    await alice.sees_portrait(picture(1), of=tom)
    with pytest.raises(AssertionError, match="other bytes"):
        await alice.sees_portrait(picture(2), of=tom)
    synced(alice, "m.room.member", {"membership": "ban"}, key=GHOST)
    await alice.sees_gone(tom)
    synced(alice, "m.room.name", {"name": "Summer trip"})
    await alice.sees_room_named("Summer trip")
    synced(alice, "m.room.topic", {"topic": "where to go"})
    await alice.sees_room_described("where to go")
    synced(alice, "m.room.avatar", {"url": "mxc://here/1"})
    await alice.sees_room_pictured(picture(1))
    synced(alice, "m.room.power_levels", {"users": {GHOST: 50}})
    await alice.sees_appointed(tom)
    synced(alice, "m.bridge", {"channel": {"id": "chat:11"}})
    with pytest.raises(NeverSeen):
        await alice.sees_bridged_to("22")
    synced(alice, "m.bridge", {"channel": {"id": "channel:22"}})
    await alice.sees_bridged_to("22")


async def test_pin_is_gone_only_after_it_was_there(alice: MatrixPerson) -> None:
    """A message that was never pinned isn't taken for one that was let go."""
    synced(alice, "m.room.pinned_events", {"pinned": []})
    synced(alice, "m.room.pinned_events", {"pinned": ["$root"]})
    pinned = await alice.sees_pinned(ROOT)

    with pytest.raises(NeverSeen):
        await alice.sees_unpinned(ROOT, after=pinned)

    synced(alice, "m.room.pinned_events", {"pinned": []})
    await alice.sees_unpinned(ROOT, after=pinned)


async def test_passing_signs_are_seen(alice: MatrixPerson, tom: TelegramPerson) -> None:
    """Typing, having read and being there are seen of who does it."""
    reader = MatrixReader("matrix.alice", "scope", lambda user: user == ALICE)
    signs = [*reader.typing(ROOM, [GHOST]), reader.receipt(ROOM, GHOST, "$root"), reader.presence(GHOST, "online")]
    for fact in signs:
        alice.stage.journal.append(fact)

    await alice.sees_typing(by=tom)
    await alice.sees_read(ROOT, by=tom)
    await alice.sees_online(tom)
    with pytest.raises(NeverSeen):
        await alice.sees_typing(by=alice)


async def test_thread_is_told_from_its_room(alice: MatrixPerson, tom: TelegramPerson) -> None:
    """The same words are seen in a thread only where they are said in it."""
    words = {"msgtype": "m.text", "body": "all of us"}
    member = {"membership": "join", "displayname": "Tom (Telegram)"}
    reader = MatrixReader("matrix.alice", "scope", lambda user: user == ALICE)
    event = {"sender": GHOST, "origin_server_ts": 1000}
    reader.read(ROOM, {**event, "event_id": "$0", "type": "m.room.member", "state_key": GHOST, "content": member})
    said = [words, {**words, "m.relates_to": {"rel_type": "m.thread", "event_id": "$root"}}]
    for number, content in enumerate(said):
        if number:
            with pytest.raises(NeverSeen):
                await alice.sees_in_thread("all of us", by=tom, root=ROOT)
        read = reader.read(ROOM, {**event, "event_id": f"${number}", "type": "m.room.message", "content": content})
        assert read is not None
        alice.stage.journal.append(read)

    await alice.sees_in_thread("all of us", by=tom, root=ROOT)
    await alice.sees_in_a_thread("all of us", by=tom)


async def test_invitation_is_followed(alice: MatrixPerson) -> None:
    """Whoever is invited to another room than the scene's joins that, and is there from then on."""
    for room in (ROOM, "!other:here"):
        invited = Fact(0, "matrix", "member", "matrix.alice", room, target=ALICE, text="invite", scope="scope")
        alice.stage.journal.append(invited)

    there = await alice.follows_invitation()

    assert (there.place, alice.place) == ("!other:here", ROOM)
    assert calls(alice)[-1][:2] == ("join", ("!other:here",))


async def test_rooms_are_made_for_others(alice: MatrixPerson, tom: TelegramPerson) -> None:
    """A direct chat has one guest; a room that is to be bridged has the bridge's bot first, and then the others."""
    alice.bot = Bot("@telegrambot:here", "!tg")
    alice.keys = cast("Any", Keys())
    with pytest.raises(NeverSeen):  # nobody joins here
        await alice.founds_room("Book club", tom)
    there = await alice.opens_room_with(tom)
    await there.orders("create group", "Telegram chat created")

    (founded, invited, direct) = [(name, options) for name, _, options in calls(alice)]
    assert founded == ("room_create", {**ALONE, "name": "Book club", "invite": ["@telegrambot:here"]})
    assert invited[0] == "room_invite"
    assert direct == ("room_create", {**ALONE, "is_direct": True, "invite": [GHOST]})
    assert cast("Any", alice.keys).typed == [("awaits", "!new:here"), ("create group", "!new:here")]


async def test_bridge_may_act_for_a_person(alice: MatrixPerson) -> None:
    """The person's own access token goes to the bot, in the room where it is spoken to alone."""
    alice.bot, alice.keys = Bot("@discordbot:here", "!discord"), cast("Any", Keys())
    alice.client.nio.access_token = "secret"

    await alice.lets_the_bridge_act()

    assert cast("Any", alice.keys).typed == [("login-matrix secret", "")]


async def test_notice_is_told_from_words(alice: MatrixPerson, tom: TelegramPerson) -> None:
    """What the bridge says in a ghost's name isn't what somebody says."""
    reader = MatrixReader("matrix.alice", "scope", lambda user: user == ALICE)
    for number, kind in enumerate(("m.text", "m.notice")):
        if number:
            with pytest.raises(NeverSeen):
                await alice.sees_notice(by=tom)
        content = {"msgtype": kind, "body": "hello"}
        event = {"type": "m.room.message", "sender": GHOST, "event_id": f"${number}", "content": content}
        fact = reader.read(ROOM, event)
        assert fact is not None
        alice.stage.journal.append(fact)

    await alice.sees_notice(by=tom)
