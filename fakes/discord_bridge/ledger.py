"""Which Matrix event is which Discord message; in memory, per channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Entry:
    """One event of a message on both sides, and who sent it, as a Matrix id.

    ``attachment`` is the file that the event carries, empty for the text; ``edited`` is Discord's last
    edited_timestamp that was handled (ISO 8601), ``text`` what was posted on Discord.
    """

    discord_id: str
    event_id: str
    sender: str
    edited: str = ""
    text: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction on both sides: who, which emoji (as Discord writes it), on which message."""

    message_id: str
    discord_user: str
    emoji: str


class Ledger:
    """The messages and reactions of one channel."""

    def __init__(self) -> None:
        self._by_discord: dict[str, dict[str, Entry]] = {}
        self._by_event: dict[str, Entry] = {}
        self._reactions: dict[Reaction, str] = {}

    def add(self, entry: Entry) -> None:
        """Remember an event; a later entry of the same message and file replaces the earlier."""
        self._by_discord.setdefault(entry.discord_id, {})[entry.attachment] = entry
        self._by_event[entry.event_id] = entry

    def of_discord(self, discord_id: str) -> Entry | None:
        """Return the first event that a Discord message became."""
        return next(iter(self.parts(discord_id)), None)

    def parts(self, discord_id: str) -> list[Entry]:
        """Return every event that a Discord message became, the text first."""
        entries = self._by_discord.get(discord_id, {})
        return sorted(entries.values(), key=lambda entry: bool(entry.attachment))

    def of_event(self, event_id: str) -> Entry | None:
        """Return what a Matrix event became."""
        return self._by_event.get(event_id)

    def forget(self, entry: Entry) -> None:
        """Forget a deleted event."""
        entries = self._by_discord.get(entry.discord_id, {})
        entries.pop(entry.attachment, None)
        if not entries:
            self._by_discord.pop(entry.discord_id, None)
        self._by_event.pop(entry.event_id, None)

    def react(self, reaction: Reaction, event_id: str) -> None:
        """Remember a reaction's Matrix event."""
        self._reactions[reaction] = event_id

    def reaction_event(self, reaction: Reaction) -> str | None:
        """Return the Matrix event of a reaction."""
        return self._reactions.get(reaction)

    def reaction_of(self, event_id: str) -> Reaction | None:
        """Return the reaction that a Matrix event is."""
        return next((reaction for reaction, known in self._reactions.items() if known == event_id), None)

    def unreact(self, reaction: Reaction) -> None:
        """Forget a reaction that was removed."""
        self._reactions.pop(reaction, None)
