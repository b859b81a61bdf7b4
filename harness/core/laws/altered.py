"""Altered: a copy that reads other than the bridges' promised transform of its original."""

from __future__ import annotations

from harness.core.laws.account import Account
from harness.core.laws.history import Message
from harness.core.laws.matching import Owed
from harness.core.laws.setting import Breach
from harness.core.laws.words import said


def altered(account: Account) -> list[Breach]:
    """Judge each copy as it came and as it ended; an edit that never came is lost and not altered."""
    breaches = []
    for transfer, owed, copy in account.pairs():
        edits_promised = all(account.setting.promise(edit, transfer.place) is not None for edit in owed.origin.edits)
        text = _difference(owed, copy, edits_promised=edits_promised)
        if text:
            breaches.append(Breach("altered", text, (owed.origin.newest, copy.newest)))
    return breaches


def _difference(owed: Owed, copy: Message, *, edits_promised: bool) -> str:
    wanted = owed.versions[0].text
    if not owed.fits_text(copy) and all(version.text is not None for version in owed.versions):
        return f"{said(owed.origin.first)} came as {said(copy.first)}; it should read {wanted!r}"
    known = {version.text for version in owed.versions}
    if copy.edits and edits_promised and None not in known and copy.newest.text not in known:
        return f"{said(owed.origin.newest)} ended as {said(copy.newest)}; it should read {owed.versions[-1].text!r}"
    return ""
