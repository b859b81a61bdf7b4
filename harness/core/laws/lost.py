"""Lost: a message, edit, deletion or reaction that never came where it was promised."""

from __future__ import annotations

from collections.abc import Iterator

from harness.core.laws.account import Account, Transfer
from harness.core.laws.history import Message
from harness.core.laws.matching import Owed
from harness.core.laws.reactions import lost_reactions
from harness.core.laws.setting import Breach
from harness.core.laws.words import said

LAW = "lost"


def lost(account: Account) -> list[Breach]:
    """Judge what is settled; of a message that was deleted in time, no copy is owed."""
    breaches = [breach for transfer in account.transfers for breach in _messages(account, transfer)]
    for transfer, owed, copy in account.pairs():
        breaches += [*_edits(account, transfer, owed, copy), *_deletions(account, transfer, owed, copy)]
    return [*breaches, *lost_reactions(account)]


def _messages(account: Account, transfer: Transfer) -> Iterator[Breach]:
    for owed in transfer.owed:
        origin = owed.origin.first
        if owed.copy is None and account.setting.is_settled(origin) and not account.deletion(owed.origin):
            yield Breach(LAW, f"{said(origin)} never came to {transfer.place}", (origin,))


def _edits(account: Account, transfer: Transfer, owed: Owed, copy: Message) -> Iterator[Breach]:
    edit = owed.origin.edits[-1] if owed.origin.edits else None
    if edit is None or not account.setting.is_settled(edit) or account.deletion(owed.origin):
        return
    promised = account.setting.promise(edit, transfer.place)
    if promised is None or promised.text in (None, copy.newest.text):
        return
    if any(version.text == copy.newest.text for version in owed.versions):
        text = f"the edit to {said(edit)} never came to {transfer.place}, where it still reads {said(copy.newest)}"
        yield Breach(LAW, text, (edit, copy.newest))


def _deletions(account: Account, transfer: Transfer, owed: Owed, copy: Message) -> Iterator[Breach]:
    ordered = account.deletion(owed.origin)
    if ordered is None and copy.deletions:
        text = f"{said(copy.first)} was deleted, though nobody deleted {said(owed.origin.first)}"
        yield Breach(LAW, text, (owed.origin.first, copy.first, copy.deletions[0]))
    if ordered is None or copy.deletions or not account.setting.is_settled(ordered):
        return
    if account.setting.promise(ordered, transfer.place) is not None:
        text = f"the deletion (#{ordered.seq}) of {said(owed.origin.first)} never came to {transfer.place}"
        yield Breach(LAW, text, (ordered, copy.first))
