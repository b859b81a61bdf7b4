"""Log-in by QR code: the stand-in's side and the fake Discord's, joined without a socket; and the command."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest

from fakes.discord.closing import Close
from fakes.discord.remote_auth import Desktop
from fakes.discord.world import World
from fakes.discord_bridge import qr_code
from fakes.discord_bridge.code_log_in import CodeLogIn, Scanned
from fakes.discord_bridge.refusals import LogInFailedError
from fakes.discord_bridge.remote_auth import LINK, RemoteAuth, Turn, new_key
from tests.discord.scene import Scene
from tests.discord.served import serving
from tests.discord_bridge.stage import ADMIN, Stage
from tests.discord_bridge.test_answers import answers

KEY = new_key()
CODE = f"{LINK}fingerprint"


class Link:
    """Carries packets between the two until neither has anything to say."""

    def __init__(self, world: World) -> None:
        self.bridge = RemoteAuth(KEY)
        self.discord = Desktop(world.remote_auth, {"v": "2"}, lambda: None)
        self.turns: list[Turn] = []

    def settle(self) -> None:
        while self.discord.outbox:
            packet = self.discord.outbox.popleft()
            if isinstance(packet, Close):
                continue
            turn = self.bridge.took(json.loads(packet))
            self.turns.append(turn)
            if turn.send:
                self.discord.receive(json.dumps(turn.send))

    @property
    def code(self) -> str:
        return next(turn.code for turn in self.turns if turn.code)


def shown() -> tuple[Link, World]:
    world = Scene().world
    link = Link(world)
    link.settle()
    return link, world


def test_a_phone_that_reads_the_code_logs_its_person_in() -> None:
    """The link holds the key's fingerprint; the ticket is worth the token, which this key alone opens."""
    link, world = shown()
    person = world.people.create("ada")
    handshake = world.remote_auth.scan(person, link.code)
    link.settle()
    assert link.bridge.username == "ada"
    world.remote_auth.finish(person, handshake)
    link.settle()
    ticket = link.turns[-1].ticket
    assert link.turns[-1].over
    assert link.bridge.opened(world.ground.tickets[ticket]) == person.token.encode()


def test_declining_ends_it() -> None:
    """Without a ticket."""
    link, world = shown()
    person = world.people.create("ada")
    world.remote_auth.cancel(person, world.remote_auth.scan(person, link.code))
    link.settle()
    assert (link.turns[-1].over, link.turns[-1].ticket) == (True, "")


def test_heartbeats_go_on_while_they_are_answered() -> None:
    """Two in a row without an answer are the most."""
    link, _ = shown()
    for _ in range(5):
        link.discord.receive(json.dumps(link.bridge.beat()))
        link.settle()
    link.bridge.beat()
    link.bridge.beat()
    with pytest.raises(LogInFailedError, match="acknowledge"):
        link.bridge.beat()


@pytest.mark.parametrize("packet", [{"op": "dance"}, {"op": "nonce_proof", "encrypted_nonce": "AAAA"}])
def test_nonsense_is_refused(packet: dict[str, str]) -> None:
    """What can't be understood ends the log-in in a sentence."""
    with pytest.raises(LogInFailedError):
        RemoteAuth(KEY).took(packet)


@pytest.mark.parametrize("cancel", [False, True])
async def test_the_code_logs_in_over_the_wire(tmp_path: Path, cancel: bool) -> None:
    """Sockets, hosts and the ticket's trade are the real ones; only the phone is an order to the fake."""
    async with serving(tmp_path) as served:
        scan = served.fake.control.operations()["login.qr"]

        async def show(code: str) -> None:
            await scan({"person": served.alice.id, "link": code, "cancel": cancel})

        log_in = CodeLogIn(lambda: aiohttp.ClientSession(connector=served.connector()))
        scanned = await log_in.scanned(show)
    assert scanned == Scanned(served.alice.name, "" if cancel else served.alice.token)


@dataclass
class Phone:
    """Stands where the socket is: shows a code, then does what ``outcome`` says."""

    outcome: Scanned | Exception

    async def scanned(self, show: Callable[[str], Awaitable[None]]) -> Scanned:
        if isinstance(self.outcome, OSError):
            raise self.outcome
        await show(CODE)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        (Scanned("ada", "a.person.token"), "Successfully logged in as @ada"),
        (Scanned("ada", ""), "Error logging in: <nil>"),
        (LogInFailedError("Timed out after 2m30s"), "Error logging in: Timed out after 2m30s"),
        (LogInFailedError('HTTP 400 Bad Request, ["captcha-required"]'), "use token login instead"),
        (OSError("refused"), "Error connecting to login websocket: refused"),
    ],
)
async def test_the_command_shows_a_code_and_takes_it_back(outcome: Any, answer: str, monkeypatch: Any) -> None:
    """The picture goes however it ends, and the answer is the real bridge's."""
    stage = Stage(bare=True)
    stage.bridge.code_log_in = cast("CodeLogIn", Phone(outcome))
    tokens: list[str] = []

    async def log_in(token: str) -> None:
        tokens.append(token)

    monkeypatch.setattr(stage.bridge.user(ADMIN), "log_in", log_in)
    said = await answers(stage, "!discord login")
    assert answer in said[-1]
    pictures = [key for key, event in stage.matrix.events.items() if event["content"].get("filename") == "qr.png"]
    assert stage.matrix.redactions == pictures
    assert len(pictures) == (0 if isinstance(outcome, OSError) else 1)
    assert tokens == ([outcome.token] if isinstance(outcome, Scanned) and outcome.token else [])


def test_the_code_is_the_one_that_was_read() -> None:
    """An independent reader (ZXing) read these very modules as this text."""
    rows = "\n".join("".join("#" if dark else "." for dark in row) for row in qr_code.modules(LINK + "A" * 43))
    assert (
        hashlib.sha256(rows.encode()).hexdigest() == "6dedc9cd4bc4551d3830f59dcb6cfff97c646ead80a10860039b28f139f23ccf"
    )


def test_what_is_too_long_for_a_code_is_refused() -> None:
    """No code is cut short."""
    with pytest.raises(ValueError, match="78 bytes"):
        qr_code.png("x" * 79)
