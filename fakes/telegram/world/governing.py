"""Acts of governing chats: what they are called, who may do what in them, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.chats import ADMIN_RIGHTS, BANNED_RIGHTS, CREATOR_RIGHTS, Ban, Chat, Member
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened
from fakes.telegram.world.ground import Ground
from fakes.telegram.world.messages import Action, Place

if TYPE_CHECKING:
    from fakes.telegram.world.people import Person

MAX_TITLE, MAX_ABOUT = 128, 255
SLOW_MODES = (0, 10, 30, 60, 300, 900, 3600)


class Governing(Ground):
    """Whoever acts needs the right to, or is refused by Telegram's name."""

    def retitle(self, chat: Chat, by: Person, title: str, *, origin: object = None) -> Happened:
        """Change a chat's title, which a service message tells."""
        self._check_may(chat, by, "change_info")
        if not title.strip():
            raise WorldError(400, "CHAT_TITLE_EMPTY", "a chat needs a title")
        if title.strip() == chat.title:
            raise WorldError(400, "CHAT_NOT_MODIFIED", "the title is the same as before")
        chat.title, chat.version = title.strip()[:MAX_TITLE], chat.version + 1
        return self._tell(self._post(by, self._service(by, chat, Action("titled", title=chat.title)), origin=origin))

    def describe(self, chat: Chat, by: Person, about: str) -> None:
        """Change what a chat says of itself; raise CHAT_ABOUT_TOO_LONG or CHAT_ABOUT_NOT_MODIFIED."""
        self._check_may(chat, by, "change_info")
        if len(about) > MAX_ABOUT:
            raise WorldError(400, "CHAT_ABOUT_TOO_LONG", f"a chat's about has up to {MAX_ABOUT} characters")
        if about == chat.about:
            raise WorldError(400, "CHAT_ABOUT_NOT_MODIFIED", "it says so already")
        chat.about = about
        self._tell(Happened("about", Place(chat.kind, chat.id), by, text=about))

    def appoint(self, chat: Chat, person: Person, by: Person, rights: frozenset[str]) -> None:
        """Give ``person`` an administrator's rights (none ends it); nobody gives a right that they lack."""
        self._check_may(chat, by, "add_admins")
        member = chat.members.get(person.id)
        if member is None:
            raise WorldError(400, "USER_NOT_PARTICIPANT", f"{person.name} isn't in {chat.title}")
        if person.id == chat.creator_id:
            raise WorldError(400, "USER_CREATOR", f"{person.name} made {chat.title}")
        if not rights <= chat.members[by.id].rights | {"anonymous"} or not rights <= CREATOR_RIGHTS:
            raise WorldError(403, "RIGHT_FORBIDDEN", f"{by.name} lacks a right that they would give")
        member.rights = rights
        chat.version += 1
        self._tell_of_rights(chat, by, person)

    @property
    def usual_rights(self) -> frozenset[str]:
        """What an administrator of a basic group may do."""
        return ADMIN_RIGHTS

    def restrict(
        self, chat: Chat, person: Person, by: Person, banned: frozenset[str], until: int = 0, *, origin: object = None
    ) -> Happened | None:
        """Take rights from somebody (``view_messages`` throws them out); none of them lifts the ban."""
        self._check_may(chat, by, "ban_users")
        member = chat.members.get(person.id)
        if person.id == chat.creator_id or (member is not None and member.rights and by.id != chat.creator_id):
            raise WorldError(400, "USER_ADMIN_INVALID", f"{person.name} governs {chat.title} too")
        if banned - BANNED_RIGHTS:
            raise WorldError(400, "BANNED_RIGHTS_INVALID", f"no such rights: {', '.join(sorted(banned))}")
        chat.bans.pop(person.id, None)
        if banned:
            chat.bans[person.id] = Ban(banned, until, by.id, self.now)
        if "view_messages" not in banned or member is None:
            self._tell_of_rights(chat, by, person)
            return None
        removed = self._service(by, chat, Action("removed", (person.id,)))
        removal = self._post(by, removed, members=(person,), origin=origin)
        del chat.members[person.id]
        chat.version += 1
        return self._tell(removal)

    def restrict_all(self, chat: Chat, by: Person, banned: frozenset[str]) -> None:
        """Take rights from all ordinary members; raise CHAT_NOT_MODIFIED where nothing changes."""
        self._check_may(chat, by, "ban_users")
        if banned == chat.banned_for_all:
            raise WorldError(400, "CHAT_NOT_MODIFIED", "the rights are the same as before")
        chat.banned_for_all = banned
        chat.version += 1
        self._tell_of_rights(chat, by)

    def slow_down(self, chat: Chat, by: Person, seconds: int) -> None:
        """Let ordinary members write once in so many seconds."""
        self._check_may(chat, by, "ban_users")
        if seconds not in SLOW_MODES:
            raise WorldError(400, "SECONDS_INVALID", f"slow mode is one of {SLOW_MODES} seconds")
        if seconds == chat.slow_mode:
            raise WorldError(400, "CHAT_NOT_MODIFIED", "slow mode is the same as before")
        chat.slow_mode = seconds

    def sign(self, chat: Chat, by: Person, *, signed: bool) -> None:
        """Show authors under a broadcast channel's posts, or no longer."""
        self._check_may(chat, by, "change_info")
        if signed == chat.signatures:
            raise WorldError(400, "CHAT_NOT_MODIFIED", "signatures are the same as before")
        chat.signatures = signed

    def migrate(self, group: Chat, by: Person, *, origin: object = None) -> tuple[Chat, list[Happened]]:
        """Turn a basic group into a supergroup with the same members; the group stays behind, closed."""
        if by.id != group.creator_id:
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} didn't make {group.title}")
        if group.migrated_to is not None:
            raise WorldError(400, "CHAT_ID_INVALID", f"{group.title} is a supergroup already")
        new = self.chats.create("supergroup", group.title, by, self.now, group.scope)
        for member in group.members.values():
            rights = new.members[by.id].rights if member.person_id == by.id else member.rights
            new.members[member.person_id] = Member(member.person_id, member.inviter_id, member.joined_at, rights)
        new.about, new.banned_for_all, new.migrated_from = group.about, group.banned_for_all, group.id
        leaving = self._post(by, self._service(by, group, Action("migrated_to", chat_id=new.id)), origin=origin)
        group.migrated_to, group.version = new.id, group.version + 1
        told = [self._tell(leaving)]
        arrival = Action("migrated_from", title=group.title, chat_id=group.id)
        told.append(self._tell(self._post(by, self._service(by, new, arrival), origin=origin)))
        return new, told

    def _check_may(self, chat: Chat, by: Person, right: str) -> None:
        if not chat.has(by):
            name = "CHANNEL_PRIVATE" if chat.kind == "supergroup" else "CHAT_ID_INVALID"
            raise WorldError(400, name, f"{by.name} isn't in {chat.title}")
        free = right == "change_info" and chat.kind == "group" and right not in chat.banned_for_all
        if not free and not chat.may(by, right):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} lacks the right {right} in {chat.title}")

    def _tell_of_rights(self, chat: Chat, by: Person, *concerned: Person) -> None:
        self._tell(Happened("rights", Place(chat.kind, chat.id), by, members=concerned))
