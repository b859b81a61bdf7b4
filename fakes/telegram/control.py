"""The control API's operations: people, chats and messages act as a test (or a person with curl) says."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from fakes.control import ActError, BadOrderError, Operation, whole
from fakes.telegram.account_orders import AccountOrders
from fakes.telegram.chat_orders import ChatOrders
from fakes.telegram.forum_orders import ForumOrders
from fakes.telegram.message_orders import MessageOrders
from fakes.telegram.world import Chat, Happened, Person, WorldError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fakes.telegram.server import Server

_AUTH_KEY = 256  # bytes


class Control:
    """Operations by name: :meth:`operations`. Ids are strings of bare positive numbers."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._world = server.world

    def operations(self) -> dict[str, Operation]:
        """Return every operation, with Telegram's refusals as refusals of the order."""
        handlers: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
            "fault.set": self._fault_set,
            "fault.clear": self._fault_clear,
            "pts.skip": self._skip,
            "key.seed": self._key_seed,
            "key.revoke": self._key_revoke,
            "server.key": self._server_key,
            "server.save": self._save,
        }
        handlers |= AccountOrders(self._server).operations() | ChatOrders(self._world).operations()
        handlers |= MessageOrders(self._world).operations() | ForumOrders(self._world).operations()
        return {name: _operation(handler) for name, handler in handlers.items()}

    def _fault_set(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        if order["fault"] == "dc_gone":
            dc = self._server.centers.ordered(order.get("dc"))
            gone = self._server.faults.set({**order, "dc": dc})
            self._server.cut_off(dc)
            return {"id": gone}
        return {"id": self._server.faults.set(order)}

    def _fault_clear(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        self._server.faults.clear(order.get("id"))
        return {}

    def _skip(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        owner = self._chat(order["chat"]) if "chat" in order else self._person(order["person"])
        if isinstance(owner, Chat) and owner.kind == "group":
            raise BadOrderError("a basic group has no pts of its own; its members have")
        owner.box.skip(max(1, whole(order.get("count", 1), "count")), self._world.now)
        return {"pts": owner.box.pts}

    def _key_seed(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        auth_key = _key_bytes(str(order["key"]))
        return {"key_id": self._server.seed_key(self._person(order["person"]), auth_key).key_id.hex()}

    def _key_revoke(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"keys": self._server.revoke_keys(self._person(order["person"]))}

    def _server_key(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        key = self._server.server_key
        return {"pem": key.pem, "fingerprint": f"{key.fingerprint & (1 << 64) - 1:016x}"}

    def _save(self, _: Mapping[str, Any]) -> Mapping[str, Any]:
        if self._server.keep is None:
            raise BadOrderError("there is nowhere to save to: start the fake with --state FILE")
        self._server.keep()
        return {}

    def _person(self, person_id: str) -> Person:
        return self._world.people.get(whole(person_id, "an account's id"))

    def _chat(self, chat_id: str) -> Chat:
        chat = self._world.chats.find(whole(chat_id, "a chat's id"))
        if chat is None:
            raise WorldError(400, "CHAT_ID_INVALID", f"there is no chat {chat_id}")
        return chat


def _operation(handler: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Operation:
    async def operation(order: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            return handler(order)
        except WorldError as error:
            raise ActError(error.name, error.sentence) from error

    return operation


def _key_bytes(text: str) -> bytes:
    try:
        key = bytes.fromhex(text) if len(text) == 2 * _AUTH_KEY else b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != _AUTH_KEY:
        raise BadOrderError(f"key is an authorization key of {_AUTH_KEY} bytes, in base64 or hexadecimal digits")
    return key


def _ref(happened: Happened) -> Mapping[str, Any]:
    return {"id": str(happened.messages[0].ref)}
