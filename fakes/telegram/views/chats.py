"""Chats as ``chat`` and ``channel`` objects, and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl import TLObject, tl
from fakes.telegram.views.reactions import reaction

if TYPE_CHECKING:
    from fakes.telegram.views.files import FileViews
    from fakes.telegram.views.hashes import AccessHashes
    from fakes.telegram.world import Chat, Member, Person
    from fakes.telegram.world.chats import Ban


class ChatViews:
    """A chat shows differently to its members, its administrators and those who left."""

    def __init__(self, hashes: AccessHashes, files: FileViews) -> None:
        self._hashes = hashes
        self._files = files

    def chat(self, chat: Chat, viewer: Person) -> TLObject:
        """Return ``chat`` as ``viewer`` sees it."""
        return self._supergroup(chat, viewer) if chat.kind == "supergroup" else self._group(chat, viewer)

    def _group(self, chat: Chat, viewer: Person) -> TLObject:
        member = chat.members.get(viewer.id)
        if member is None:
            return tl("chatForbidden", id=chat.id, title=chat.title)
        is_creator = chat.creator_id == viewer.id
        return tl(
            "chat",
            creator=is_creator or None,
            id=chat.id,
            title=chat.title,
            photo=self._files.chat_photo(chat.photo),
            participants_count=len(chat.members),
            date=chat.created_at,
            version=chat.version,
            noforwards=chat.protected or None,
            deactivated=chat.migrated_to is not None or None,
            migrated_to=self._migrated_to(chat, viewer),
            admin_rights=admin_rights(member) if member.rights and not is_creator else None,
            default_banned_rights=banned_rights(chat.banned_for_all),
        )

    def _migrated_to(self, chat: Chat, viewer: Person) -> TLObject | None:
        if chat.migrated_to is None:
            return None
        access_hash = self._hashes.of(viewer.id, "channel", chat.migrated_to)
        return tl("inputChannel", channel_id=chat.migrated_to, access_hash=access_hash)

    def _supergroup(self, chat: Chat, viewer: Person) -> TLObject:
        member = chat.members.get(viewer.id)
        access_hash = self._hashes.of(viewer.id, "channel", chat.id)
        if not chat.shows_to(viewer):
            kind = "broadcast" if chat.broadcast else "megagroup"
            until = chat.bans[viewer.id].until if viewer.id in chat.bans else None
            about = {"access_hash": access_hash, "title": chat.title, "until_date": until or None}
            return TLObject("channelForbidden", {kind: True, "id": chat.id, **about})
        own = chat.bans.get(viewer.id)
        return tl(
            "channel",
            left=member is None or None,
            username=chat.username or None,
            forum=chat.forum or None,
            has_link=chat.linked_to is not None or None,
            creator=chat.creator_id == viewer.id or None,
            broadcast=chat.broadcast or None,
            megagroup=not chat.broadcast or None,
            signatures=chat.signatures or None,
            slowmode_enabled=bool(chat.slow_mode) or None,
            id=chat.id,
            access_hash=access_hash,
            title=chat.title,
            photo=self._files.chat_photo(chat.photo),
            date=chat.created_at if member is None else member.joined_at,
            noforwards=chat.protected or None,
            admin_rights=admin_rights(member) if member is not None and member.rights else None,
            banned_rights=banned_rights(own.rights, own.until) if own is not None else None,
            default_banned_rights=banned_rights(chat.banned_for_all),
            participants_count=len(chat.members),
        )

    def full(self, chat: Chat, viewer: Person) -> TLObject:
        """Return ``channelFull`` or ``chatFull``."""
        if chat.kind == "supergroup":
            return self._full_supergroup(chat, viewer)
        return tl(
            "chatFull",
            id=chat.id,
            about=chat.about,
            participants=self.group_participants(chat),
            notify_settings=tl("peerNotifySettings"),
            chat_photo=self._files.full_photo(chat.photo, viewer.id),
            bot_info=[],
            available_reactions=_available(chat),
        )

    def _full_supergroup(self, chat: Chat, viewer: Person) -> TLObject:
        last = max(chat.box.numbers(), default=0)
        return tl(
            "channelFull",
            can_view_participants=True,
            id=chat.id,
            about=chat.about,
            participants_count=len(chat.members),
            admins_count=sum(bool(member.rights) for member in chat.members.values()),
            kicked_count=sum("view_messages" in ban.rights for ban in chat.bans.values()),
            banned_count=sum("view_messages" not in ban.rights for ban in chat.bans.values()),
            slowmode_seconds=chat.slow_mode or None,
            migrated_from_chat_id=chat.migrated_from,
            linked_chat_id=chat.linked_to,
            requests_pending=len(chat.requests) or None,
            read_inbox_max_id=last,
            read_outbox_max_id=last,
            unread_count=0,
            chat_photo=self._files.full_photo(chat.photo, viewer.id),
            notify_settings=tl("peerNotifySettings"),
            bot_info=[],
            pts=chat.box.pts,
            available_reactions=_available(chat),
        )

    def group_participants(self, chat: Chat) -> TLObject:
        """Return a basic group's ``chatParticipants``."""
        participants = [self._group_participant(chat, member) for member in chat.members.values()]
        return tl("chatParticipants", chat_id=chat.id, participants=participants, version=chat.version)

    def _group_participant(self, chat: Chat, member: Member) -> TLObject:
        if member.person_id == chat.creator_id:
            return tl("chatParticipantCreator", user_id=member.person_id)
        name = "chatParticipantAdmin" if member.rights else "chatParticipant"
        return tl(name, user_id=member.person_id, inviter_id=member.inviter_id, date=member.joined_at)

    def participant(self, chat: Chat, member: Member, viewer: Person) -> TLObject:
        """Return a supergroup's member as ``viewer`` sees them."""
        if member.person_id == chat.creator_id:
            return tl("channelParticipantCreator", user_id=member.person_id, admin_rights=admin_rights(member))
        if member.rights:
            return tl(
                "channelParticipantAdmin",
                self=member.person_id == viewer.id or None,
                inviter_id=member.inviter_id if member.person_id == viewer.id else None,
                user_id=member.person_id,
                promoted_by=chat.creator_id,
                date=member.joined_at,
                admin_rights=admin_rights(member),
            )
        if member.person_id in chat.bans:
            return self.banned(member.person_id, chat.bans[member.person_id], left=False)
        common = {"user_id": member.person_id, "date": member.joined_at}
        if member.person_id == viewer.id:
            return TLObject("channelParticipantSelf", {**common, "inviter_id": member.inviter_id})
        return TLObject("channelParticipant", common)

    @staticmethod
    def banned(person_id: int, ban: Ban, *, left: bool) -> TLObject:
        """Return somebody with a ban, thrown out (``left``) or only restricted."""
        return tl(
            "channelParticipantBanned",
            left=left or None,
            peer=tl("peerUser", user_id=person_id),
            kicked_by=ban.by_id,
            date=ban.at,
            banned_rights=banned_rights(ban.rights, ban.until),
        )


def admin_rights(member: Member) -> TLObject:
    """Return a member's rights as ``chatAdminRights``."""
    return TLObject("chatAdminRights", dict.fromkeys(sorted(member.rights), True))


def _available(chat: Chat) -> TLObject:
    """Return which reactions a chat takes, as ``ChatReactions``."""
    if chat.reactions is None:
        return tl("chatReactionsAll")
    return tl("chatReactionsSome", reactions=[reaction(emoji) for emoji in chat.reactions])


def banned_rights(rights: frozenset[str], until: int = 0) -> TLObject:
    """Return what may not be done as ``chatBannedRights``."""
    return TLObject("chatBannedRights", {**dict.fromkeys(sorted(rights), True), "until_date": until})
