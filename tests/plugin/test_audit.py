"""``superbridge audit`` against servers of the test's own: what is asked, how slowly, and what it makes of answers."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from io import StringIO

import pytest
import pytest_asyncio
from aiohttp import web

from harness import cli
from harness.audit import Audit, Finding, Target
from harness.runtime.trouble import TroubleError

Answers = Callable[[str], web.Response]


class Homeserver:
    """Answers every path as it is told, and writes down what it is asked."""

    def __init__(self, answers: Answers) -> None:
        self.asked: list[tuple[str, str]] = []
        self.url = ""
        self._answers = answers

    async def handle(self, request: web.Request) -> web.Response:
        """Answer."""
        self.asked.append((request.method, request.path))
        if request.path == "/_matrix/client/versions":
            return web.json_response({"versions": ["v1.11"]})
        return self._answers(request.path)


def closed(path: str) -> web.Response:
    if path.startswith(("/_matrix/federation", "/_matrix/key")):
        return web.json_response({"errcode": "M_UNRECOGNIZED"}, status=404)
    if "register" in path:
        return web.json_response({"errcode": "M_FORBIDDEN"}, status=403)
    return web.json_response({"errcode": "M_MISSING_TOKEN"}, status=401)


def wide_open(path: str) -> web.Response:
    if "query/directory" in path or "/profile/" in path:
        return web.json_response({"errcode": "M_NOT_FOUND"}, status=404)
    return web.json_response({})


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Callable[[Answers], object]]:
    runners = []

    async def served(answers: Answers) -> Homeserver:
        server = Homeserver(answers)
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", server.handle)
        runner = web.AppRunner(app)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return server

    yield served
    for runner in runners:
        await runner.cleanup()


async def audited(url: str, pauses: list[float] | None = None, rate: float = 10) -> list[Finding]:
    async def sleep(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)

    asking = Audit(Target.read(url), rate, ssl.create_default_context(), sleep)
    return [finding async for finding in asking.findings()]


async def test_closed_server_is_called_closed(serve):
    """Where every question is refused, nothing is open, and nothing needs a remedy; 8448 listens to nobody."""
    server = await serve(closed)

    found = await audited(server.url)

    assert {finding.verdict for finding in found} == {"closed"}
    assert {finding.remedy for finding in found} == {""}
    assert [one.where for one in found if one.answer == "refuses connections"] == ["https://127.0.0.1:8448"]


async def test_open_server_is_told_its_remedies(serve):
    """What is answered is open, even to say that nobody has that name; the setting that closes it is named."""
    server = await serve(wide_open)

    found = {one.question: one for one in await audited(server.url) if one.where == server.url}

    assert {one.verdict for one in found.values()} == {"open"}
    assert found["a profile"].remedy == "require_auth_for_profile_requests: true"
    assert "federation_domain_whitelist: []" in found["its version"].remedy
    assert "enable_registration: false" in found["whether one may register"].remedy
    assert "`keys`" in found["its keys"].remedy


async def test_what_no_homeserver_says_is_unknown(serve):
    """An answer of something that stands before the homeserver shows nothing."""
    server = await serve(lambda _: web.Response(status=502, text="bad gateway"))

    found = [one for one in await audited(server.url) if one.where == server.url]

    assert {one.verdict for one in found} == {"unknown"}


async def test_questions_change_nothing_and_come_slowly(serve):
    """Only GET is asked, of no room and no event, and before each question passes the time that the rate says."""
    server = await serve(wide_open)
    pauses: list[float] = []

    found = await audited(server.url, pauses, rate=4)

    assert {method for method, _ in server.asked} == {"GET"}
    assert not [path for _, path in server.asked if "rooms/" in path or "make_join" in path or "event" in path]
    assert pauses == [0.25] * len(found)


@pytest.mark.parametrize(
    "targets",
    [
        "matrix.example.org",
        "https://a.test,https://b.test",
        "https://a.test https://b.test",
        "https://*.test",
        "ftp://a.test",
        "https://[::1",
        "https://10.0.0.0/24",
        "https://a.test/?x",
    ],
)
def test_one_server_and_no_list(targets):
    """A list, a range, a pattern or no address at all is refused before anything is asked."""
    with pytest.raises(TroubleError, match="not the address of one server"):
        Target.read(targets)


async def test_no_homeserver_is_a_sentence():
    """Where nothing answers, one sentence says so."""
    with pytest.raises(TroubleError, match=r"can't be asked: .*Is it running\?"):
        await audited("http://127.0.0.1:9")


def test_people_are_the_servers_own():
    """Whom a question is about bears the server's name, lest it ask another server; by default that is its host."""
    assert Target.read("https://10.0.0.1:8448", "home.test").name == "home.test"
    assert Target.read("https://home.test/").name == "home.test"


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_nothing_is_asked_of_whom_nobody_owns(answer, monkeypatch, capsys):
    """Without a yes, typed or given, not one request is sent."""
    monkeypatch.setattr("sys.stdin", StringIO(answer))

    assert cli.main(["audit", "http://127.0.0.1:9"]) == 1
    assert "Nothing was asked" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--rate", "0"], "more than 0 and at most 10"),
        (["--rate", "1000"], "more than 0 and at most 10"),
        (["--ca", "/no/such"], "there is no file"),
        (["https://other.test"], "unrecognized arguments"),
    ],
)
def test_wrong_option_is_a_sentence(arguments, sentence, capsys):
    """A rate beyond measure, a file that isn't there and a second server are refused in a sentence."""
    with pytest.raises(SystemExit, match="2"):
        cli.main(["audit", "https://a.test", *arguments])

    assert sentence in capsys.readouterr().err
