"""Requests that are signed as they mustn't be; each must be answered with 401 and have no effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.federation import xmatrix
from fakes.federation.flaws import Effect, Flaw, named

if TYPE_CHECKING:
    from fakes.federation.keys import KeyRing
    from fakes.federation.xmatrix import Credentials, Signable

_AUTHENTICATION = "server-server API, Request Authentication"
_Made = Callable[["Signable", "KeyRing"], "Credentials | None"]


def _unsigned(_: Signable, __: KeyRing) -> None:
    return None


def _wrong_origin(request: Signable, ring: KeyRing) -> Credentials:
    return xmatrix.signed(replace(request, origin=f"not-{request.origin}"), ring.key)


def _wrong_destination(request: Signable, ring: KeyRing) -> Credentials:
    return xmatrix.signed(replace(request, destination=f"not-{request.destination}"), ring.key)


def _replayed(request: Signable, ring: KeyRing) -> Credentials:
    """Sign for another server, and leave out for whom, as an old sender would."""
    given = xmatrix.signed(replace(request, destination=f"not-{request.destination}"), ring.key)
    return replace(given, destination="")


def _other_body(request: Signable, ring: KeyRing) -> Credentials:
    given = xmatrix.signed(replace(request, body=b'{"another":"body"}'), ring.key)
    return replace(given, destination=request.destination)


def _other_method(request: Signable, ring: KeyRing) -> Credentials:
    return xmatrix.signed(replace(request, method="PUT" if request.method != "PUT" else "POST"), ring.key)


def _other_path(request: Signable, ring: KeyRing) -> Credentials:
    return xmatrix.signed(replace(request, uri=f"{request.uri}x"), ring.key)


def _wrong_key(request: Signable, ring: KeyRing) -> Credentials:
    return xmatrix.signed(request, ring.stranger())


def _unknown_key(request: Signable, ring: KeyRing) -> Credentials:
    return replace(xmatrix.signed(request, ring.stranger()), key="ed25519:nobodys")


def _old_key(request: Signable, ring: KeyRing) -> Credentials:
    """Sign with the newest retired key; with a stranger's where none was retired yet."""
    return xmatrix.signed(request, ring.retired[-1] if ring.retired else ring.stranger())


def _bad_base64(request: Signable, ring: KeyRing) -> Credentials:
    return replace(xmatrix.signed(request, ring.key), sig="!not base64!")


_ROWS: tuple[tuple[str, _Made, str], ...] = (
    ("no_authorization", _unsigned, "there is no Authorization header"),
    ("wrong_origin", _wrong_origin, "it claims to come from another server"),
    ("wrong_destination", _wrong_destination, "it is signed for another server, and says so"),
    ("replayed", _replayed, "it is signed for another server, and doesn't say for which"),
    ("other_body", _other_body, "the signature covers another body"),
    ("other_method", _other_method, "the signature covers another method"),
    ("other_path", _other_path, "the signature covers another path"),
    ("wrong_key", _wrong_key, "signed by another key than the one that it names"),
    ("unknown_key", _unknown_key, "signed by a key that isn't published"),
    ("old_key", _old_key, "signed by a key that was retired (rotate the keys first)"),
    ("bad_base64", _bad_base64, "the signature is no base64"),
)
REQUEST_FLAWS = {name: Flaw(name, Effect.REFUSED, says, _AUTHENTICATION) for name, _, says in _ROWS}
_MADE = {name: made for name, made, _ in _ROWS}


def header(flaw: str, request: Signable, ring: KeyRing) -> str | None:
    """Return the ``Authorization`` header of a request, with a flaw where one is named; None for no header at all."""
    made = _MADE[named(flaw, REQUEST_FLAWS, "requests").name] if flaw else _honest
    given = made(request, ring)
    return given.header() if given is not None else None


def _honest(request: Signable, ring: KeyRing) -> Credentials:
    return xmatrix.signed(request, ring.key)
