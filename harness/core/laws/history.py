"""A history: messages with everything that befell each, however many witnesses saw it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.core.fact import Fact, Place


@dataclass(eq=False, slots=True)
class Message:
    """A message in one place: its first sight, and its edits, deletions and reactions in the order of the journal.

    ``withdrawn`` are the reactions that somebody took back, each with the fact that did it.
    """

    first: Fact
    edits: list[Fact] = field(default_factory=list)
    deletions: list[Fact] = field(default_factory=list)
    reactions: list[Fact] = field(default_factory=list)
    withdrawn: list[tuple[Fact, Fact]] = field(default_factory=list)

    @property
    def where(self) -> Place:
        """The place that it stands in."""
        return self.first.where

    @property
    def newest(self) -> Fact:
        """The fact that says how it reads now."""
        return self.edits[-1] if self.edits else self.first

    @property
    def versions(self) -> list[Fact]:
        """Every way that it ever read, oldest first."""
        return [self.first, *self.edits]


@dataclass(slots=True)
class History:
    """All messages in the order in which they were first seen, and the facts that are about no message."""

    messages: list[Message]
    others: list[Fact]

    def within(self, places: Iterable[Place]) -> list[Message]:
        """Return the messages that stand in these places."""
        wanted = frozenset(places)
        return [message for message in self.messages if message.where in wanted]


def read(facts: Iterable[Fact]) -> History:
    """Gather facts into messages; each event counts once, by its first sight."""
    events: dict[tuple[str, ...], Fact] = {}
    for fact in facts:
        events.setdefault(fact.event, fact)
    messages = {_key(fact, fact.ref): Message(fact) for fact in events.values() if fact.kind == "message"}
    others = [fact for fact in events.values() if fact.kind != "message" and not _befalls(messages, fact)]
    _take_reactions_back(messages.values(), others)
    return History(list(messages.values()), others)


def _befalls(messages: dict[tuple[str, str, str], Message], fact: Fact) -> bool:
    message = messages.get(_key(fact, fact.target))
    lists = {"edit": "edits", "delete": "deletions", "reaction": "reactions"}
    if message is None or fact.kind not in lists:
        return False
    getattr(message, lists[fact.kind]).append(fact)
    return True


def _take_reactions_back(messages: Iterable[Message], others: Iterable[Fact]) -> None:
    # Matrix deletes a reaction by its own id; the others name the message and the emoji.
    undoing = [fact for fact in others if fact.kind in ("delete", "unreaction")]
    for message in messages:
        if not message.reactions:
            continue
        ends = [*undoing, *message.reactions]
        pairs = [(one, next((end for end in ends if _undoes(end, one)), None)) for one in message.reactions]
        message.reactions = [reaction for reaction, end in pairs if end is None]
        message.withdrawn = [(reaction, end) for reaction, end in pairs if end is not None]


def _undoes(fact: Fact, reaction: Fact) -> bool:
    if fact.where != reaction.where or fact.seq <= reaction.seq:
        return False
    if fact.kind == "delete":
        return fact.target == reaction.ref != ""
    if (fact.target, fact.author) != (reaction.target, reaction.author):
        return False
    if fact.kind == "reaction":  # Telegram gives everybody one, and a new one takes its place
        return fact.network == "telegram"
    return fact.text in ("", reaction.text)


def _key(fact: Fact, ref: str) -> tuple[str, str, str]:
    return (fact.network, fact.place, ref or f"#{fact.seq}")
