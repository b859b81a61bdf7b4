"""Resurrected: a deleted message that is seen again."""

from __future__ import annotations

from harness.core.laws.account import Account, Transfer
from harness.core.laws.history import Message
from harness.core.laws.matching import Owed
from harness.core.laws.setting import Breach
from harness.core.laws.words import said


def resurrected(account: Account) -> list[Breach]:
    """Judge strays that repeat what was deleted, and copies that change after they were deleted."""
    breaches = []
    for transfer in account.transfers:
        for stray in transfer.strays:
            if owed := back_from_deletion(account, transfer, stray):
                text = f"{said(owed.origin.first)} was deleted, and came back as {said(stray.first)}"
                breaches.append(Breach("resurrected", text, (owed.origin.first, stray.first)))
    for _, owed, copy in account.pairs():
        late = [edit for edit in copy.edits if copy.deletions and edit.seq > copy.deletions[0].seq]
        if late and not account.setting.ours(late[0]):
            text = f"{said(copy.first)} was deleted (#{copy.deletions[0].seq}), and came back as {said(late[0])}"
            breaches.append(Breach("resurrected", text, (owed.origin.first, copy.deletions[0], late[0])))
    return breaches


def back_from_deletion(account: Account, transfer: Transfer, stray: Message) -> Owed | None:
    """Return the deleted message that ``stray`` repeats, if its copy had been deleted when the stray came."""
    for owed in transfer.owed:
        if not owed.fits_text(stray) or account.deletion(owed.origin) is None or owed.copy is None:
            continue
        gone = owed.copy.deletions
        if gone and stray.first.seq > gone[0].seq:
            return owed
    return None
