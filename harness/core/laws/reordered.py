"""Reordered: two messages of one author in one place that came the other way round. Between authors nothing holds."""

from __future__ import annotations

from harness.core.laws.account import Account
from harness.core.laws.matching import crossed
from harness.core.laws.setting import Breach
from harness.core.laws.words import said


def reordered(account: Account) -> list[Breach]:
    """Name each message that is out of line once, with one message that it crossed."""
    breaches = []
    for transfer in account.transfers:
        for one in transfer.owed:
            if not one.moved or one.copy is None:
                continue
            other = next(other for other in transfer.owed if other is not one and crossed(one, other))
            first, second = sorted((one.origin.first, other.origin.first), key=lambda fact: fact.seq)
            text = f"{said(first)} was said before {said(second)}, and they came to {transfer.place} the other way"
            breaches.append(Breach("reordered", text, (first, second, one.copy.first)))
    return breaches
