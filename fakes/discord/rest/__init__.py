"""REST v9 and v10: one noun a file, each registering its routes with the kernel."""

from fakes.discord.rest import (
    channels,
    expressions,
    files,
    guilds,
    interactions,
    invites,
    lookups,
    members,
    messages,
    pins,
    polls,
    reactions,
    roles,
    social,
    threads,
    users,
    webhooks,
)
from fakes.discord.rest.documented import refusing
from fakes.discord.rest.kernel import Answer, Request, Rest

_SERVED = (
    *lookups.routes,
    *users.routes,
    *social.routes,
    *guilds.routes,
    *roles.routes,
    *members.routes,
    *invites.routes,
    *channels.routes,
    *messages.routes,
    *files.routes,
    *threads.routes,
    *pins.routes,
    *polls.routes,
    *expressions.routes,
    *reactions.routes,
    *interactions.routes,
    *webhooks.routes,
)
ROUTES = (*_SERVED, *refusing(_SERVED))

__all__ = ["ROUTES", "Answer", "Request", "Rest"]
