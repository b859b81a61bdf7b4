"""Somebody who asks a server over HTTP, and is told or refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import aiohttp
from yarl import URL

from harness.actors.person import Stage
from harness.actors.question import Question
from harness.core.fact import Fact
from harness.core.verdict import Unknown

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
    token: str = field(default="", repr=False)

    async def is_told(self, question: Question, **about: str) -> Fact:
        """Return the answer; ``Unknown`` where there is none: then nothing is shown by others' being refused."""
        answer = await self.asks(question, **about)
        if answer.detail["status"] != 200:
            raise Unknown(f"the control failed: {self.name} is refused {question.name}: {_said(answer)}")
        return answer

    async def is_refused(self, question: Question, **about: str) -> Fact:
        """Return the refusal; ``Told`` where it is none that the specification knows."""
        answer = await self.asks(question, **about)
        if answer.detail["status"] not in question.refused_with and answer.detail["errcode"] not in _REFUSALS:
            raise Told(f"{self.name} is not refused {question.name}: {_said(answer)}")
        return answer

    async def asks(self, question: Question, **about: str) -> Fact:
        """Ask, and return the answer whatever it is; ``as_user`` is whom an application service speaks for."""
        known = {**self.about, **about}
        query = {"user_id": about["as_user"]} if "as_user" in about else {}
        path, body = question.address(known), question.filled(known)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = URL(f"{self.address}{path}", encoded=True).update_query(query)
        async with self.http.request(question.method, url, json=body, headers=headers) as got:
            text = await got.text(errors="replace")
            answer = await got.json() if got.content_type == "application/json" else {}
        detail = {
            "question": question.name,
            "status": got.status,
            "errcode": _code(answer),
            "answer": text[:_SHOWN],
        }
        return noted(self.stage, self.name, f"{question.method} {path}", detail)


def noted(stage: Stage, who: str, text: str, detail: dict[str, Any]) -> Fact:
    """Write down what somebody asked and what came of it."""
    fact = Fact(0, "harness", "call", who, author=who, text=text, scope=stage.scope, cause="control", detail=detail)
    return stage.journal.append(fact)


def _code(answer: object) -> str:
    return str(answer.get("errcode", "")) if isinstance(answer, dict) else ""


def _said(answer: Fact) -> str:
    return f"{answer.text} was answered {answer.detail['status']} {answer.detail['answer']}"
