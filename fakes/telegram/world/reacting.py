"""Reactions, and other signs that somebody is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened, Kind
from fakes.telegram.world.ground import Ground
from fakes.telegram.world.people import ReactionNews

if TYPE_CHECKING:
    from fakes.telegram.world.messages import Message, Place
    from fakes.telegram.world.people import Person


class Reacting(Ground):
    """Acts that leave a message's text alone."""

    def react(self, author: Person, message: Message, emoji: str | None, *, origin: object = None) -> Happened:
        """Set or withdraw (None) one's reaction."""
        if message.deleted or message.action is not None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {message.ref} takes no reactions")
        self._rights.check_may_write(author, message.place)
        old = message.reactions.pop(author.id, None)
        if old == emoji:
            if emoji is not None:
                message.reactions[author.id] = emoji
            raise WorldError(400, "MESSAGE_NOT_MODIFIED", "the reaction is the same as before")
        if emoji is not None:
            message.reactions[author.id] = emoji
        self._tell_bots_of_reaction(author, message, old, emoji)
        kind: Kind = "unreaction" if emoji is None else "reaction"
        return self._tell(Happened(kind, message.place, author, (message,), origin=origin, text=emoji or old or ""))

    def start_typing(self, author: Person, place: Place, *, origin: object = None) -> Happened:
        """Show that somebody is writing."""
        self._rights.check_may_write(author, place)
        return self._tell(Happened("typing", place, author, origin=origin))

    def _tell_bots_of_reaction(self, author: Person, message: Message, old: str | None, new: str | None) -> None:
        for bot in self.bots_told_of_reactions(message.place):
            if bot is not author:
                news = ReactionNews(bot.qts + 1, message.ref, author.id, old, new, self.now)
                bot.reaction_news.append(news)

    def bots_told_of_reactions(self, place: Place) -> list[Person]:
        """Return the bots that learn of reactions in ``place``: administrators, and a private chat's partner."""
        bots = [person for person in self.audience(place) if person.bot]
        if place.kind == "private":
            return bots
        return [bot for bot in bots if self.chat_of(place).members[bot.id].rights]
