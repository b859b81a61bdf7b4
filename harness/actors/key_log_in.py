"""Logging an account in to a bridge by a key that both sides were told: by the provisioning API of Go bridges."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from harness.core.fact import Fact
from harness.core.journal import Journal

_CONNECTS_WITHIN = 30.0  # seconds
_STEP = "fi.mau.telegram.login.manual_session"


async def logs_in_with_key(http: aiohttp.ClientSession, bridge: str, secret: str, user_id: str, session: str) -> None:
    """Log ``user_id`` in; ``session`` is the JSON that the ``manual`` flow asks for. ``RuntimeError`` when refused."""

    async def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        url, headers = f"{bridge}/_matrix/provision/v3/login/{path}", {"Authorization": f"Bearer {secret}"}
        async with http.post(url, params={"user_id": user_id}, headers=headers, json=body) as response:
            answer: dict[str, Any] = await response.json()
        if response.status != 200:
            raise RuntimeError(f"the Telegram bridge refused a log-in by key ({response.status}): {answer}")
        return answer

    begun = await post("start/manual", {})
    done = await post(f"step/{begun['login_id']}/{_STEP}/user_input", {_STEP: session})
    if done["type"] != "complete":
        raise RuntimeError(f"the Telegram bridge wants more than a key: {done}")


async def fetches_updates(journal: Journal, account: str) -> None:
    """Wait until an account's client asks Telegram for its updates; the bridge calls itself connected before it is."""
    position = 0
    async with asyncio.timeout(_CONNECTS_WITHIN):
        while not any(_is_fetching(fact, account) for fact in journal.since(position)):
            position = journal.mark()
            await journal.news(position)


def _is_fetching(fact: Fact, account: str) -> bool:
    return (fact.kind, fact.author) == ("call", account) and str(fact.detail["method"]).startswith("updates.get")
