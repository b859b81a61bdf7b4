"""A person on one network, as a test holds it: says things, sees things, and swears that something never came."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from harness.core import markup
from harness.core.attachment import Attachment
from harness.core.carried import Spot
from harness.core.fact import Fact, Network, Place
from harness.core.journal import Journal, Reader
from harness.core.laws.setting import Expected, Rendering
from harness.core.rich import Rich, marked, rich
from harness.core.wanted import That, Wanted, contains


@dataclass
class Stage:
    """Where a scene's people stand: one place on each network, and how bridges render what is said there.

    ``reading`` turns a copy into what people read in it. ``guild`` is the Discord channel's; ``threads`` are those of
    its messages that have one, each a place of its own on Discord, with the channel. ``side`` is another channel of the
    guild, which isn't bridged. ``unjudged`` are words that no law judges, whoever says them. ``behind_names`` is what
    the bridge writes behind a Telegram person's name where it mentions them elsewhere.
    """

    scope: str
    journal: Journal
    began: int
    places: dict[Network, str]
    rendering: Rendering
    reading: Callable[[Fact], Fact]
    patience: float = 20.0
    fences: int = 0
    guild: str = ""
    side: str = ""
    threads: dict[str, str] = field(default_factory=dict)
    unjudged: set[str] = field(default_factory=set)
    behind_names: str = ""

    @classmethod
    def unbridged(cls, scope: str, journal: Journal) -> Stage:
        """Return a stage on Matrix alone, without any place yet."""
        return cls(scope, journal, journal.mark(), {}, _nowhere_else, _as_it_is)

    @property
    def facts(self) -> Reader:
        """What was witnessed of this scene, and of no other."""
        return self.journal.scene(self.scope)

    async def sees(self, wanted: Wanted, *, since: int = 0, within: float | None = None) -> Fact:
        """Return the first wanted fact of this scene after ``since``, waiting for it."""
        return await self.facts.sees(wanted, since=max(since, self.began), within=within or self.patience)

    def next_fence(self) -> str:
        """Return a text that nobody has said in this scene before."""
        self.fences += 1
        return f"fence {self.fences} of {self.scope}"


def _nowhere_else(origin: Fact, onto: Place) -> None:
    """Promise nothing on other networks: there are none."""


def _as_it_is(fact: Fact) -> Fact:
    return fact


class Speaker(Protocol):
    """Whoever can be heard, whether their eyes and ears are ours or not."""

    @property
    def network(self) -> Network:
        """Where they speak."""

    @property
    def id(self) -> str:
        """The network's own id of them."""

    @property
    def name(self) -> str:
        """How the network shows them."""

    async def says(self, text: str) -> Fact:
        """Say something; return the fact once the network has it."""


