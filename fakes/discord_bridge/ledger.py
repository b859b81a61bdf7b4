"""Which Matrix event is which Discord message, per channel; kept in the archive."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from fakes.discord_bridge.archive import Archive


@dataclass(slots=True)
class Entry:
    """One event of a message on both sides, and who sent it, as a Matrix id.

    ``attachment`` is the file that the event carries, empty for the text; ``edited`` is Discord's last
    edited_timestamp that was handled (ISO 8601), ``text`` what was posted on Discord, ``thread`` the thread it is in.
    """

    discord_id: str
    event_id: str
    sender: str
    edited: str = ""
    text: str = ""
    attachment: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction on both sides: who, which emoji (as Discord writes it), on which message."""

    message_id: str
    discord_user: str
    emoji: str
    thread: str = ""


class Ledger:
    """The messages and reactions of one channel; ``load`` brings back what the archive has of it."""

    def __init__(self, channel: str, archive: Archive) -> None:
        self._channel = channel
        self._archive = archive
        self._by_discord: dict[str, dict[str, Entry]] = {}
        self._by_event: dict[str, Entry] = {}
        self._reactions: dict[Reaction, str] = {}
        self._last: dict[str, Entry] = {}

    def add(self, entry: Entry) -> None:
        """Remember an event; a later entry of the same message and file replaces the earlier."""
        self.recall(entry)
        self._archive.save("message", self._key(entry), asdict(entry))

    def recall(self, entry: Entry) -> None:
        """Take over an entry that the archive has."""
        self._by_discord.setdefault(entry.discord_id, {})[entry.attachment] = entry
        self._by_event[entry.event_id] = entry
        before = self._last.get(entry.thread)
        if before is None or int(before.discord_id) <= int(entry.discord_id):
            self._last[entry.thread] = entry

    def handled(self, entry: Entry, edited: str) -> None:
        """Note the edit of a message that was handled last."""
        if edited:
            entry.edited = edited
            self._archive.save("message", self._key(entry), asdict(entry))

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

    def last(self, thread: str = "") -> Entry | None:
        """Return the newest event of the channel, or of one of its threads."""
        return self._last.get(thread)

    def forget(self, entry: Entry) -> None:
        """Forget a deleted event."""
        entries = self._by_discord.get(entry.discord_id, {})
        entries.pop(entry.attachment, None)
        if not entries:
            self._by_discord.pop(entry.discord_id, None)
        self._by_event.pop(entry.event_id, None)
        self._archive.drop("message", self._key(entry))

    def react(self, reaction: Reaction, event_id: str) -> None:
        """Remember a reaction's Matrix event."""
        self._reactions[reaction] = event_id
        self._archive.save("reaction", f"{self._channel}/{event_id}", asdict(reaction))

    def recall_reaction(self, reaction: Reaction, event_id: str) -> None:
        """Take over a reaction that the archive has."""
        self._reactions[reaction] = event_id

    def reaction_event(self, reaction: Reaction) -> str | None:
        """Return the Matrix event of a reaction."""
        return self._reactions.get(reaction)

    def reaction_of(self, event_id: str) -> Reaction | None:
        """Return the reaction that a Matrix event is."""
        return next((reaction for reaction, known in self._reactions.items() if known == event_id), None)

    def other_reactions(self, message_id: str, event_id: str) -> list[str]:
        """Return the Matrix events of a message's other reactions than ``event_id``."""
        of_message = [event for reaction, event in self._reactions.items() if reaction.message_id == message_id]
        return [event for event in of_message if event != event_id]

    def unreact(self, reaction: Reaction) -> None:
        """Forget a reaction that was removed."""
        event_id = self._reactions.pop(reaction, None)
        self._archive.drop("reaction", f"{self._channel}/{event_id}")

    def clear(self) -> None:
        """Forget everything."""
        for kind in ("message", "reaction"):
            self._archive.drop_below(kind, self._channel)
        for known in (self._by_discord, self._by_event, self._reactions, self._last):
            known.clear()

    def _key(self, entry: Entry) -> str:
        return f"{self._channel}/{entry.discord_id}/{entry.attachment}"
