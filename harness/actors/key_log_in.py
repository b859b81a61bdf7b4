"""Logging an account in to a bridge by a key that both sides were told: by the provisioning API of Go bridges."""

from __future__ import annotations

from typing import Any

import aiohttp
from tenacity import AsyncRetrying, stop_after_delay, wait_fixed

_CONNECTS_WITHIN = 30.0  # seconds
_STEP = "fi.mau.telegram.login.manual_session"


async def logs_in_with_key(http: aiohttp.ClientSession, bridge: str, secret: str, user_id: str, session: str) -> None:
    """Log ``user_id`` in; ``session`` is the JSON that the ``manual`` flow asks for. ``RuntimeError`` when refused.

    Only when the bridge has connected as the account does it take orders about the account's chats.
    """

    async def asks(method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        url, headers = f"{bridge}/_matrix/provision/v3/{path}", {"Authorization": f"Bearer {secret}"}
        async with http.request(method, url, params={"user_id": user_id}, headers=headers, json=body) as response:
            answer: dict[str, Any] = await response.json()
        if response.status != 200:
            raise RuntimeError(f"the Telegram bridge refused a log-in by key ({response.status}): {answer}")
        return answer

    begun = await asks("POST", "login/start/manual", {})
    done = await asks("POST", f"login/step/{begun['login_id']}/{_STEP}/user_input", {_STEP: session})
    if done["type"] != "complete":
        raise RuntimeError(f"the Telegram bridge wants more than a key: {done}")
    async for attempt in AsyncRetrying(stop=stop_after_delay(_CONNECTS_WITHIN), wait=wait_fixed(0.1), reraise=True):
        with attempt:
            logins = (await asks("GET", "whoami"))["logins"]
            if [login["state"]["state_event"] for login in logins] != ["CONNECTED"]:
                raise RuntimeError(f"the Telegram bridge didn't connect as its relay's account: {logins}")
