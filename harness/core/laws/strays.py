"""What a message is that nobody owed: each stray breaks exactly one law."""

from __future__ import annotations

from collections.abc import Iterator

from harness.core.fact import Place
from harness.core.laws.account import Account, Transfer
from harness.core.laws.history import Message
from harness.core.laws.matching import Owed, repeats
from harness.core.laws.reactions import strange_reactions
from harness.core.laws.resurrected import back_from_deletion
from harness.core.laws.setting import Breach, Route
from harness.core.laws.words import said


def duplicated(account: Account) -> list[Breach]:
    """Duplicated: one message has a second copy in one place."""
    breaches = []
    for transfer, stray in _strays(account):
        if owed := _twice(transfer, stray):
            text = f"{said(owed.origin.first)} came to {transfer.place} again, as {said(stray.first)}"
            breaches.append(Breach("duplicated", text, (owed.origin.first, stray.first)))
    return breaches


def echoed(account: Account) -> list[Breach]:
    """Echoed: a message comes back to where it was said."""
    breaches = []
    for transfer, stray in _strays(account):
        origin = None if _twice(transfer, stray) else _said_here(transfer, stray)
        if origin:
            text = f"{said(origin.first)} came back to where it was said, as {said(stray.first)}"
            breaches.append(Breach("echoed", text, (origin.first, stray.first)))
    return breaches


def leaked(account: Account) -> list[Breach]:
    """Leaked: words or people of one conversation are seen in a place that has no part in it."""
    breaches = []
    for transfer, stray in _strays(account):
        if not (_twice(transfer, stray) or _said_here(transfer, stray)):
            breaches += _leak(account, stray, transfer.route)
    for stray in account.unrouted:
        breaches += _leak(account, stray, None)
    return breaches + _strangers(account)


def invented(account: Account) -> list[Breach]:
    """Invented: a message that nobody said anywhere."""
    breaches = []
    for transfer, stray in _strays(account):
        explained = _twice(transfer, stray) or _said_here(transfer, stray) or _leak(account, stray, transfer.route)
        if not explained:
            text = f"{said(stray.first)} is a copy of nothing that anybody said"
            breaches.append(Breach("invented", text, (stray.first,)))
    return breaches + [breach for breach in strange_reactions(account) if breach.law == "invented"]


def _strays(account: Account) -> Iterator[tuple[Transfer, Message]]:
    for transfer in account.transfers:
        for stray in transfer.strays:
            if back_from_deletion(account, transfer, stray) is None:
                yield transfer, stray


def _twice(transfer: Transfer, stray: Message) -> Owed | None:
    came = (owed for owed in transfer.owed if owed.copy is not None)
    return next((owed for owed in came if owed.fits_text(stray) or owed.repeats_file(stray)), None)


def _said_here(transfer: Transfer, stray: Message) -> Message | None:
    here = (message for message in transfer.said_here)
    return next((one for one in here if any(repeats(v.text, stray.first.text) for v in one.versions)), None)


def _leak(account: Account, stray: Message, route: Route | None) -> list[Breach]:
    """Blame words first, then the author: words name the very message."""
    for transfer in account.transfers:
        if transfer.route is route:
            continue
        for origin in transfer.said_here:
            if any(_tells(version.text, stray.first.text) for version in origin.versions):
                text = f"{said(origin.first)} of {transfer.route.name} was seen outside, as {said(stray.first)}"
                return [Breach("leaked", text, (origin.first, stray.first))]
    if route is None or (owner := _owner(account, stray.first.author, stray.where, route)) is None:
        return []
    text = f"{said(stray.first)} is by somebody of {owner.name}, who has no part in {route.name}"
    return [Breach("leaked", text, (stray.first,))]


def _tells(said_text: str, seen: str) -> bool:
    # Short words are said in many rooms; only as a whole do they tell anything.
    return said_text == seen != "" or (len(said_text) > 7 and said_text in seen)


def _strangers(account: Account) -> list[Breach]:
    breaches = []
    routes = {place: route for route in account.setting.routes for place in route.places}
    for fact in account.history.others:
        route = routes.get(fact.where)
        if route is None or fact.kind not in ("member", "typing", "read") or account.setting.ours(fact):
            continue
        if owner := _owner(account, fact.author, fact.where, route):
            text = f"{fact.author_name or fact.author} of {owner.name} showed in {route.name} ({fact.kind} #{fact.seq})"
            breaches.append(Breach("leaked", text, (fact,)))
    return breaches


def _owner(account: Account, author: str, place: Place, route: Route) -> Route | None:
    """Return the route that ``author`` belongs to, where that isn't this one."""
    if author in account.setting.shared:
        return None
    owners = account.owners.get((place.network, author), ())
    return None if route in owners else next(iter(owners), None)
