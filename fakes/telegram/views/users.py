"""Accounts as ``user`` objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl import TLObject, tl

if TYPE_CHECKING:
    from fakes.telegram.logins import Device
    from fakes.telegram.views.files import FileViews
    from fakes.telegram.views.hashes import AccessHashes
    from fakes.telegram.world import Person

_ONLINE = 300  # seconds that a client's word for being online holds


class UserViews:
    """Phone numbers show to their owner and to whoever has them as a contact."""

    def __init__(self, hashes: AccessHashes, files: FileViews) -> None:
        self._hashes = hashes
        self._files = files

    def user(self, person: Person, viewer: Person) -> TLObject:
        """Return ``person`` as ``viewer`` sees them."""
        is_self, is_contact = person is viewer, person.id in viewer.contacts
        return tl(
            "user",
            self=is_self or None,
            contact=is_contact or None,
            mutual_contact=(is_contact and viewer.id in person.contacts) or None,
            bot=person.bot or None,
            premium=person.premium or None,
            bot_chat_history=person.bot or None,
            bot_info_version=1 if person.bot else None,
            id=person.id,
            access_hash=self._hashes.of(viewer.id, "user", person.id),
            first_name=person.first_name,
            last_name=person.last_name or None,
            username=person.username or None,
            phone=person.phone if person.phone and (is_self or is_contact) else None,
            # Of a portrait that was made for the viewer alone it is untrue, and clients tell them apart by it.
            apply_min_photo=bool(person.photos) or None,
            photo=self._files.portrait(person.photos),
            status=None if person.bot else status(person),
        )

    def device_hash(self, key_id: bytes) -> int:
        """Return the number by which an account's sessions are told apart."""
        return int.from_bytes(key_id, "little", signed=True)

    def device(self, key_id: bytes, device: Device, at: int, *, is_current: bool) -> TLObject:
        """Return a session as ``authorization``; the own one has no hash."""
        return tl(
            "authorization",
            current=is_current or None,
            hash=0 if is_current else self.device_hash(key_id),
            device_model=device.model or "unknown",
            platform="",
            system_version="",
            api_id=device.api_id,
            app_name="a client",
            app_version="",
            date_created=at,
            date_active=at,
            ip="127.0.0.1",
            country="ZZ",
            region="",
        )

    @staticmethod
    def status(person: Person) -> TLObject:
        """Return when an account was online, as ``UserStatus``."""
        return status(person)

    def change(self, person: Person, kind: str) -> TLObject:
        """Return the update that tells an account's new names (``name``) or its ``status``."""
        if kind == "status":
            return tl("updateUserStatus", user_id=person.id, status=status(person))
        names = [tl("username", editable=True, active=True, username=person.username)] if person.username else []
        parts = {"first_name": person.first_name, "last_name": person.last_name}
        return TLObject("updateUserName", {"user_id": person.id, **parts, "usernames": names})

    def full(self, person: Person, viewer: Person) -> TLObject:
        """Return ``users.userFull``."""
        full = tl(
            "userFull",
            id=person.id,
            about=person.about or None,
            blocked=person.id in viewer.blocked or None,
            settings=tl("peerSettings"),
            notify_settings=tl("peerNotifySettings"),
            bot_info=bot_info(person) if person.bot else None,
            profile_photo=self._files.file(person.photos[0], viewer.id) if person.photos else None,
            common_chats_count=0,
        )
        return tl("users.userFull", full_user=full, chats=[], users=[self.user(person, viewer)])


def status(person: Person) -> TLObject:
    """Return when an account was online; nobody knows until a client has told."""
    if person.online is None:
        return tl("userStatusRecently")
    if person.online:
        return tl("userStatusOnline", expires=person.seen_at + _ONLINE)
    return tl("userStatusOffline", was_online=person.seen_at)


def bot_info(bot: Person) -> TLObject:
    """Return a bot's commands as ``botInfo``."""
    commands = [tl("botCommand", command=name, description=text) for name, text in bot.commands]
    return tl("botInfo", user_id=bot.id, description=bot.about or None, commands=commands or None)
