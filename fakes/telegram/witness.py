"""The witness stream's records: what happened in the world, and what clients called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fakes.control import Author, Hub, Record
from fakes.control.record import Kind as RecordKind
from fakes.telegram.views.telling import message_told
from fakes.telegram.world import Happened, Message, Person, Place, World
from fakes.telegram.world.messages import Action

if TYPE_CHECKING:
    from fakes.telegram.dispatcher import Outcome
    from fakes.telegram.tl import TLObject

_NETWORK = "telegram"
_KINDS: Mapping[str, RecordKind] = {
    "message": "message",
    "edit": "edit",
    "delete": "delete",
    "reaction": "reaction",
    "unreaction": "unreaction",
    "typing": "typing",
    "read": "read",
    "member": "member",
}
# What the stream tells as calls, by name in detail.act.
_ACTS = ("vote", "pin", "unpin", "service", "forget", "name", "status", "rights", "about", "topic_pinned")


class Witness:
    """Writes records into the hub; scopes come from the place, else from the author."""

    def __init__(self, hub: Hub, world: World) -> None:
        self._hub = hub
        self._world = world

    def happened(self, happened: Happened) -> None:
        """Record an event: one record, or one a message for deletions of several."""
        for message in happened.messages or (None,):
            self._hub.witness(self._record(happened, message))

    def called(self, outcome: Outcome) -> None:
        """Record a client's call: served, answered with an error, or refused."""
        account_id = outcome.client.key.account_id
        person = self._world.people.find(account_id) if account_id is not None else None
        detail: dict[str, Any] = {"method": outcome.method, "session": str(outcome.client.session.session_id)}
        if outcome.why:
            detail |= {"name": outcome.method if outcome.why == "unknown" else outcome.error, "why": outcome.why}
            detail |= {"error": outcome.error, "message": outcome.sentence}
        elif outcome.error:
            detail["error"] = outcome.error
        elif outcome.held:
            detail["held"] = True
        place_id, scope = self._named_place(outcome.args)
        self._hub.witness(
            Record(
                network=_NETWORK,
                kind="refusal" if outcome.why else "call",
                cause="wire",
                place=place_id,
                author=author_of(person) if person is not None else None,
                scope=scope or (person.scope if person is not None else ""),
                detail=detail,
            )
        )

    def broken_off(self, breach: str, sentence: str, account_id: int | None) -> None:
        """Record what a client did below the API that it mustn't: most often its connection is closed for it."""
        person = self._world.people.find(account_id) if account_id is not None else None
        self._hub.witness(
            Record(
                network=_NETWORK,
                kind="refusal",
                cause="wire",
                author=author_of(person) if person is not None else None,
                scope=person.scope if person is not None else "",
                detail={"name": breach, "why": "rule", "message": sentence},
            )
        )

    def _record(self, happened: Happened, message: Message | None) -> Record:
        target = ""
        if message is not None:
            replied = "" if message.reply_to is None else str(message.reply_to)
            target = replied if happened.kind in ("message", "member", "service") else str(message.ref)
        return Record(
            network=_NETWORK,
            kind="call" if _is_sign(happened) else _KINDS.get(happened.kind, "call"),
            cause="wire" if happened.origin is not None else "control",
            place=place_id(happened.place, happened.author),
            author=author_of(happened.author),
            ref="" if message is None else str(message.ref),
            target=target,
            text=happened.text,
            scope=self._scope(happened.place, happened.author),
            detail=self._detail(happened, message),
        )

    def _detail(self, happened: Happened, message: Message | None) -> dict[str, Any]:
        detail: dict[str, Any] = {}
        if happened.members and message is not None and message.action is not None:
            detail["action"] = message.action.kind
            detail["members"] = [str(person.id) for person in happened.members]
        if message is not None and happened.place.kind == "supergroup":
            detail["number"] = self._world.chat_of(happened.place).box.former_number(message.ref)
        if message is not None:
            detail |= message_told(message)
        if _is_sign(happened) and happened.action is not None:
            detail["act"] = happened.action.name
        if happened.kind in _ACTS:
            action = message.action if message is not None and happened.kind == "service" else None
            detail["act"] = happened.kind if action is None else action.kind
            detail |= _shown(action) if action is not None else {}
        if happened.kind == "rights" and happened.members:
            detail["members"] = [str(person.id) for person in happened.members]
        return detail

    def _scope(self, place: Place, author: Person) -> str:
        if place.kind != "private":
            return self._world.chat_of(place).scope
        partner = self._world.people.get(place.partner(author.id))
        return author.scope or partner.scope

    def _named_place(self, args: TLObject | None) -> tuple[str, str]:
        """Return the id and scope of the chat that a call names, where it names one."""
        for field in ("peer", "channel"):
            named = args.get(field) if args is not None else None
            chat_id = named.get("channel_id", named.get("chat_id")) if named is not None else None
            chat = self._world.chats.find(chat_id) if chat_id is not None else None
            if chat is not None:
                return str(chat.id), chat.scope
        return "", ""


def author_of(person: Person) -> Author:
    """Return who did it."""
    return Author(str(person.id), person.name, "bot" if person.bot else "person")


def _shown(action: Action) -> dict[str, Any]:
    """Return what an action shows: a new title, a new picture."""
    shown: dict[str, Any] = {"title": action.title} if action.title else {}
    return shown if action.photo is None else {**shown, "media": {"kind": "photo", "sha256": action.photo.blob.sha256}}


def place_id(place: Place, author: Person) -> str:
    """Return a chat's id; a private chat is named by the other side's."""
    return str(place.partner(author.id) if place.kind == "private" else place.id)


def _is_sign(happened: Happened) -> bool:
    """Tell whether somebody does something else than writing, or stops: nothing that people see as typing."""
    return happened.action is not None and happened.action.name != "sendMessageTypingAction"
