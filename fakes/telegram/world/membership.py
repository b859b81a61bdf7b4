"""Acts on chats: making them, and who is in them with which rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.chats import ADMIN_RIGHTS, CREATOR_RIGHTS, Chat, ChatKind, Member
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.ground import Ground
from fakes.telegram.world.messages import Action

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fakes.telegram.world.events import Happened
    from fakes.telegram.world.people import Person


class Membership(Ground):
    """Chats come into being, and people come and go."""

    def create_chat(
        self,
        kind: ChatKind,
        title: str,
        creator: Person,
        members: Iterable[Person] = (),
        *,
        scope: str = "",
        broadcast: bool = False,
        about: str = "",
        origin: object = None,
    ) -> Chat:
        """Make a chat; the creation and the first members are told by service messages, as on Telegram."""
        chat = self.chats.create(kind, title, creator, self.now, scope)
        chat.broadcast, chat.about = broadcast, about
        invited = [person for person in members if person is not creator]
        if kind == "group":
            for person in invited:
                self._enter(chat, person, creator)
        created = self._service(creator, chat, Action("created", tuple(person.id for person in invited), title))
        self._tell(self._post(creator, created, members=(creator, *invited), origin=origin))
        if kind == "supergroup" and invited:
            self.invite(chat, creator, invited, origin=origin)
        return chat

    def invite(self, chat: Chat, inviter: Person, people: list[Person], *, origin: object = None) -> Happened:
        """Make people members, by an invitation or (``inviter`` alone in ``people``) by joining themselves."""
        if people != [inviter] and not chat.has(inviter):
            raise WorldError(403, "CHAT_WRITE_FORBIDDEN", f"{inviter.name} isn't in {chat.title}")
        already = [person for person in people if chat.has(person)]
        if already:
            raise WorldError(400, "USER_ALREADY_PARTICIPANT", f"{already[0].name} is in {chat.title} already")
        self._check_may_enter(chat, inviter, people)
        for person in people:
            self._enter(chat, person, inviter)
        added = self._service(inviter, chat, Action("added", tuple(person.id for person in people)))
        return self._tell(self._post(inviter, added, members=tuple(people), origin=origin))

    def _check_may_enter(self, chat: Chat, inviter: Person, people: list[Person]) -> None:
        """Raise where bans, or rights that the inviter lacks, keep people out."""
        joins = people == [inviter]
        for person in people:
            if "view_messages" in chat.bans_of(person.id, self.now):
                if joins:
                    raise WorldError(400, "USER_BANNED_IN_CHANNEL", f"{person.name} was thrown out of {chat.title}")
                if not chat.may(inviter, "ban_users"):
                    raise WorldError(400, "USER_KICKED", f"{person.name} was thrown out of {chat.title}")
                del chat.bans[person.id]
        needs_right = chat.broadcast or "invite_users" in chat.banned_for_all
        if not joins and needs_right and not chat.may(inviter, "invite_users"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{inviter.name} may not invite to {chat.title}")

    def remove(self, chat: Chat, person: Person, by: Person, *, origin: object = None) -> Happened:
        """End a membership: ``person`` leaves, or ``by`` (who needs the right to) removes them."""
        if not chat.has(person):
            raise WorldError(400, "USER_NOT_PARTICIPANT", f"{person.name} isn't in {chat.title}")
        if person is not by and not chat.may(by, "ban_users"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} may not remove members of {chat.title}")
        removed = self._service(by, chat, Action("removed", (person.id,)))
        removal = self._post(by, removed, members=(person,), origin=origin)
        del chat.members[person.id]
        chat.version += 1
        return self._tell(removal)

    def promote(self, chat: Chat, person: Person, rights: frozenset[str] | None = None) -> None:
        """Give a member an administrator's rights: the usual ones, or those named (none of them ends it)."""
        member = chat.members.get(person.id)
        if member is None:
            raise WorldError(400, "USER_NOT_PARTICIPANT", f"{person.name} isn't in {chat.title}")
        unknown = (rights or frozenset()) - CREATOR_RIGHTS
        if unknown:
            raise WorldError(400, "RIGHTS_INVALID", f"there is no right called {', '.join(sorted(unknown))}")
        member.rights = ADMIN_RIGHTS if rights is None else rights

    def _enter(self, chat: Chat, person: Person, inviter: Person) -> None:
        chat.members[person.id] = Member(person.id, inviter.id, self.now)
        chat.version += 1