class Person(ABC):
    """Somebody with an account on one network and nowhere else."""

    network: ClassVar[Network]
    # What a file of some kind is shown as here when it comes from elsewhere, where that is another kind.
    shows_as: ClassVar[Mapping[str, str]] = {}

    def __init__(self, key: str, id: str, name: str, stage: Stage) -> None:  # noqa: A002 - it is their id
        """``key`` is how tests call them (``discord.alice``); ``id`` and ``name`` are the network's own."""
        self.key = key
        self.id = id
        self.name = name
        self.stage = stage

    def __repr__(self) -> str:
        return f"<{self.key}: {self.name}>"

    @property
    def place(self) -> str:
        """The channel, chat or room that the scene gave this person's network."""
        return self.stage.places[self.network]

    def arrives(self) -> None:  # noqa: B027 - on most networks there is nothing to begin
        """Begin to see; called when a test first names this person."""

    @abstractmethod
    async def says(self, text: str | Rich, *, reply_to: Fact | None = None) -> Fact:
        """Say something, set as it may be; return the fact once the network has it."""

    @abstractmethod
    async def sends(self, file: Attachment, caption: str = "") -> Fact:
        """Send a file; return the fact once the network has it."""

    @abstractmethod
    async def sees_file(self, file: Attachment, *, by: Person) -> Fact:
        """Return the message that brought this very file, byte for byte, by this author."""

    @abstractmethod
    async def edits(self, said: Fact, text: str) -> Fact:
        """Change what this person said before; return the fact of the edit."""

    @abstractmethod
    async def deletes(self, said: Fact) -> Fact:
        """Take back what this person said before; return the fact of the deletion."""

    @abstractmethod
    async def reacts(self, said: Fact, emoji: str) -> Fact:
        """Put an emoji to what this person sees; return the fact of the reaction."""

    @abstractmethod
    async def takes_back(self, reaction: Fact) -> Fact:
        """Take one's own reaction away; return the fact of that."""

    async def sees(self, text: str, *, by: Speaker, since: int = 0, within: float | None = None) -> Fact:
        """Return the one message with this text by this author, waiting for it; ``NeverSeen`` explains its absence."""
        wanted = self._wanted(text, by)
        return await self.stage.sees(wanted, since=since, within=within)

    async def sees_formatted(self, text: Rich, *, by: Person, within: float | None = None) -> Fact:
        """Return the one message with these words by this author; of them, the same are set in the same way."""
        wanted = self._wanted(markup.plain(by.network, text.words), by)
        words = markup.read(self.network, str(wanted.text), {}).words
        seen = await self.stage.sees(wanted.but(text=None, words=words), within=within)
        shown = self.stage.reading(seen).detail.get("marked", ())
        assert shown == text.marked, f"{seen} is set as {shown}, and not as {text.marked}"
        return seen

    async def sees_emoji(self, text: Rich, picture: Attachment, *, by: Person) -> Fact:
        """See a text with a custom emoji in it that shows this very ``picture``."""
        seen = await self.sees_formatted(text, by=by)
        await self._sees_emoji_as(picture, seen)
        return seen

    async def _sees_emoji_as(self, picture: Attachment, seen: Fact) -> None:  # noqa: B027 - mostly nothing is to do
        """Check what the emoji of ``seen`` show, where they aren't the network's own, known by their ids."""

    def names(self, other: Person, *, by: Person | None = None) -> Rich:
        """Return a mention of somebody as this person's network has it: their bare name where they aren't on it.

        ``by`` is who mentions them, where that isn't this person: their name comes as it is there.
        """
        id_ = self._knows_as(other)
        abroad = other.network == "telegram" != (by or self).network
        name = other.name + self.stage.behind_names if abroad else other.name
        return marked(name, "person", id_) if id_ else rich(name)

    def _knows_as(self, other: Person) -> str:
        """Return the id by which this network knows somebody; empty where it can't."""
        return other.id if other.network == self.network else ""

    async def sees_reply(self, text: str, *, by: Person, to: Fact) -> Fact:
        """Return the message with this text that answers ``to``, which stands on this person's network."""
        seen = await self.sees(text, by=by)
        answered = self.stage.reading(seen).target
        assert answered == to.ref, f"{seen} answers {answered or 'nothing'}, and not {to.ref}, which is {to}"
        return seen

    async def sees_copy(self, said: Fact, *, since: int = 0, within: float | None = None) -> Fact:
        """Return the copy of what was said on another network; ``since`` is the journal's mark before it was."""
        return await self.stage.sees(self._copy_of(said), since=since, within=within)

    async def sees_edit(self, text: str, *, by: Person, of: Fact, since: int = 0, within: float | None = None) -> Fact:
        """Return the edit that gave ``of`` this text on this person's network."""
        wanted = self._wanted(text, by).but(kind="edit", target=of.ref)
        return await self.stage.sees(wanted, since=since, within=within)

    async def sees_deleted(self, seen: Fact, *, since: int = 0, within: float | None = None) -> Fact:
        """Return the deletion of what this person saw before."""
        wanted = self._here().but(kind="delete", target=seen.ref)
        return await self.stage.sees(wanted, since=since, within=within)

    async def sees_reaction(
        self, emoji: str, *, by: Person, to: Fact, since: int = 0, within: float | None = None
    ) -> Fact:
        """Return the reaction with this emoji that somebody of another network gave to ``to``, which stands here."""
        given = Fact(at=0, network=by.network, kind="reaction", author=by.id, author_name=by.name, text=emoji)
        shown = self._promise(given)
        wanted = self._here().but(kind="reaction", target=to.ref, author=shown.author, text=self._reads(given, shown))
        return await self.stage.sees(wanted, since=since, within=within)

    def _wanted_file(self, file: Attachment, by: Person) -> Wanted:
        sent = Fact(0, by.network, "message", author=by.id, author_name=by.name, detail={"files": [{"sha256": "any"}]})
        shown = self._promise(sent)
        return self._here().but(
            kind="message",
            author=shown.author,
            author_name=shown.author_name,
            file_kind=self.shows_as.get(file.kind, file.kind) if by.network != self.network else file.kind,
        )

    async def sees_telling(self, *parts: str, by: Person, within: float | None = None) -> Fact:
        """Return the message by this author that tells of all ``parts``, in whatever words."""
        told = Fact(0, by.network, "message", author=by.id, author_name=by.name, detail={"forwarded": {"name": "any"}})
        shown = self._promise(told)
        # Telegram's relay is one account, which names people in its words.
        is_named = self.network == "telegram" != by.network
        parts = (*parts, by.name) if is_named else parts
        wanted = self._here().but(kind="message", author=shown.author, words=contains(*parts))
        return await self.stage.sees(wanted.but(author_name=None if is_named else shown.author_name), within=within)

    async def sees_told(self, words: str, *, kind: str = "message") -> Fact:
        """Return the message, or the edit, that brought these words, alone or among others, whoever brought them."""
        return await self.stage.sees(self._here().but(kind=kind, cause="wire", words=contains(words)))

    async def sees_spot(self, spot: Spot, *, within: float | None = None) -> Fact:
        """Return the message that shows this place, whoever brought it."""
        wanted = self._here().but(kind="message", cause="wire", detail=contains(*self._located(spot)))
        return await self.stage.sees(wanted, within=within)

    def _located(self, spot: Spot) -> tuple[str, ...]:
        """Return what is in the detail of a message that shows a place."""
        return (str(spot.latitude), str(spot.longitude))

    def never_saw(self, text: str, *, by: Speaker) -> None:
        """Raise if this text by this author is here. Only a fence before it makes it proof: ``catches_up_with``."""
        self.stage.facts.never_saw(self._wanted(text, by))

    async def sees_in_order(self, said: Sequence[Fact]) -> None:
        """See all of ``said``, what each author said in the order in which they said it."""
        after: dict[str, int] = {}
        for origin in said:
            since = after.get(origin.author, 0)
            after[origin.author] = (await self.sees_copy(origin, since=since)).seq

    async def catches_up_with(self, other: Speaker) -> None:
        """Wait until all that ``other`` said up to now must have come: a fence along the same path comes last."""
        fence = self.stage.next_fence()
        await other.says(fence)
        await self.sees(fence, by=other)

    def _here(self) -> Wanted:
        return Wanted(network=self.network, place=self.place, scope=self.stage.scope)

    def _wanted(self, text: str, by: Speaker) -> Wanted:
        said = Fact(at=0, network=by.network, kind="message", author=by.id, author_name=by.name, text=text)
        return self._copy_of(said)

    def _copy_of(self, origin: Fact) -> Wanted:
        """Return what this person must see of a message, on whichever network it was said."""
        shown = self._promise(origin)
        return self._here().but(kind="message", text=shown.text, author=shown.author, author_name=shown.author_name)

    def _promise(self, origin: Fact) -> Expected:
        shown: Expected | None = Expected(origin.text, origin.author)
        if origin.network != self.network:
            shown = self.stage.rendering(origin, Place(self.network, self.place))
        if shown is None:
            raise ValueError(f"the bridges promise nothing about {origin} on {self.network}")
        return shown

    def _reads(self, origin: Fact, shown: Expected) -> That:
        """Take every text that people read as what was promised."""

        def read(text: str) -> str:
            return self.stage.reading(Fact(at=0, network=self.network, kind=origin.kind, text=text)).text

        return That(repr(shown.text), lambda got: read(got) == read(shown.text or ""))
