"""Operations on chats: making and governing them, and who is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError, whole
from fakes.telegram.naming import Names, Order

if TYPE_CHECKING:
    from fakes.telegram.world import Chat, Happened, Person, World

Answer = Mapping[str, Any]
_KINDS = ("group", "supergroup", "channel")


class ChatOrders:
    """``chat.*``; ``by`` is who acts, the chat's creator unless the order says otherwise."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._names = Names(world)

    def operations(self) -> dict[str, Callable[[Order], Answer]]:
        """Return the operations by name."""
        return {
            "chat.create": self._create,
            "chat.join": self._join,
            "chat.leave": self._leave,
            "chat.promote": self._promote,
            "chat.update": self._update,
            "chat.restrict": self._restrict,
            "chat.migrate": self._migrate,
            "chat.link": self._link,
            "chat.decide": self._decide,
        }

    def _create(self, order: Order) -> Answer:
        if order["kind"] not in _KINDS:
            raise BadOrderError(f"kind is one of {', '.join(_KINDS)}, not {order['kind']!r}")
        creator = self._names.person(order["creator"])
        members = [self._names.person(member) for member in order.get("members", [])]
        admins = [self._names.person(admin) for admin in order.get("admins", [])]
        broadcast = order["kind"] == "channel"
        chat = self._world.create_chat(
            "supergroup" if broadcast else order["kind"],
            order["title"],
            creator,
            list(dict.fromkeys([*members, *admins])),
            scope=order.get("scope", ""),
            broadcast=broadcast,
        )
        for admin in admins:
            self._world.promote(chat, admin)
        return _named(chat)

    def _join(self, order: Order) -> Answer:
        person = self._names.person(order["person"])
        if "link" in order:
            _, happened = self._world.join_by_link(person, str(order["link"]).rpartition("+")[2])
            return _ref(happened)
        inviter = self._names.person(order["inviter"]) if "inviter" in order else person
        return _ref(self._world.invite(self._names.chat(order["chat"]), inviter, [person]))

    def _leave(self, order: Order) -> Answer:
        chat, person = self._names.chat(order["chat"]), self._names.person(order["person"])
        by = self._names.person(order["by"]) if "by" in order else person
        return _ref(self._world.remove(chat, person, by))

    def _promote(self, order: Order) -> Answer:
        chat, person = self._names.chat(order["chat"]), self._names.person(order["person"])
        rights = _rights(order["rights"]) if "rights" in order else self._world.usual_rights
        self._world.appoint(chat, person, self._by(chat, order), rights)
        return {}

    def _update(self, order: Order) -> Answer:
        chat = self._names.chat(order["chat"])
        by = self._by(chat, order)
        if "title" in order:
            self._world.retitle(chat, by, str(order["title"]))
        self._open(chat, by, order)
        if "about" in order:
            self._world.describe(chat, by, str(order["about"]))
        if "slow_mode" in order:
            self._world.slow_down(chat, by, whole(order["slow_mode"], "slow_mode"))
        if "signatures" in order:
            self._world.sign(chat, by, signed=bool(order["signatures"]))
        if "banned_rights" in order:
            self._world.restrict_all(chat, by, _rights(order["banned_rights"]))
        return _named(chat)

    def _open(self, chat: Chat, by: Person, order: Order) -> None:
        """Let a chat be found, have topics, or discuss a channel's posts."""
        if "discussion" in order:
            group = self._names.chat(order["discussion"]) if order["discussion"] else None
            self._world.discuss_in(chat, group, by)
        if "forum" in order:
            self._world.make_forum(chat, by, enabled=bool(order["forum"]))
        if "username" in order:
            self._world.publish(chat, by, str(order["username"]))

    def _restrict(self, order: Order) -> Answer:
        chat, person = self._names.chat(order["chat"]), self._names.person(order["person"])
        until = whole(order.get("until", 0), "until")
        self._world.restrict(chat, person, self._by(chat, order), _rights(order["rights"]), until)
        return {}

    def _migrate(self, order: Order) -> Answer:
        group = self._names.chat(order["chat"])
        chat, _ = self._world.migrate(group, self._by(group, order))
        return _named(chat)

    def _link(self, order: Order) -> Answer:
        chat = self._names.chat(order["chat"])
        if "revoke" in order:
            self._world.revoke_link(chat, self._by(chat, order), str(order["revoke"]).rpartition("+")[2])
            return {}
        expires, limit = whole(order.get("expires", 0), "expires"), whole(order.get("limit", 0), "limit")
        asks = bool(order.get("asks"))
        link = self._world.make_link(chat, self._by(chat, order), expires=expires, limit=limit, asks=asks)
        return {"link": f"https://t.me/+{link.hash}"}

    def _decide(self, order: Order) -> Answer:
        chat, person = self._names.chat(order["chat"]), self._names.person(order["person"])
        self._world.decide(chat, self._by(chat, order), person, approved=bool(order["approved"]))
        return {}

    def _by(self, chat: Chat, order: Order) -> Person:
        return self._names.person(order.get("by", chat.creator_id))


def _named(chat: Chat) -> Answer:
    return {"id": str(chat.id), "bot_api_id": chat.bot_api_id}


def _rights(names: Iterable[object]) -> frozenset[str]:
    return frozenset(str(name) for name in names)


def _ref(happened: Happened) -> Answer:
    return {"id": str(happened.messages[0].ref)}
