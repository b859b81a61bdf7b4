"""How an unmodified bridge shows on one network what was said on another: pure functions of text and author.

What a bridge rightly changes (escaped Markdown, a relay's author prefix) is expected here; whatever differs from this
is ``altered``. Measured on mautrix-discord 0.7.7 and mautrix-telegram 0.15.3 with their default settings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from harness.core import markup
from harness.core.fact import Fact, Place
from harness.core.laws.setting import Expected

# mautrix-discord leaves links alone, which for it end at a space and not at a line's end, and escapes the rest.
_SPACES = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff"
_LINK = re.compile(rf"https?://[^<{_SPACES}]*[^\"'),.:;\]{_SPACES}]")
_DISCORD_MARKDOWN = re.compile(r"([\\_*~`|<#])")

# mautrix-telegram tells the people behind its relay bot apart by a sign picked by their Matrix id.
_SIGNS = ("🟦", "🟣", "🟩", "⭕️", "🔶", "⬛️", "🔵", "🟢")
_RELAYED = re.compile(rf"(?P<who>(?:{'|'.join(_SIGNS)}) .*?): (?P<words>.*)", re.DOTALL)

# The Go mautrix-telegram has such signs too, but its format leaves them out.
_NAMED = re.compile(r"(?P<who>[^\n]*?): (?P<words>.*)", re.DOTALL)

# It mentions people by their ghosts' names, where the Python one leaves the words that they were mentioned by.
BEHIND_NAMES_IN_GO = " (Telegram)"

# A poll on Matrix (MSC3381), which neither bridge reads.
_POLL = "org.matrix.msc3381.poll.start"

_EVERYBODY = re.compile("@(?:everyone|here)")

# A webhook can't reply, so mautrix-discord's relay writes an embed with a link.
_ANSWERS = re.compile(r"\*\*\[Replying to\]\(https://discord\.com/channels/[^/)]+/[^/)]+/(?P<message>\d+)\)")


def discord_escaped(text: str) -> str:
    """Return a Matrix plain text as mautrix-discord writes it, so that Discord's Markdown shows it unchanged."""
    pieces, end = [], 0
    for link in _LINK.finditer(text):
        pieces += [_DISCORD_MARKDOWN.sub(r"\\\1", text[end : link.start()]), link.group()]
        end = link.end()
    return "".join([*pieces, _DISCORD_MARKDOWN.sub(r"\\\1", text[end:])])


def through_html(text: str, newline: str = " ") -> str:
    """Return a Discord text as mautrix-telegram relays it from the HTML that mautrix-discord makes of it.

    A line break there is ``<br>`` and a newline, of which the newline stays as a space (in Go as nothing); each of
    several paragraphs is a block, and the first block begins on a line of its own, below the author's name.
    """
    paragraphs = [part.replace("\n", f"\n{newline}") for part in re.split(r"\n{2,}", text)]
    return paragraphs[0] if len(paragraphs) == 1 else "\n" + "\n\n".join(paragraphs)


def relay_sign(user_id: str) -> str:
    """Return the sign that mautrix-telegram puts before a relayed person: a 32-bit hash of the Matrix id."""
    value = 0
    for char in user_id:
        value = (value * 31 + ord(char)) & 0xFFFFFFFF
    signed = value - 2**32 if value & 2**31 else value
    return _SIGNS[abs(signed) % len(_SIGNS)]


def plain_emoji(emoji: str) -> str:
    """Return an emoji without the variation selectors that some clients write and others don't (Unicode 16, 23.4)."""
    return emoji.replace("\ufe0f", "")


def bare(origin: Fact, behind_names: str = "") -> str:
    """Return what was said without what sets parts of it apart, and with its lines where nothing does.

    ``behind_names`` is what stands behind the name of whoever is mentioned.
    """
    rich = markup.read(origin.network, origin.text, origin.detail).naming(behind_names)
    # What somebody answers a part of stands above the answer, as a quotation.
    if quoted := origin.detail.get("quote"):
        return f"{quoted} {rich.words}"
    text = rich.words if rich.marked else rich.text if origin.network == "discord" else origin.text
    # Whoever calls everybody on Discord calls the whole room.
    return _EVERYBODY.sub("@room", text) if origin.network == "discord" else text


def as_read(copy: Fact, relay: str = "") -> Fact:
    """Return a copy as people read it.

    What Telegram's relay says as somebody is said by that somebody; what stands on Discord below a line of
    "Replying to" is an answer to the message that the line links to. ``relay`` is an account that speaks for others
    and puts no sign before their names. An emoji is the same with and without a variation selector. Where parts of a
    text are set apart, its text is its bare words, and ``detail.marked`` says how it is set.
    """
    if copy.kind in ("reaction", "unreaction"):
        return replace(copy, text=plain_emoji(copy.text))
    names = _NAMED if relay and copy.author == relay else _RELAYED
    rich = markup.read(copy.network, copy.text, copy.detail)
    if copy.network == "telegram" and (said := names.fullmatch(copy.text)):
        copy, rich = replace(copy, author_name=said["who"], text=said["words"]), rich.after(said.start("words"))
    if rich.marked:
        copy = replace(copy, text=rich.words, detail={**copy.detail, "marked": rich.marked})
    elif copy.network == "discord":
        copy = replace(copy, text=rich.text)
    # An edit's target, and a deletion's, is the message itself.
    if (copy.network, copy.kind) == ("discord", "message") and (embeds := copy.detail.get("embeds")):
        answers = _ANSWERS.match(str(embeds[0].get("description", "")))
        return replace(copy, target=answers["message"]) if answers else copy
    return copy


