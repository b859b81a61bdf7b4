"""account.*: what a logged-in client tells of itself."""

from __future__ import annotations

from fakes.telegram.rpc.registry import Call, Service
from fakes.telegram.tl import TLObject, tl

SERVICE = Service()


@SERVICE.serves("account.updateStatus")
def update_status(_: Call) -> bool:
    """Being online or not shows nowhere here."""
    return True


@SERVICE.serves("account.getNotifySettings")
def get_notify_settings(_: Call) -> TLObject:
    """Nobody has changed a notification setting."""
    return tl("peerNotifySettings")
