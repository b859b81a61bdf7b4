"""The control API's operations: users, rooms, events, requests, keys and answers, as a test says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.control import ActError, Operation
from fakes.federation.event_orders import EventOrders
from fakes.federation.room_orders import RoomOrders
from fakes.federation.server_orders import ServerOrders
from fakes.federation.user_orders import UserOrders
from fakes.federation.wire import MatrixError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from fakes.federation.peer import Peer


def operations(peer: Peer) -> dict[str, Operation]:
    """Return every operation by name; another server's refusal is a refusal of the order, by its errcode."""
    handlers = ServerOrders(peer).operations() | UserOrders(peer).operations()
    handlers |= RoomOrders(peer).operations() | EventOrders(peer).operations()
    return {name: _operation(handler) for name, handler in handlers.items()}


def _operation(handler: Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]) -> Operation:
    async def operation(order: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return await handler(order)
        except MatrixError as error:
            raise ActError(error.errcode, f"the other server answered {error.status}: {error.error}") from error
        except UnreachableError as error:
            raise ActError("UNREACHABLE", str(error)) from error

    return operation
