"""The API's methods: one service a file, put together by :func:`all_services`."""

from fakes.telegram.rpc import (
    account,
    auth,
    bots,
    channels,
    chats,
    contacts,
    discussions,
    forums,
    governing,
    help_,
    history,
    invites,
    messages,
    moving,
    pages,
    photos,
    pins,
    posts,
    reactions,
    temporary_keys,
    updates,
    upload,
    users,
)
from fakes.telegram.rpc.registry import Call, Office, RpcError, Service

__all__ = ["Call", "Office", "RpcError", "Service", "all_services"]


def all_services() -> list[Service]:
    """Return every service that this fake offers."""
    modules = (
        account,
        auth,
        bots,
        channels,
        chats,
        contacts,
        discussions,
        forums,
        governing,
        help_,
        history,
        invites,
        messages,
        moving,
        pages,
        photos,
        pins,
        posts,
        reactions,
        temporary_keys,
        updates,
        upload,
        users,
    )
    return [module.SERVICE for module in modules]
