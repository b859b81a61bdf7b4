"""Whole-journal checks: pure functions from facts and a setting to the breaches of each law."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from harness.core.fact import Fact
from harness.core.laws.account import Account, reckon
from harness.core.laws.altered import altered
from harness.core.laws.lost import lost
from harness.core.laws.misattributed import misattributed
from harness.core.laws.reordered import reordered
from harness.core.laws.resurrected import resurrected
from harness.core.laws.setting import Breach, Expected, Rendering, Route, Setting
from harness.core.laws.strays import duplicated, echoed, invented, leaked
from harness.core.laws.unexpected_call import unexpected_calls

__all__ = ["LAWS", "Breach", "Expected", "LawBroken", "Rendering", "Route", "Setting", "judge", "unexpected_calls"]

LAWS: Mapping[str, Callable[[Account], list[Breach]]] = {
    "lost": lost,
    "duplicated": duplicated,
    "reordered": reordered,
    "misattributed": misattributed,
    "altered": altered,
    "resurrected": resurrected,
    "echoed": echoed,
    "leaked": leaked,
    "invented": invented,
}


class LawBroken(AssertionError):  # noqa: N818 - what happened, in the words of a test
    """A history breaks laws; ``breaches`` are all of them."""

    def __init__(self, breaches: Iterable[Breach]) -> None:
        self.breaches = tuple(breaches)
        super().__init__("\n".join(str(breach) for breach in self.breaches))


def judge(facts: Iterable[Fact], setting: Setting) -> list[Breach]:
    """Judge a whole history by every law; return the breaches in the order of their facts, those of no fact last."""
    history = list(facts)
    account = reckon(history, setting)
    breaches = [breach for law in LAWS.values() for breach in law(account)]
    breaches += unexpected_calls(history, setting.refusals)
    return sorted(breaches, key=lambda breach: breach.facts[0].seq if breach.facts else math.inf)
