"""Acts on oneself: names, usernames, being online, whom one knows and whom one doesn't want to hear."""

from __future__ import annotations

import re

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened
from fakes.telegram.world.ground import Ground
from fakes.telegram.world.messages import Place
from fakes.telegram.world.people import Person

MAX_NAME, MAX_ABOUT = 64, 70
_USERNAME = re.compile(r"[A-Za-z](?!.*__)[A-Za-z0-9_]{3,30}[A-Za-z0-9]")


class Profiles(Ground):
    """What accounts are called and how they stand to one another."""

    def rename(
        self,
        person: Person,
        *,
        first_name: str | None = None,
        last_name: str | None = None,
        about: str | None = None,
        origin: object = None,
    ) -> Happened:
        """Change what is given; raise FIRSTNAME_INVALID or ABOUT_TOO_LONG."""
        if first_name is not None and not 0 < len(first_name.strip()) <= MAX_NAME:
            raise WorldError(400, "FIRSTNAME_INVALID", f"a first name has 1 to {MAX_NAME} characters")
        if about is not None and len(about) > MAX_ABOUT:
            raise WorldError(400, "ABOUT_TOO_LONG", f"an account's about has up to {MAX_ABOUT} characters")
        person.first_name = person.first_name if first_name is None else first_name.strip()
        person.last_name = person.last_name if last_name is None else last_name.strip()[:MAX_NAME]
        person.about = person.about if about is None else about
        return self._tell(Happened("name", Place.private(person.id, person.id), person, origin=origin))

    def take_username(self, person: Person, username: str, *, origin: object = None) -> Happened:
        """Change or give up (empty) a username; raise USERNAME_INVALID, _OCCUPIED or _NOT_MODIFIED."""
        if username == person.username:
            raise WorldError(400, "USERNAME_NOT_MODIFIED", "the username is the same as before")
        is_own = username.lower() == person.username.lower()
        if username and not is_own and not self.is_username_free(username):
            raise WorldError(400, "USERNAME_OCCUPIED", f"the username {username} is taken")
        self.people.set_username(person, username)
        return self._tell(Happened("name", Place.private(person.id, person.id), person, origin=origin))

    def is_username_free(self, username: str) -> bool:
        """Tell whether nobody has the username; raise USERNAME_INVALID for what can be none."""
        if not _USERNAME.fullmatch(username):
            raise WorldError(400, "USERNAME_INVALID", f"{username!r} can't be a username")
        return self.people.by_username(username) is None and self.chats.by_username(username) is None

    def show_status(self, person: Person, *, online: bool, origin: object = None) -> Happened | None:
        """Go online or offline; None where nothing changes."""
        if person.bot or person.online == online:
            return None
        person.online, person.seen_at = online, self.now
        text = "online" if online else "offline"
        return self._tell(Happened("status", Place.private(person.id, person.id), person, origin=origin, text=text))

    def block(self, person: Person, other: Person, *, blocked: bool = True) -> None:
        """Don't hear somebody any more, or hear them again."""
        if blocked:
            person.blocked[other.id] = self.now
        else:
            person.blocked.pop(other.id, None)
