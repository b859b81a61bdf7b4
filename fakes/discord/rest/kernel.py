"""Takes a request, finds its route, checks who asks and how often, and answers; no socket in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from fakes.control import Record
from fakes.discord.errors import ApiError, plain
from fakes.discord.events import Event
from fakes.discord.faults import Target
from fakes.discord.jsontext import write_json
from fakes.discord.limits import Limits, Verdict, too_soon
from fakes.discord.multipart import Bytes
from fakes.discord.people import Person
from fakes.discord.rest.bodies import Rows, read_body
from fakes.discord.rest.call import Call, check_ids
from fakes.discord.rest.routes import Route, Table, template_of
from fakes.discord.shapes import Json
from fakes.discord.world import World

PREFIXES = ("/api/v9", "/api/v10", "/api")
_DEMANDS: dict[str, tuple[int, Json]] = {
    "captcha": (
        400,
        {"captcha_key": ["captcha-required"], "captcha_sitekey": "fake", "captcha_service": "hcaptcha"},
    ),
    "mfa": (401, {"message": "Two factor is required for this operation", "code": 60003}),
}
"""What Discord demands of people before it goes on, as faults that a test sets."""
# Clients take a 429 without it for a ban by the front, and don't wait it out.
_VIA = {"Via": "1.1 google"}
_MAJOR = ("channel", "guild", "webhook")


@dataclass(frozen=True, slots=True)
class Request:
    """A request; ``path`` keeps its percent escapes, ``headers`` have lower-case names."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Bytes = b""


