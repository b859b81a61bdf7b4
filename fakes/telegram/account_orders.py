"""Operations on accounts: what people are called, how they log in, and which of their sessions end."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError
from fakes.telegram.naming import Names, Order
from fakes.telegram.world import WorldError

if TYPE_CHECKING:
    from fakes.telegram.logins import Device
    from fakes.telegram.server import Server
    from fakes.telegram.world import Person

Answer = Mapping[str, Any]


class AccountOrders:
    """``person.*`` and ``login.*``."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._world = server.world
        self._names = Names(server.world)

    def operations(self) -> dict[str, Callable[[Order], Answer]]:
        """Return the operations by name."""
        return {
            "person.create": self._create,
            "person.update": self._update,
            "person.block": self._block,
            "person.status": self._status,
            "person.contact": self._contact,
            "person.sessions": self._sessions,
            "login.code": self._code,
            "login.qr": self._accept_qr,
        }

    def _create(self, order: Order) -> Answer:
        if self._world.chats.by_username(order.get("username", "")) is not None:
            raise WorldError(400, "USERNAME_OCCUPIED", f"a chat is called @{order['username']}")
        person = self._world.people.create(
            order["first_name"],
            last_name=order.get("last_name", ""),
            username=order.get("username", ""),
            phone=order.get("phone", ""),
            bot=bool(order.get("bot", False)),
            token=order.get("token", ""),
            scope=order.get("scope", ""),
            dc=self._server.centers.ordered(order.get("dc")),
        )
        self._private_matters(person, order)
        secret = {"token": person.token} if person.bot else {"phone": f"+{person.phone}"}
        return {"id": str(person.id), "name": person.name, "username": person.username, **secret}

    def _update(self, order: Order) -> Answer:
        person = self._names.person(order["person"])
        names = {field: str(order[field]) for field in ("first_name", "last_name", "about") if field in order}
        if names:
            self._world.rename(person, **names)
        if "username" in order:
            self._world.take_username(person, str(order["username"]))
        self._private_matters(person, order)
        return {"id": str(person.id), "name": person.name, "username": person.username}

    def _private_matters(self, person: Person, order: Order) -> None:
        if "password" in order:
            self._server.logins.passwords.choose(person, str(order["password"] or ""), str(order.get("hint", "")))
        person.banned = bool(order.get("banned", person.banned))

    def _block(self, order: Order) -> Answer:
        person, other = self._names.person(order["person"]), self._names.person(order["other"])
        self._world.block(person, other, blocked=bool(order.get("blocked", True)))
        return {}

    def _status(self, order: Order) -> Answer:
        self._world.show_status(self._names.person(order["person"]), online=bool(order["online"]))
        return {}

    def _contact(self, order: Order) -> Answer:
        person, other = self._names.person(order["person"]), self._names.person(order["other"])
        if bool(order.get("added", True)):
            person.contacts.add(other.id)
        else:
            person.contacts.discard(other.id)
        return {}

    def _sessions(self, order: Order) -> Answer:
        devices = self._server.logins.devices
        keys = self._server.keys_of(self._names.person(order["person"]))
        told = [{"key_id": key.key_id.hex(), "device": _model(devices.get(key.key_id))} for key in keys]
        if order.get("end"):
            for key in keys:
                self._server.end(key)
        return {"sessions": told}

    def _code(self, order: Order) -> Answer:
        return {"code": self._server.logins.pending(order["phone"])}

    def _accept_qr(self, order: Order) -> Answer:
        text = str(order["token"]).removeprefix("tg://login?token=")
        try:
            token = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            raise BadOrderError("token is the base64url of a log-in token, or the whole tg://login link") from None
        shown = self._server.logins.accept_qr(token, self._names.person(order["person"]))
        self._server.told_of_token(shown.key_id)
        return {}


def _model(device: Device | None) -> str:
    return device.model if device is not None else ""
