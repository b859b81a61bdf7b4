"""Invitations by link (https://core.telegram.org/api/invites): made, used, revoked, and asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.chats import Chat, Link
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.membership import Membership
from fakes.telegram.world.messages import Action

if TYPE_CHECKING:
    from fakes.telegram.world.events import Happened
    from fakes.telegram.world.people import Person


class Inviting(Membership):
    """Whoever has a link's hash comes in by it, or asks to."""

    def make_link(
        self, chat: Chat, by: Person, *, expires: int = 0, limit: int = 0, asks: bool = False, title: str = ""
    ) -> Link:
        """Make an invitation; raise CHAT_ADMIN_REQUIRED without the right to invite."""
        if not chat.may(by, "invite_users"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} may not make links to {chat.title}")
        if asks and limit:
            raise WorldError(400, "USAGE_LIMIT_INVALID", "a link that asks has no limit")
        link = Link(self.chats.fresh_link(), by.id, self.now, expires, limit, asks, title)
        chat.links[link.hash] = link
        return link

    def revoke_link(self, chat: Chat, by: Person, link_hash: str) -> Link:
        """Make an invitation worthless."""
        link = chat.links.get(link_hash)
        if link is None:
            raise WorldError(400, "INVITE_HASH_EXPIRED", f"{chat.title} has no such link")
        if not chat.may(by, "invite_users"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} may not revoke links to {chat.title}")
        link.revoked = True
        return link

    def linked(self, link_hash: str) -> tuple[Chat, Link]:
        """Return where a link leads; raise INVITE_HASH_EMPTY or INVITE_HASH_EXPIRED."""
        if not link_hash:
            raise WorldError(400, "INVITE_HASH_EMPTY", "the link has no hash")
        found = self.chats.by_link(link_hash)
        if found is None or self._is_over(found[1]):
            raise WorldError(400, "INVITE_HASH_EXPIRED", "nothing is behind this link, or not any more")
        return found

    def join_by_link(self, person: Person, link_hash: str, *, origin: object = None) -> tuple[Chat, Happened]:
        """Come in; raise USER_ALREADY_PARTICIPANT, USER_BANNED_IN_CHANNEL, or INVITE_REQUEST_SENT for one that asks."""
        chat, link = self.linked(link_hash)
        if chat.has(person):
            raise WorldError(400, "USER_ALREADY_PARTICIPANT", f"{person.name} is in {chat.title} already")
        self._check_may_enter(chat, person, [person])
        link.used_by[person.id] = self.now
        if link.asks:
            chat.requests[person.id] = self.now
            raise WorldError(400, "INVITE_REQUEST_SENT", f"an administrator of {chat.title} decides")
        return chat, self._come_in(chat, person, link.maker_id, origin)

    def decide(
        self, chat: Chat, by: Person, person: Person, *, approved: bool, origin: object = None
    ) -> Happened | None:
        """Let somebody in who asked to join, or don't; raise HIDE_REQUESTER_MISSING where nobody asked."""
        if not chat.may(by, "invite_users"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{by.name} may not let people into {chat.title}")
        if chat.requests.pop(person.id, None) is None:
            raise WorldError(400, "HIDE_REQUESTER_MISSING", f"{person.name} didn't ask to join {chat.title}")
        return self._come_in(chat, person, by.id, origin) if approved else None

    def _come_in(self, chat: Chat, person: Person, inviter_id: int, origin: object) -> Happened:
        self._enter(chat, person, self.people.get(inviter_id))
        joined = self._service(person, chat, Action("joined_by_link", (inviter_id,)))
        return self._tell(self._post(person, joined, members=(person,), origin=origin))

    def _is_over(self, link: Link) -> bool:
        is_late = bool(link.expires) and link.expires <= self.now
        is_used_up = bool(link.limit) and len(link.used_by) >= link.limit
        return link.revoked or is_late or is_used_up