@dataclass(slots=True)
class Answer:
    """What to answer, and the events to publish around it: before it when ``event_first``, ``gap`` seconds apart."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    event_first: bool = False
    gap: float = 0.0


class Rest:
    """The REST API of a world."""

    def __init__(self, world: World, routes: Iterable[Route], limits: Limits) -> None:
        self._world = world
        self._table = Table(routes)
        self._limits = limits
        self._faults = world.ground.faults

    def answer(self, request: Request) -> Answer:
        """Serve one request; whatever it does wrong becomes the answer that Discord gives."""
        path = _below_prefix(request.path)
        route, params, known = self._table.find(request.method, path) if path else (None, {}, False)
        if route is None:
            return self._refuse_unknown(request.method, path or request.path, known)
        self._world.ground.timers.run()
        events: list[Event] = []
        caller: Person | None = None
        verdict = Verdict()
        try:
            caller = self._caller(route, request)
            verdict = self._limit(route, params, caller)
            if verdict.refusal is not None:
                answer = Answer(429, verdict.refusal)
            else:
                with self._world.ground.held() as events:
                    answer = self._serve(route, request, params, caller)
        except ApiError as error:
            answer = Answer(error.status, error.body())
            if error.refusal:
                self._witness_refusal(route, params, caller, error)
        self._limits.note(caller.id if caller else "", answer.status)
        answer.headers |= {**verdict.headers, **({} if verdict.by_front else _VIA)}
        answer.events = events
        self._choose_order(self._target(route, params, caller), answer)
        self._witness_call(route, params, caller, answer)
        return answer

    def _serve(self, route: Route, request: Request, params: Mapping[str, str], caller: Person | None) -> Answer:
        target = self._target(route, params, caller)
        failing = self._faults.hit("status", target)
        if failing is not None:
            status = HTTPStatus(failing.status)
            return Answer(status.value, plain(status).body())
        for demand, answer in _DEMANDS.items():
            if self._faults.hit(demand, target) is not None:
                return Answer(*answer)
        check_ids(params)
        body, parts = read_body(request)
        if isinstance(body, Rows) != route.rows and not route.refuses:
            raise ApiError(400, 50035, "Invalid Form Body", refusal=True)
        reason = unquote(request.headers.get("x-audit-log-reason", ""))
        result = route.handler(Call(self._world, caller, params, request.query, body, parts, reason))
        return Answer(204) if result is None else Answer(route.status, result)

    def _caller(self, route: Route, request: Request) -> Person | None:
        return None if route.open_to_all else self._world.people.by_header(request.headers.get("authorization", ""))

    def _limit(self, route: Route, params: Mapping[str, str], caller: Person | None) -> Verdict:
        storm = self._faults.hit("rate_limit", self._target(route, params, caller))
        if storm is not None:
            return too_soon(storm.seconds, scope="global" if storm.everywhere else "user")
        major = next((params[name] for name in _MAJOR if name in params), "")
        return self._limits.take(route.key, major, caller.id if caller else "")

    def _choose_order(self, target: Target, answer: Answer) -> None:
        if not answer.events:
            return
        fault = self._faults.hit("event_first", target) or self._faults.hit("reply_first", target)
        if fault is not None:
            answer.event_first = fault.kind == "event_first"
            answer.gap = fault.seconds

    def _refuse_unknown(self, method: str, path: str, known: bool) -> Answer:
        status = HTTPStatus.METHOD_NOT_ALLOWED if known else HTTPStatus.NOT_FOUND
        name = f"{method} {template_of(path)}"
        detail = {"name": name, "method": name, "why": "unknown", "message": f"no route for {name}"}
        self._world.ground.witness(self._record("refusal", self._named_in(path), None, detail))
        return Answer(status.value, plain(status).body())

    def _named_in(self, path: str) -> dict[str, str]:
        """Return the channel or guild that a path names although no route knows it: whose refusal it is."""
        ground, parts = self._world.ground, path.split("/")
        for noun, known in (("channel", ground.channels), ("guild", ground.guilds)):
            if found := next((part for part in parts if part in known), ""):
                return {noun: found}
        return {}

    def _witness_refusal(self, route: Route, params: Mapping[str, str], caller: Person | None, error: ApiError) -> None:
        detail = {
            "name": error.name,
            "method": route.key,
            "why": "rule",
            "message": error.message,
            "errors": error.errors or {},
        }
        self._world.ground.witness(self._record("refusal", params, caller, detail))

    def _witness_call(self, route: Route, params: Mapping[str, str], caller: Person | None, answer: Answer) -> None:
        detail: dict[str, Any] = {"method": route.key, "status": answer.status}
        if answer.status >= 400:
            code = answer.body.get("code") if isinstance(answer.body, dict) else None
            detail["error"] = str(code or answer.status)
        elif route.method == "POST" and isinstance(answer.body, dict) and "id" in answer.body:
            detail["made"] = answer.body["id"]
        self._world.ground.witness(self._record("call", params, caller, detail))

    def _record(self, kind: Any, params: Mapping[str, str], caller: Person | None, detail: Mapping[str, Any]) -> Record:
        return Record(
            network="discord",
            kind=kind,
            cause="wire",
            place=self._place(params),
            author=caller.as_author() if caller else None,
            scope=self._scope(params, caller),
            detail=detail,
        )

    def _target(self, route: Route, params: Mapping[str, str], caller: Person | None) -> Target:
        channel = self._world.ground.channels.get(place := self._place(params))
        places = (place, channel.guild_id or "") if channel else (place,)
        return Target(route.key, places, caller.id if caller else "", self._scope(params, caller))

    def _place(self, params: Mapping[str, str]) -> str:
        webhook = self._world.ground.webhooks.get(params.get("webhook", ""))
        return webhook.channel_id if webhook else params.get("channel") or params.get("guild") or ""

    def _scope(self, params: Mapping[str, str], caller: Person | None) -> str:
        ground, place = self._world.ground, self._place(params)
        if place in ground.channels:
            return ground.scope_of(ground.channels[place])
        if place in ground.guilds:
            return ground.guilds[place].scope
        return caller.scope if caller else ""


def _below_prefix(path: str) -> str | None:
    for prefix in PREFIXES:
        if path.startswith(prefix + "/"):
            return path.removeprefix(prefix).rstrip("/")
    return None


def dump(body: Any) -> bytes:
    """Return an answer's body as bytes."""
    return write_json(body).encode()
