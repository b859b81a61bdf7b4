"""Whoever comes to the superbridge's listeners over HTTP: strangers, people with a token, bridges with theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import aiohttp

from harness.actors.access import Access
from harness.actors.matrix import MatrixPerson
from harness.actors.matrix_client import MatrixRefusedError, register
from harness.actors.person import Stage
from harness.actors.question import Question
from harness.core.fact import Fact
from harness.core.verdict import Unknown

Bridge = Literal["discord", "telegram"]
_SHOWN = 300  # characters of an answer that the journal keeps


# Refusals whose status is another: "Common error codes", and a registration without an account to prove itself by.
_REFUSALS = {"M_EXCLUSIVE", "M_NOT_FOUND", "M_UNRECOGNIZED", "M_GUEST_ACCESS_FORBIDDEN"}


class Told(AssertionError):  # noqa: N818 - what happened, in the words of a test
    """Somebody was told what they must not be."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks, with ``token`` or without; ``about`` fills in what questions leave open."""

    name: str
    http: aiohttp.ClientSession
    stage: Stage
    address: str
    about: dict[str, str]
    token: str = ""

    async def is_told(self, question: Question, **about: str) -> Fact:
        """Return the answer; ``Unknown`` where there is none: then nothing is shown by others' being refused."""
        answer = await self._asks(question, about)
        if answer.detail["status"] != 200:
            raise Unknown(f"the control failed: {self.name} is refused {question.name}: {_said(answer)}")
        return answer

    async def is_refused(self, question: Question, **about: str) -> Fact:
        """Return the refusal; ``Told`` where it is none that the specification knows."""
        answer = await self._asks(question, about)
        if answer.detail["status"] not in {401, 403} and answer.detail["errcode"] not in _REFUSALS:
            raise Told(f"{self.name} is not refused {question.name}: {_said(answer)}")
        return answer

    async def _asks(self, question: Question, about: dict[str, str]) -> Fact:
        known = {**self.about, **about}
        path = question.path.format_map(known)
        query = {name: value.format_map(known) for name, value in question.query.items()}
        query |= {"user_id": about["as_user"]} if "as_user" in about else {}
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = f"{self.address}{path}"
        async with self.http.request(question.method, url, params=query, json=question.body, headers=headers) as got:
            text = await got.text(errors="replace")
            answer = await got.json() if got.content_type == "application/json" else {}
        detail = {
            "question": question.name,
            "status": got.status,
            "errcode": _code(answer),
            "answer": text[:_SHOWN],
        }
        return _noted(self.stage, self.name, f"{question.method} {path}", detail)


class Doorstep:
    """The listeners of a superbridge, and everybody who may come to them, for one scene."""

    def __init__(self, access: Access, http: aiohttp.ClientSession, stage: Stage, about: dict[str, str]) -> None:
        self._access = access
        self._http = http
        self._stage = stage
        self._about = about
        self.stranger = self._asker("a stranger")
        self.impostor = self._asker("an impostor", "syt_bWFsbG9yeQ_AAAAAAAAAAAAAAAAAAAA_000000")

    def known(self, person: MatrixPerson) -> Asker:
        """Return somebody with an account, as they come to the homeserver."""
        return self._asker(person.key, person.client.nio.access_token)

    def bridge(self, which: Bridge) -> Asker:
        """Return who has a bridge's token of its application service."""
        tokens = {"discord": self._access.discord_token, "telegram": self._access.telegram_token}
        return self._asker(f"the {which} bridge", tokens[which])

    def bot(self, which: Bridge) -> str:
        """Return a bridge's bot's id."""
        return {"discord": self._access.discord_bot, "telegram": self._access.telegram_bot}[which]

    def ghosts(self, which: Bridge) -> str:
        """Return how the local parts of a bridge's ghosts begin."""
        return {"discord": self._access.discord_ghosts, "telegram": self._access.telegram_ghosts}[which]

    def room_of_bot(self, which: Bridge) -> str:
        """Return the room in which the operator speaks with a bridge's bot alone."""
        return self._about[f"{which}_dm"]

    def at_discord_bridge(self, *, secret: bool) -> Asker:
        """Return who comes to the Discord bridge's provisioning API, with its secret or with a wrong one."""
        token = self._access.discord_secret if secret else "not-the-secret"
        name = "the harness" if secret else "an impostor"
        return Asker(name, self._http, self._stage, self._access.discord_bridge, self._about, token)

    async def makes_a_user(self, localpart: str, *, secret: bool = True) -> Fact:
        """Make an account by the shared secret, or try to by a wrong one; return what came of it."""
        shared = self._access.registration_secret if secret else "not-the-secret"
        try:
            await register(self._http, self._access.homeserver, shared, f"{localpart}-{self._stage.scope}", localpart)
        except MatrixRefusedError as error:
            return _noted(self._stage, "the harness", f"no account {localpart}", {"made": False, "why": str(error)})
        return _noted(self._stage, "the harness", f"the account {localpart}", {"made": True})

    def _asker(self, name: str, token: str = "") -> Asker:
        return Asker(name, self._http, self._stage, self._access.homeserver, self._about, token)


def _noted(stage: Stage, who: str, text: str, detail: dict[str, Any]) -> Fact:
    fact = Fact(0, "harness", "call", who, author=who, text=text, scope=stage.scope, cause="control", detail=detail)
    return stage.journal.append(fact)


def _code(answer: object) -> str:
    return str(answer.get("errcode", "")) if isinstance(answer, dict) else ""


def _said(answer: Fact) -> str:
    return f"{answer.text} was answered {answer.detail['status']} {answer.detail['answer']}"
