"""Mallory on another server: what she is told by servers inside, and what of them comes to her."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

import aiohttp

from harness.actors.asker import Asker, Told, noted
from harness.actors.control import ActRefusedError
from harness.actors.forger import Forger
from harness.actors.forger_person import ForgerPerson
from harness.actors.lab_person import LabPerson
from harness.actors.person import Stage
from harness.actors.question import INVITATION, Question
from harness.core.attachment import picture
from harness.core.fact import Fact
from harness.core.journal import NeverSeen
from harness.core.verdict import Unknown
from harness.core.wanted import That, Wanted, contains

HEARD_WITHIN = 20.0  # seconds


class Leaked(AssertionError):  # noqa: N818 - what happened, in the words of a test
    """Something of a closed server came outside."""


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody on a server of their own that signs as the specification asks."""

    forger: Forger
    mallory: ForgerPerson
    stage: Stage
    http: aiohttp.ClientSession

    @classmethod
    async def arrives(cls, forger: Forger, stage: Stage, http: aiohttp.ClientSession) -> Outsider:
        """Let her live on a forger."""
        return cls(forger, await forger.person("mallory"), stage, http)

    async def is_told(self, question: Question, *, by: LabPerson) -> None:
        """Ask a person's server about what is theirs; ``Unknown`` where it refuses, for then nothing is shown."""
        asked = await self._asks(question, by)
        if asked.detail["status"] != 200:
            raise Unknown(f"the control failed: {by.server} refuses {question.name}: {asked.detail}")

    async def is_refused(self, question: Question, *, by: LabPerson) -> None:
        """Ask likewise a server that must not answer: where others federate, and unsigned where clients come."""
        asked = await self._asks(question, by)
        if asked.detail["status"] == 200:
            raise Told(f"{by.server} answers {question.name}: {asked.detail}")
        stranger = Asker("an outsider", self.http, self.stage, by.client.nio.homeserver, asked.detail["about"])
        await stranger.is_refused(question)

    async def hears_of(self, leak: Question, *, by: LabPerson) -> Fact:
        """Have a person ask their server for what is mallory's; return what came here of it, else ``Unknown``."""
        mark = self.stage.journal.mark()
        goods = await self._tries(leak, by)
        came = Wanted(network="federation", kind="call", cause="wire", author=by.server, detail=_naming(goods))
        try:
            return await self.stage.journal.sees(came, since=mark, within=HEARD_WITHIN)
        except NeverSeen as never:
            raise Unknown(f"the control failed: nothing came of {leak.name}: {never}") from never

    async def hears_nothing_of(self, leak: Question, *, by: LabPerson, beside: LabPerson) -> None:
        """Have a person of a closed server ask likewise; ``Leaked`` where anything of it comes here.

        ``beside`` asks behind them: when that has come, whatever was on its way has.
        """
        mark = self.stage.journal.mark()
        await self._tries(leak, by)
        fence = await self.hears_of(leak, by=beside)
        for fact in self.stage.journal.since(mark):
            came = fact.network == "federation" and fact.cause == "wire" and fact.seq < fence.seq and not _is_dns(fact)
            if came and fact.author in ("", by.server):  # unsigned requests say not whose they are
                raise Leaked(f"{leak.name} by {by.id} came outside: {fact}, {fact.detail.get('request')}")

    async def is_looked_for(self, *, by: LabPerson) -> Fact:
        """Have a person invite somebody of a server that nobody knows; return the question that DNS is asked for it."""
        mark, elsewhere = self.stage.journal.mark(), await self._invites_elsewhere(by)
        asked = Wanted(network="federation", kind="call", cause="wire", text=contains(elsewhere))
        try:
            return await self.stage.journal.sees(asked, since=mark, within=HEARD_WITHIN)
        except NeverSeen as never:
            raise Unknown(f"the control failed: nobody looked for {elsewhere}: {never}") from never

    async def is_not_looked_for(self, *, by: LabPerson, beside: LabPerson) -> None:
        """Have a person of a closed server do likewise, and ``beside`` behind them; raise where DNS is asked for it."""
        elsewhere = await self._invites_elsewhere(by)
        await self.is_looked_for(by=beside)
        self.stage.journal.never_saw(Wanted(network="federation", cause="wire", text=contains(elsewhere)))

    async def _invites_elsewhere(self, person: LabPerson) -> str:
        elsewhere = f"{self._canary('canary')}.test"
        nio, own_room = person.client.nio, await person.makes_room()
        asker = Asker(person.key, self.http, self.stage, nio.homeserver, {}, nio.access_token)
        await asker.asks(INVITATION, own_room=own_room, user=f"@mallory:{elsewhere}")
        return elsewhere

    def _canary(self, name: str) -> str:
        """Return a name that nobody else has: in no other test, and not in this one before."""
        return f"{name}-{self.stage.scope.replace('.', '-')}-{self.stage.journal.mark()}"

    async def _asks(self, question: Question, by: LabPerson) -> Fact:
        about = await self._goods_of(by)
        order = {"method": question.method, "body": question.filled(about)}
        try:
            status, answer = await self.forger.asks(by.server, question.address(about), **order)
        except ActRefusedError as refused:
            status, answer = 0, str(refused)
        detail = {"question": question.name, "status": status, "answer": answer, "about": about}
        return noted(self.stage, "mallory", f"{question.method} {question.address(about)}", detail)

    async def _goods_of(self, person: LabPerson) -> dict[str, str]:
        """Have a person open a public room with an alias, a message and a file; mallory enters it where she can."""
        alias = self._canary("goods")
        room = await person.makes_room(alias=alias, visibility="public")
        said = await person.says("come in")
        with suppress(ActRefusedError):
            await self.mallory.joins(via=person.server)
        file = await person.client.upload(picture(seed=1))
        return {
            "home": person.server,
            "room": room,
            "event": said.ref,
            "user": person.id,
            "alias": f"#{alias}:{person.server}",
            "media": file.rpartition("/")[2],
            "asker": f"@new:{self.forger.name}",
        }

    async def _tries(self, leak: Question, person: LabPerson) -> dict[str, str]:
        """Have a person ask for something of mallory's; return what it is, by which it is told from all else."""
        nio, goods = person.client.nio, await self._own_goods(leak)
        own_room = await person.makes_room()
        asker = Asker(person.key, self.http, self.stage, nio.homeserver, goods, nio.access_token)
        await asker.asks(leak, own_room=own_room)
        return {name: value for name, value in goods.items() if name != "home"}

    async def _own_goods(self, leak: Question) -> dict[str, str]:
        """Have mallory, newly born, open a room with an alias and put a file where others may fetch it."""
        act, canary = self.forger.control.act, self._canary("goods")
        born = await self.forger.person(canary)
        rule = "knock" if "knock" in leak.name else "public"
        made: dict[str, Any] = await act("room.create", creator=born.id, join_rule=rule, alias=canary)
        file: dict[str, Any] = await act("media.put", data="Y2FuYXJ5", mime="text/plain")
        return {
            "home": self.forger.name,
            "room": made["room"],
            "user": born.id,
            "alias": made["alias"],
            "media": file["id"],
            "nonce": canary,
        }


def _is_dns(fact: Fact) -> bool:
    # Who asks DNS it can't tell; what is asked there has canaries of its own.
    return fact.detail.get("method") == "dns"


def _naming(goods: Mapping[str, str]) -> That:
    """Take a request that has any of these in its address or its body."""
    return That(
        f"naming one of {', '.join(goods.values())}",
        lambda detail: any(value in unquote_plus(detail) for value in goods.values()),
    )
