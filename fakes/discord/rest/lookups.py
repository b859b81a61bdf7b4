"""Where the gateway is and which application a token belongs to."""

from __future__ import annotations

from typing import Any

from fakes.discord.hosts import GATEWAY
from fakes.discord.people import IDENTIFIES_A_DAY
from fakes.discord.rest.call import Call
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

routes = Routes()
GATEWAY_URL = f"wss://{GATEWAY}"
_DAY_MS = 86_400_000
_PRIVILEGED = 1 << 13 | 1 << 15 | 1 << 19
"""An application's flags for presences, members and messages' content, in few guilds."""


@routes.on("GET", "/gateway", open_to_all=True)
def gateway(_: Call) -> Json:
    """Return the gateway's address."""
    return {"url": GATEWAY_URL}


@routes.on("GET", "/gateway/bot")
def gateway_bot(call: Call) -> Json:
    """Return the gateway's address with the shards to open and what is left of the identify budget."""
    left = call.world.people.identifies_left(call.person)
    budget = {"total": IDENTIFIES_A_DAY, "remaining": left, "reset_after": _DAY_MS, "max_concurrency": 1}
    return {"url": GATEWAY_URL, "shards": 1, "session_start_limit": budget}


def _application(call: Call) -> Json:
    person = call.person
    return {
        "id": person.id,
        "name": person.display_name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": person.as_user(),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": _PRIVILEGED if person.privileged else 0,
        "flags_new": str(_PRIVILEGED if person.privileged else 0),
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "role_connections_verification_url": None,
        "approximate_guild_count": len(call.world.guilds.of(person)),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "hook": True,
        "rpc_origins": [],
        "owner": person.as_user(),
        "team": None,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
    }


@routes.on("GET", "/oauth2/applications/@me")
def oauth_application(call: Call) -> Any:
    """Return the bot's application."""
    return _application(call)


@routes.on("GET", "/applications/@me")
def application(call: Call) -> Any:
    """Return the bot's application, by its newer path."""
    return _application(call)
