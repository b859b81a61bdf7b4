"""Reactions: what the laws say of them, over every message and all its copies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from harness.core.fact import Fact
from harness.core.laws.account import Account
from harness.core.laws.history import Message
from harness.core.laws.setting import Breach
from harness.core.laws.words import said


def lost_reactions(account: Account) -> Iterator[Breach]:
    """Yield what never came where it was promised: a reaction, or the taking back of one."""
    for here, there in _pairs(account):
        for reaction in here.reactions:
            if (
                _is_due(account, reaction)
                and _promised(account, reaction, there)
                and not _seen(account, reaction, there)
            ):
                text = f"the reaction {said(reaction)} never came to {there.where}"
                yield Breach("lost", text, (reaction, there.first))
        for reaction, end in here.withdrawn:
            if not _is_due(account, end) or _given_again(reaction, here):
                continue
            for left in _seen(account, reaction, there):
                text = f"{said(reaction)} was taken back (#{end.seq}), and {said(left)} is still there"
                yield Breach("lost", text, (reaction, end, left))


def strange_reactions(account: Account) -> Iterator[Breach]:
    """Yield what a bridge made of nobody's reaction (invented), or gave to another (misattributed)."""
    for family in account.families.values():
        for there in family:
            ours = [reaction for here in family if here is not there for reaction in _ever(account, here)]
            for seen in there.reactions:
                if not account.setting.ours(seen) and not any(_fits(account, one, seen) for one in ours):
                    yield _strange(account, seen, ours)


def _strange(account: Account, seen: Fact, ours: list[Fact]) -> Breach:
    for one in ours:
        promised = account.setting.promise(one, seen.where)
        if promised and promised.text in (None, seen.text):
            text = f"the reaction {said(one)} came as {said(seen)}; its author should be {promised.author}"
            return Breach("misattributed", text, (one, seen))
    return Breach("invented", f"{said(seen)} is a reaction that nobody gave", (seen,))


def _pairs(account: Account) -> Iterator[tuple[Message, Message]]:
    for family in account.families.values():
        if account.deletion(family[0]) is None:
            yield from permutations(family, 2)


def _ever(account: Account, message: Message) -> Iterator[Fact]:
    given = [*message.reactions, *(reaction for reaction, _ in message.withdrawn)]
    yield from (reaction for reaction in given if account.setting.ours(reaction))


def _is_due(account: Account, fact: Fact) -> bool:
    return account.setting.ours(fact) and account.setting.is_settled(fact)


def _promised(account: Account, reaction: Fact, there: Message) -> bool:
    return account.setting.promise(reaction, there.where) is not None


def _seen(account: Account, reaction: Fact, there: Message) -> list[Fact]:
    bridged = (seen for seen in there.reactions if not account.setting.ours(seen))
    return [seen for seen in bridged if _fits(account, reaction, seen)]


def _fits(account: Account, reaction: Fact, seen: Fact) -> bool:
    promised = account.setting.promise(reaction, seen.where)
    return promised is not None and promised.fits(seen)


def _given_again(reaction: Fact, here: Message) -> bool:
    return any((one.author, one.text) == (reaction.author, reaction.text) for one in here.reactions)
