"""Operations on forums' topics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import whole
from fakes.telegram.naming import Names, Order

if TYPE_CHECKING:
    from fakes.telegram.world import Chat, Person, World
    from fakes.telegram.world.topics import Topic

Answer = Mapping[str, Any]


class ForumOrders:
    """``topic.*``; ``by`` is who acts, the chat's creator unless the order says otherwise."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._names = Names(world)

    def operations(self) -> dict[str, Callable[[Order], Answer]]:
        """Return the operations by name."""
        return {"topic.create": self._create, "topic.update": self._update, "topic.delete": self._delete}

    def _create(self, order: Order) -> Answer:
        chat, by = self._actors(order)
        color = whole(order["color"], "color") if "color" in order else None
        begun = self._world.begin_topic(chat, by, str(order["title"]), color=color)
        return {"id": str(begun.change_in(chat).ids[0]), "message": str(begun.messages[0].ref)}

    def _update(self, order: Order) -> Answer:
        (chat, by), topic = self._actors(order), self._topic(order)
        if "pinned" in order:
            self._world.pin_topic(chat, topic, by, pinned=bool(order["pinned"]))
        changed = {flag: bool(order[flag]) for flag in ("closed", "hidden") if flag in order}
        if changed or "title" in order:
            title = str(order["title"]) if "title" in order else None
            self._world.edit_topic(chat, topic, by, title=title, **changed)
        return {}

    def _delete(self, order: Order) -> Answer:
        chat, by = self._actors(order)
        self._world.end_topic(chat, self._topic(order), by)
        return {}

    def _actors(self, order: Order) -> tuple[Chat, Person]:
        chat = self._names.chat(order["chat"])
        return chat, self._names.person(order.get("by", chat.creator_id))

    def _topic(self, order: Order) -> Topic:
        return self._world.topic(self._names.chat(order["chat"]), whole(order["topic"], "topic"))
