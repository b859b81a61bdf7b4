"""How long what people did took to show elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import median, quantiles

from harness.core.fact import Fact
from harness.core.laws.account import Account
from harness.core.laws.history import Message


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that came from one network to another, ``ms`` milliseconds after the journal had heard of it."""

    kind: str
    here: str
    there: str
    ms: float


def deliveries(account: Account) -> Iterator[Delivery]:
    """Yield every message of ours that came, and the last edit, deletion and reaction, for each place they came to."""
    for _, owed, copy in account.pairs():
        yield _delivery("message", owed.origin.first, copy.first)
    for family in account.families.values():
        for here, there in permutations(family, 2):
            for kind, done, came in _befell(here, there):
                ours, theirs = [fact for fact in done if account.setting.ours(fact)], came[-1:]
                if ours and theirs and not account.setting.ours(theirs[0]):
                    yield _delivery(kind, ours[-1], theirs[0])


def _befell(here: Message, there: Message) -> Iterator[tuple[str, Sequence[Fact], Sequence[Fact]]]:
    yield "edit", here.edits, there.edits
    yield "delete", here.deletions, there.deletions
    yield "reaction", here.reactions, there.reactions


def _delivery(kind: str, done: Fact, shown: Fact) -> Delivery:
    return Delivery(kind, done.network, shown.network, (shown.heard - done.heard) * 1000)


def summary(took: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile of at least one figure."""
    ordered = sorted(took)
    p95 = quantiles(ordered, n=20, method="inclusive")[-1] if len(ordered) > 1 else ordered[0]
    return round(median(ordered), 1), round(p95, 1)
