"""Accounts as ``user`` objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl import TLObject, tl

if TYPE_CHECKING:
    from fakes.telegram.views.hashes import AccessHashes
    from fakes.telegram.world import Person


class UserViews:
    """Phone numbers show to their owner and to whoever has them as a contact."""

    def __init__(self, hashes: AccessHashes) -> None:
        self._hashes = hashes

    def user(self, person: Person, viewer: Person) -> TLObject:
        """Return ``person`` as ``viewer`` sees them."""
        is_self, is_contact = person is viewer, person.id in viewer.contacts
        return tl(
            "user",
            self=is_self or None,
            contact=is_contact or None,
            mutual_contact=(is_contact and viewer.id in person.contacts) or None,
            bot=person.bot or None,
            bot_chat_history=person.bot or None,
            bot_info_version=1 if person.bot else None,
            id=person.id,
            access_hash=self._hashes.of(viewer.id, "user", person.id),
            first_name=person.first_name,
            last_name=person.last_name or None,
            username=person.username or None,
            phone=person.phone if person.phone and (is_self or is_contact) else None,
            status=None if person.bot else tl("userStatusRecently"),
        )

    def full(self, person: Person, viewer: Person) -> TLObject:
        """Return ``users.userFull``."""
        full = tl(
            "userFull",
            id=person.id,
            settings=tl("peerSettings"),
            notify_settings=tl("peerNotifySettings"),
            bot_info=tl("botInfo", user_id=person.id) if person.bot else None,
            common_chats_count=0,
        )
        return tl("users.userFull", full_user=full, chats=[], users=[self.user(person, viewer)])
