"""Logging an account in to a bridge by a key that both sides were told: by the provisioning API of Go bridges."""

from __future__ import annotations

from typing import Any

import aiohttp

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
