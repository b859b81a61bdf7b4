"""What other servers can ask: one service a file, each route registered by name."""

from fakes.federation.services import events, invites, joins, keys, media, queries, send, users
from fakes.federation.services.registry import ROUTES, Call, Route, find

__all__ = ["ROUTES", "Call", "Route", "events", "find", "invites", "joins", "keys", "media", "queries", "send", "users"]
