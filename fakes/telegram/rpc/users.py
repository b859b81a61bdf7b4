"""users.*: accounts by the client's own names for them."""

from __future__ import annotations

from fakes.telegram.rpc.peers import user
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl

SERVICE = Service()


@SERVICE.serves("users.getUsers")
def get_users(call: Call) -> list[TLObject]:
    """Return the accounts; those that the client may not name come back empty."""
    return [_user_or_empty(call, named) for named in call["id"]]


@SERVICE.serves("users.getFullUser")
def get_full_user(call: Call) -> TLObject:
    """Return one account with its profile."""
    return call.views.users.full(user(call, call["id"]), call.account)


def _user_or_empty(call: Call, named: TLObject) -> TLObject:
    try:
        return call.views.users.user(user(call, named), call.account)
    except RpcError:
        return tl("userEmpty", id=named.get("user_id", 0))
