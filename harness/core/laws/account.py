"""The account of a history: every transfer from a conversation into one of its places, reckoned once for all laws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harness.core.fact import Fact, Network, Place
from harness.core.laws.history import History, Message, read
from harness.core.laws.matching import ALIKE, Matched, Owed, likeness, match, repeats
from harness.core.laws.setting import Route, Setting


@dataclass(frozen=True, slots=True)
class Transfer:
    """What was owed to one place of a route, what came, and what came that nobody owed."""

    route: Route
    place: Place
    owed: Sequence[Owed]
    strays: Sequence[Message]
    said_here: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Account:
    """A setting, its history, its transfers, and the bridges' messages in places that are on no route."""

    setting: Setting
    history: History
    transfers: Sequence[Transfer]
    unrouted: Sequence[Message]
    families: Mapping[int, Sequence[Message]]
    owners: Mapping[tuple[Network, str], Sequence[Route]]

    def pairs(self) -> Iterator[tuple[Transfer, Owed, Message]]:
        """Yield every message that arrived, with its copy."""
        for transfer in self.transfers:
            for owed in transfer.owed:
                if owed.copy is not None:
                    yield transfer, owed, owed.copy

    def family(self, origin: Message) -> Sequence[Message]:
        """Return a message and all its copies."""
        return self.families.get(id(origin), (origin,))

    def deletion(self, origin: Message) -> Fact | None:
        """Return the first deletion by one of ours, of the message or of any of its copies."""
        ordered = [fact for message in self.family(origin) for fact in message.deletions if self.setting.ours(fact)]
        return min(ordered, key=lambda fact: fact.at, default=None)


def reckon(facts: Iterable[Fact], setting: Setting) -> Account:
    """Read the history and match every copy with its original."""
    history = read(_as_read(fact, setting) for fact in facts if fact.kind != "message" or not setting.noise(fact))
    transfers = [
        _transfer(history, setting, route, place) for route in setting.routes for place in sorted(route.places, key=str)
    ]
    routed = {place for route in setting.routes for place in route.places}
    unrouted = [one for one in history.messages if one.where not in routed and not setting.ours(one.first)]
    return Account(setting, history, transfers, unrouted, _families(transfers), _owners(transfers))


def _families(transfers: Sequence[Transfer]) -> dict[int, Sequence[Message]]:
    families: dict[int, list[Message]] = {}
    for transfer in transfers:
        for owed in transfer.owed:
            family = families.setdefault(id(owed.origin), [owed.origin])
            family += [owed.copy] if owed.copy else []
    return {**families}


def _owners(transfers: Sequence[Transfer]) -> dict[tuple[Network, str], Sequence[Route]]:
    """Map every id that speaks somewhere, or that a copy is promised to go by, to the routes that it belongs to."""
    owners: dict[tuple[Network, str], list[Route]] = {}
    for transfer in transfers:
        promised = {version.author for owed in transfer.owed for version in owed.versions if version.author}
        for author in promised | {message.first.author for message in transfer.said_here}:
            owners.setdefault((transfer.place.network, author), []).append(transfer.route)
    return {**owners}


def _as_read(fact: Fact, setting: Setting) -> Fact:
    if setting.ours(fact):
        return fact
    return replace(setting.reading(fact), seq=fact.seq, at=fact.at)


def _transfer(history: History, setting: Setting, route: Route, place: Place) -> Transfer:
    messages = history.within(route.places)
    said = [message for message in messages if setting.ours(message.first)]
    elsewhere = [message for message in said if message.where != place]
    here = [message for message in said if message.where == place]
    copies = [message for message in messages if message.where == place and not setting.ours(message.first)]
    owed = [one for message in elsewhere if (one := _owed(message, setting, place))]
    promised = {id(one.origin) for one in owed}
    unpromised = [message for message in elsewhere if id(message) not in promised]
    matched = match(owed, copies, here)
    strays = [stray for stray in _without_pieces(matched) if not _is_a_favour(stray, unpromised)]
    return Transfer(route, place, matched.owed, strays, here)


def _without_pieces(matched: Matched) -> list[Message]:
    """Return the strays that are no pieces of what was promised in several; each piece takes one."""
    left = list(matched.strays)
    for piece in (piece for owed in matched.owed if owed.copy for piece in owed.versions[0].pieces):
        fitting = next((stray for stray in left if piece.fits(stray.first)), None)
        if fitting is not None:
            left.remove(fitting)
    return left


def _owed(message: Message, setting: Setting, place: Place) -> Owed | None:
    first = setting.promise(message.first, place)
    if first is None:
        return None
    edits = [setting.promise(edit, place) for edit in message.edits]
    # An edit's author is the message's, whatever the rendering says of it.
    versions = [replace(first, text=edit.text, pieces=()) for edit in edits if edit is not None]
    return Owed(message, [first, *versions])


def _is_a_favour(stray: Message, unpromised: Sequence[Message]) -> bool:
    """Tell whether a stray is a message that nobody promised to carry, carried all the same."""
    return any(
        repeats(message.first.text, stray.first.text) or likeness(message.first.text, stray.first.text) >= ALIKE
        for message in unpromised
    )
