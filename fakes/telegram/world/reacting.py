"""Reactions, and other signs that somebody is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened, Kind
from fakes.telegram.world.ground import Ground
from fakes.telegram.world.people import ReactionNews

if TYPE_CHECKING:
    from fakes.telegram.tl import TLObject
    from fakes.telegram.world.chats import Chat
    from fakes.telegram.world.messages import Message, Place
    from fakes.telegram.world.people import Person

_PREMIUM_MOST = 3
# The reactions that everybody has without Premium; the first is the default.
REACTIONS = (
    *("👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌"),
    *("🕊", "🤡", "🥱", "🥴", "😍", "🐳", "❤\u200d🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "🤨", "😐"),
    *("🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨\u200d💻", "👀", "🎃", "🙈", "😇", "😨", "🤝", "✍"),
    *("🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾"),
    *("🤷\u200d♂", "🤷", "🤷\u200d♀", "😡"),
)


class Reacting(Ground):
    """Acts that leave a message's text alone."""

    def react(
        self, author: Person, message: Message, emoji: str | tuple[str, ...] | None, *, origin: object = None
    ) -> Happened:
        """Set one's reactions (custom emoji by their ids) or withdraw them with None; raise REACTION_INVALID, ….

        Everybody has one a message, people with Premium three.
        """
        new = (emoji,) if isinstance(emoji, str) else emoji or ()
        if message.deleted or message.action is not None:
            raise WorldError(400, "MESSAGE_ID_INVALID", f"the message {message.ref} takes no reactions")
        self._rights.check_may_write(author, message.place)
        self._check_reactions(author, message, new)
        old = message.reactions.get(author.id, ())
        if old == new:
            raise WorldError(400, "MESSAGE_NOT_MODIFIED", "the reaction is the same as before")
        message.reactions.pop(author.id, None)
        if new:
            message.reactions[author.id] = new
        self._tell_bots_of_reaction(author, message, old, new)
        kind: Kind = "reaction" if new else "unreaction"
        return self._tell(Happened(kind, message.place, author, (message,), origin=origin, text=" ".join(new or old)))

    def limit_reactions(self, chat: Chat, author: Person, allowed: tuple[str, ...] | None) -> None:
        """Say which reactions a chat takes: those, or (None) all."""
        if chat.creator_id != author.id and not chat.may(author, "change_info"):
            raise WorldError(400, "CHAT_ADMIN_REQUIRED", f"{author.name} may not change how {chat.title} works")
        chat.reactions = allowed

    def _check_reactions(self, author: Person, message: Message, wanted: tuple[str, ...]) -> None:
        if len(wanted) > (_PREMIUM_MOST if author.premium else 1):
            raise WorldError(400, "REACTIONS_TOO_MANY", f"{author.name} has too many reactions for one message")
        allowed = None if message.place.kind == "private" else self.chat_of(message.place).reactions
        for emoji in wanted:
            is_custom = emoji.isdecimal()
            if is_custom and not self.files.is_emoji(int(emoji)):
                raise WorldError(400, "DOCUMENT_INVALID", f"there is no custom emoji {emoji}")
            is_free = allowed is None and (emoji in REACTIONS or is_custom)
            if not is_free and emoji not in (allowed or ()):
                raise WorldError(400, "REACTION_INVALID", f"{emoji} isn't one of the reactions available")

    def start_typing(
        self, author: Person, place: Place, *, action: TLObject | None = None, origin: object = None
    ) -> Happened:
        """Show that somebody is writing, or does something else (``SendMessageAction``)."""
        self._rights.check_may_write(author, place)
        return self._tell(Happened("typing", place, author, origin=origin, action=action))

    def _tell_bots_of_reaction(
        self, author: Person, message: Message, old: tuple[str, ...], new: tuple[str, ...]
    ) -> None:
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
