"""Misattributed: a copy that goes by another author than its original's."""

from __future__ import annotations

from harness.core.laws.account import Account
from harness.core.laws.setting import Breach
from harness.core.laws.words import said


def misattributed(account: Account) -> list[Breach]:
    """Judge the author of every copy."""
    breaches = []
    for _, owed, copy in account.pairs():
        if not owed.fits_author(copy):
            promised = owed.versions[0]
            wanted = " ".join(part for part in (promised.author_name, promised.author) if part)
            text = f"{said(owed.origin.first)} came as {said(copy.first)}; its author should be {wanted}"
            breaches.append(Breach("misattributed", text, (owed.origin.first, copy.first)))
    return breaches
