"""Misattributed: a copy that goes by another author than its original's."""

from __future__ import annotations

from harness.core.fact import Fact
from harness.core.laws.account import Account
from harness.core.laws.reactions import strange_reactions
from harness.core.laws.setting import Breach
from harness.core.laws.words import said


def misattributed(account: Account) -> list[Breach]:
    """Judge the author of every copy, of every edit of it (who wrote the copy edits it), and of every reaction."""
    breaches = []
    for _, owed, copy in account.pairs():
        if not owed.fits_author(copy):
            promised = owed.versions[0]
            wanted = " ".join(part for part in (promised.author_name, promised.author) if part)
            text = f"{said(owed.origin.first)} came as {said(copy.first)}; its author should be {wanted}"
            breaches.append(Breach("misattributed", text, (owed.origin.first, copy.first)))
        breaches += [
            Breach("misattributed", f"{said(copy.first)} was edited by another: {said(edit)}", (copy.first, edit))
            for edit in copy.edits
            if not account.setting.ours(edit) and _is_by_another(edit, copy.first)
        ]
    return breaches + [breach for breach in strange_reactions(account) if breach.law == "misattributed"]


def _is_by_another(edit: Fact, copy: Fact) -> bool:
    # A bot and a webhook speak for many, whom only the name tells apart; where a name is unknown, the id decides.
    renamed = edit.author_name != copy.author_name and bool(edit.author_name and copy.author_name)
    return edit.author != copy.author or renamed