@dataclass(frozen=True, slots=True)
class RelayRendering:
    """A room that both bridges share, everybody relayed and nobody logged in: a ``core.laws`` Rendering.

    ``signs`` says that mautrix-telegram is the Python one: it puts a sign before each name, which in Go it doesn't.
    """

    server_name: str
    discord_ghosts: str
    telegram_ghosts: str
    relay_webhook: str
    relay_bot: str
    signs: bool = True

    def matrix_author(self, origin: Fact) -> tuple[str, str]:
        """Return the Matrix id and the display name under which Matrix shows the author of ``origin``."""
        if origin.network == "discord":
            return f"@{self.discord_ghosts}{origin.author}:{self.server_name}", origin.author_name
        if origin.network == "telegram":
            return f"@{self.telegram_ghosts}{origin.author}:{self.server_name}", f"{origin.author_name} (Telegram)"
        return origin.author, origin.author_name

    def __call__(self, origin: Fact, onto: Place) -> Expected | None:
        """Return how ``origin`` must show on another network; None where the bridges promise nothing.

        Discord and Telegram themselves take white space off a message's ends.
        """
        if origin.kind in ("message", "edit"):
            return self._said(origin, onto)
        if origin.kind == "reaction" and onto.network == "matrix":
            return Expected(origin.text, *self.matrix_author(origin))
        return Expected() if origin.kind == "delete" else None

    def _said(self, origin: Fact, onto: Place) -> Expected | None:
        user_id, name = self.matrix_author(origin)
        text = bare(origin, "" if self.signs or origin.network != "telegram" else BEHIND_NAMES_IN_GO)
        if origin.file:
            return self._carrying(origin, text, onto, user_id, name)
        if onto.network == "telegram" and self.signs and _is_emoji_alone(origin):
            return None
        if _is_no_text(origin):
            return self._worded_freely(origin, onto, user_id, name)
        if onto.network == "matrix":
            return Expected(text, user_id, name)
        if onto.network == "discord":
            return Expected(discord_escaped(_without_emoji(origin, text).strip()), self.relay_webhook, name)
        if origin.network == "discord":
            text = through_html(text, " " if self.signs else "")
        return Expected(f"{self._speaker(user_id, name)}: {text}".rstrip(), self.relay_bot)

    def _speaker(self, user_id: str, name: str) -> str:
        """Return how Telegram's relay names somebody."""
        return f"{relay_sign(user_id)} {name}" if self.signs else name

    def _brings(self, onto: Place, user_id: str, name: str) -> tuple[str, str | None]:
        """Return who brings what isn't text, and by which name; Telegram's relay names people in words, if at all."""
        author = {"matrix": user_id, "discord": self.relay_webhook, "telegram": self.relay_bot}[onto.network]
        return author, None if onto.network == "telegram" else name

    def _carrying(self, origin: Fact, caption: str, onto: Place, user_id: str, name: str) -> Expected:
        """Return who brings a file; captions may come by themselves, and albums one by one."""
        author, shown = self._brings(onto, user_id, name)
        said = discord_escaped(caption) if onto.network == "discord" else caption
        if onto.network == "telegram":
            said = f"{self._speaker(user_id, name)}: {caption}"
        words = (Expected(said, author, shown),) if caption else ()
        more = (Expected(None, author, shown, file=True),) * (len(origin.detail.get("files") or ()) - 1)
        return Expected(None, author, shown, file=True, pieces=words + more)

    def _worded_freely(self, origin: Fact, onto: Place, user_id: str, name: str) -> Expected | None:
        """Return who tells of what isn't text, in the bridge's own words; None for what isn't brought that far."""
        if not _is_brought(origin, onto):
            return None
        author, shown = self._brings(onto, user_id, name)
        is_named = onto.network == "telegram" and not _is_place(origin)
        return Expected(None, author, self._speaker(user_id, name) if is_named else shown)


def _without_emoji(origin: Fact, text: str) -> str:
    """Return a text without its custom emoji, for which mautrix-discord has no words on Discord either."""
    runs = markup.read(origin.network, origin.text, origin.detail).runs
    left = [run.text for run in runs if all(mark.kind != "emoji" for mark in run.marks)]
    return text if len(left) == len(runs) else "".join(left)


def _is_emoji_alone(origin: Fact) -> bool:
    """Tell whether a message has nothing but custom emoji of Discord's, for which mautrix-discord has no words."""
    runs = markup.read(origin.network, origin.text, origin.detail).runs
    said = [run for run in runs if run.text.strip()]
    is_emoji = all(any(mark.kind == "emoji" for mark in run.marks) for run in said)
    return origin.network == "discord" and bool(said) and is_emoji


def _is_no_text(origin: Fact) -> bool:
    """Tell whether a message without a file is something else than its words: a poll, a place, a forward."""
    detail = origin.detail
    words_of_others = detail.get("forwarded") or detail.get("forward")
    content = detail.get("content") or {}
    return bool(words_of_others or detail.get("poll") or detail.get("media") or _POLL in content or _is_place(origin))


def _is_place(origin: Fact) -> bool:
    content, media = origin.detail.get("content") or {}, origin.detail.get("media") or {}
    return content.get("msgtype") == "m.location" or "latitude" in media


def _is_brought(origin: Fact, onto: Place) -> bool:
    """Tell whether the bridges carry something that isn't text: mautrix-discord no polls and no places."""
    is_poll = bool(origin.detail.get("poll")) or _POLL in (origin.detail.get("content") or {})
    return not is_poll and not (_is_place(origin) and onto.network == "discord")
