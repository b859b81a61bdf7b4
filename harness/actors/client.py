"""A web client in a real browser, as people on Matrix use it; what its pages show is witnessed.

What shows of a message is a note, and no message of its own: laws judge what matrix-nio syncs, tests ask for both.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

from yarl import URL

from harness.actors.access import Access
from harness.actors.control import Control
from harness.actors.matrix import MatrixPerson
from harness.actors.matrix_client import password_of
from harness.actors.person import Person, Stage
from harness.core.attachment import Attachment
from harness.core.fact import Fact
from harness.core.wanted import That, Wanted, contains, starts_with

WITNESS = "browser"
UNTRUSTED = "ERR_CERT_AUTHORITY_INVALID"
"""How Chromium calls a certificate whose authority it doesn't trust (its list of network errors)."""

Show = Callable[[str, bytes], None]
"""Takes what a window shows: a title, and a picture (PNG)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a scene's people on Matrix sit down at a browser; the superbridge is at ``hosts``, by each over TLS."""

    control: Control
    access: Access
    stage: Stage
    show: Show
    windows: list[WebClient] = field(default_factory=list)

    @property
    def hosts(self) -> dict[str, str]:
        """The superbridge's name, and its address."""
        return dict(zip(("name", "address"), self.access.tls_hosts, strict=True))

    async def opens(self, person: MatrixPerson, *, trusting: bool = True) -> WebClient:
        """Open a fresh browser for somebody, which trusts the run's authority or doesn't."""
        made = await self.control.act("window.open", scope=self.stage.scope, trusting=trusting)
        self.windows.append(WebClient(self, person, made["window"]))
        return self.windows[-1]

    async def sits_down(self, person: MatrixPerson) -> WebClient:
        """Open a fresh browser for somebody, log them in, and enter the scene's room."""
        client = await self.opens(person)
        await client.comes_in("name")
        await client.enters()
        return client

    async def close(self) -> None:
        """Close every window, each with a last picture."""
        for window in self.windows:
            await window.closes()


@dataclass(frozen=True, slots=True)
class WebClient:
    """One browser window of somebody's."""

    desk: Desk
    person: MatrixPerson
    number: str

    async def comes_in(self, host: str) -> Fact:
        """Open the web client, log in at the superbridge's ``name`` or ``address``, and see the scene's room listed."""
        await self.visits_client()
        return await self._logs_in(host)

    async def comes_in_from_here(self, host: str) -> Fact:
        """Do the same with a web client of this machine's own, for which no certificate is needed."""
        await self._visits(self.desk.access.local_client, "page", None)
        return await self._logs_in(host)

    async def is_kept_out(self, host: str) -> Fact:
        """Try the same, and be told by the web client that it can't, since the certificate isn't trusted."""
        await self._visits(self.desk.access.local_client, "page", None)
        await self._tries_to_log_in(host)
        await self._shows("failure", "not trusted", ref=f"https://{self.desk.hosts[host]}", text=UNTRUSTED)
        return await self._shows("error", "not logged in", text=contains(self.desk.hosts[host]))

    async def visits_client(self) -> Fact:
        """Open the web client's page."""
        return await self._visits(self.desk.access.web_client, "page", None)

    async def is_refused_client(self) -> Fact:
        """Try to open the web client's page, and be told that its certificate isn't trusted."""
        return await self._visits(self.desk.access.web_client, "refusal", UNTRUSTED)

    async def reaches(self, host: str) -> Fact:
        """See what a homeserver says of itself, in the browser's own window (Client-Server API, "versions")."""
        return await self._visits(self._versions(host), "page", contains('"versions"'))

    async def is_refused(self, host: str) -> Fact:
        """Try the same, and be told that the certificate isn't trusted."""
        return await self._visits(self._versions(host), "refusal", UNTRUSTED)

    def asked_nobody_but(self, host: str) -> None:
        """Raise unless this window asked the web client's site and the superbridge alone, both by TLS."""
        asked = {fact.text for fact in self.desk.stage.facts.all(self._shown("request"))}
        site = URL(self.desk.access.web_client).origin()
        assert asked - {"blob:", "data:"} == {str(site), f"https://{self.desk.hosts[host]}"}, asked

    async def enters(self) -> None:
        """Choose the scene's room."""
        await self._does("enter", room=self._room)

    async def says(self, text: str) -> Fact:
        """Type something into the page and send it; return it as this person's other client syncs it."""
        mark = self.desk.stage.journal.mark()
        await self._does("say", text=text)
        return await self.person.sees(text, by=self.person, since=mark)

    async def sends(self, picture: Attachment) -> Fact:
        """Pick a picture and send it; return it as this person's other client syncs it, byte for byte."""
        data = b64encode(picture.data).decode()
        await self._does("send", name=picture.name, mime=picture.mime, data=data)
        return await self.person.sees_file(picture, by=self.person)

    async def sees(self, text: str, *, by: Person) -> Fact:
        """Return that the page shows this text by this author."""
        copy = await self.person.sees(text, by=by)
        return await self._shows_as(copy, "message", text=text)

    async def sees_file(self, picture: Attachment, *, by: Person) -> Fact:
        """Return that the page shows this very picture by this author: large, for a timeline shows thumbnails."""
        copy = await self.person.sees_file(picture, by=by)
        await self._shows_as(copy, "picture")
        await self._does("enlarge", message=copy.ref)
        return await self._shows("whole picture", "the whole picture", ref=copy.ref, file=picture.sha256)

    async def closes(self) -> None:
        """Close the window."""
        await self._is_shown("at last")
        await self._does("close")

    async def _logs_in(self, host: str) -> Fact:
        await self._tries_to_log_in(host)
        return await self._shows("room", "logged in", text=self._room)

    async def _tries_to_log_in(self, host: str) -> None:
        await self._does("log_in", homeserver=self.desk.hosts[host], user=self._localpart, password=self._password)

    async def _shows_as(self, copy: Fact, what: str, text: str | None = None) -> Fact:
        wishes = {"place": copy.place, "author": copy.author, "author_name": copy.author_name}
        return await self._shows(what, f"a {what}", ref=copy.ref, text=text, **wishes)

    async def _visits(self, url: str, what: str, text: str | That | None) -> Fact:
        await self._does("visit", url=url)
        return await self._shows(what, f"{URL(url).host}, {what}", ref=starts_with(url), text=text)

    async def _shows(self, what: str, title: str, **wishes: str | That | None) -> Fact:
        try:
            return await self.desk.stage.sees(self._shown(what).but(**wishes))
        finally:
            await self._is_shown(title)

    def _shown(self, what: str) -> Wanted:
        here = contains(repr(what), f"'window': {self.number!r}")
        return Wanted(network="matrix", kind="note", witness=WITNESS, scope=self.desk.stage.scope, detail=here)

    async def _is_shown(self, title: str) -> None:
        shot = await self.desk.control.act("window.shoot", window=self.number)
        self.desk.show(f"{self.person.key}, {title}", b64decode(shot["png"]))

    async def _does(self, step: str, **order: str) -> None:
        await self.desk.control.act(f"window.{step}", window=self.number, **order)

    def _versions(self, host: str) -> str:
        return f"https://{self.desk.hosts[host]}/_matrix/client/versions"

    @property
    def _localpart(self) -> str:
        return self.person.id.removeprefix("@").partition(":")[0]

    @property
    def _password(self) -> str:
        return password_of(self.desk.access.registration_secret, self._localpart)

    @property
    def _room(self) -> str:
        return f"Room {self.desk.stage.scope}"
