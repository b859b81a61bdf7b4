"""What each bridge's authors claim that it carries, by capability and direction, as their own lists of features say.

A claim that fails is a failure; what nobody claims is reported whether it works or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

CAPABILITIES = (
    "text",
    "formatting",
    "edit",
    "delete",
    "reply",
    "reaction",
    "custom emoji",
    "mention",
    "mention of everybody",
    "role mention",
    "room mention",
    "picture",
    "file",
    "audio and video",
    "voice message",
    "album",
    "caption",
    "sticker",
    "poll",
    "location",
    "forward",
    "pin",
    "thread",
    "typing",
    "read receipt",
    "presence",
    "name and avatar",
    "room name and avatar",
    "membership",
    "rights",
    "direct message",
    "group creation",
    "supergroup migration",
    "history",
    "encrypted room",
)
WAYS = (
    "discord-to-matrix",
    "matrix-to-discord",
    "telegram-to-matrix",
    "matrix-to-telegram",
    "discord-to-telegram",
    "telegram-to-discord",
)

_QUOTE = "suites/bug_reports/test_discord_quotes.py::test_line_below_a_quote_is_none_of_it"
_EMOJI = "suites/bug_reports/test_discord_emoji.py::test_emoji_alone_reaches_telegram"
_GAPS = "suites/bug_reports/test_telegram_gaps.py"
_MIGRATION = "suites/bug_reports/test_telegram_migration.py::test_first_words_come_as_their_authors"
# What people do in their own names: a relay, which speaks for those without an account, does it for nobody.
_OWN = {"reaction", "typing", "read receipt", "presence", "pin", "room name and avatar", "membership", "rights"}
_OWN |= {"direct message", "group creation", "supergroup migration", "encrypted room"}
_CONTENT = {"text", "formatting", "picture", "file", "audio and video", "voice message", "caption", "reply"}
_ROOMS = {"rights", "direct message", "group creation", "supergroup migration"}
_TELEGRAM = _CONTENT | {"edit", "delete", "reaction", "mention", "sticker", "location", "typing", "read receipt"}


@dataclass(frozen=True, slots=True)
class Bug:
    """A fault of a bridge's own: what fails by it, the minimal scenario that shows it, and where it is told of."""

    tests: tuple[str, ...]
    scenario: str
    reference: str

    def breaks(self, node: str) -> bool:
        """Tell whether a test, by its node id, fails by this."""
        return node in self.tests or node.partition("[")[0] in self.tests


@dataclass(frozen=True, slots=True)
class Claims:
    """One bridge's: what it brings to Matrix from its ``network``, what it takes there, and where that is said."""

    bridge: str
    network: str
    to_matrix: frozenset[str]
    from_matrix: frozenset[str]
    source: str
    bugs: tuple[Bug, ...] = ()

    def covers(self, capability: str, way: str) -> bool:
        """Tell whether this bridge's part of a way is claimed; a way that doesn't touch its network is none of its."""
        here, _, there = way.partition("-to-")
        if here == self.network:
            return capability in self.to_matrix
        if there != self.network:
            return True
        relayed = here != "matrix"
        return capability in self.from_matrix and not (relayed and capability in _OWN)


MAUTRIX_DISCORD = Claims(
    "mautrix-discord",
    "discord",
    # The roadmap says nothing of edits, voice messages, forwards and encryption; the changelog speaks of them as there.
    to_matrix=frozenset(
        _CONTENT
        | {"edit", "delete", "reaction", "custom emoji", "mention", "mention of everybody"}
        | {"sticker", "album", "forward", "thread"}
        | {"room name and avatar", "read receipt", "direct message", "group creation", "encrypted room"}
    ),
    from_matrix=frozenset(
        _CONTENT
        | {"edit", "delete", "reaction", "mention", "thread", "typing", "read receipt", "direct message"}
        | {"encrypted room"}
    ),
    source="ROADMAP and CHANGELOG of v0.7.7",
    bugs=(Bug((_QUOTE,), scenario=_QUOTE, reference="mautrix-discord v0.7.7, formatter.go"),),
)
_PROVISIONING = "suites/isolation/test_inside.py::test_telegrams_provisioning_needs_its_secret"
MAUTRIX_TELEGRAM_PYTHON = Claims(
    "mautrix-telegram (Python)",
    "telegram",
    to_matrix=frozenset(
        _TELEGRAM
        | {
            "custom emoji",
            "album",
            "forward",
            "poll",
            "pin",
            "presence",
            "name and avatar",
            "room name and avatar",
            "membership",
            "history",
            "encrypted room",
        }
        | _ROOMS
    ),
    from_matrix=frozenset(
        _TELEGRAM
        | {"pin", "presence", "room name and avatar", "membership", "rights", "direct message", "group creation"}
        | {"encrypted room"}
    ),
    # The roadmap's "etc." is what the changelog names: captions, places, voice messages, forwards.
    source="ROADMAP and CHANGELOG of v0.15.3",
    bugs=(
        # mautrix-discord gives an emoji alone a formatted body and an empty one; this bridge leaves such events out.
        Bug((_EMOJI,), scenario=_EMOJI, reference="mautrix-go, format/htmlparser.go"),
        Bug(
            (_PROVISIONING,),
            scenario=_PROVISIONING,
            reference="mautrix-telegram v0.15.3, web/provisioning, whose middleware aiohttp 3.14 mistakes",
        ),
    ),
)
MAUTRIX_TELEGRAM_GO = Claims(
    "mautrix-telegram (Go)",
    "telegram",
    to_matrix=frozenset(
        _TELEGRAM
        # A forum's topics become rooms of their own, so a room that was bridged by order is told of none.
        | {"custom emoji", "album", "forward", "name and avatar", "room name and avatar"}
        | {"membership", "history", "encrypted room"}
        | _ROOMS
    ),
    # Pictures arrive, as JPEGs that it makes of them; that their bytes do, which the tests ask, nobody claims. From
    # whoever is relayed a sticker comes as a picture (mautrix-go v0.30.0, bridgev2/portal.go).
    from_matrix=frozenset(_TELEGRAM - {"picture", "sticker"} | {"direct message", "encrypted room"}),
    source="ROADMAP and CHANGELOG of v26.08",
    bugs=(
        Bug(
            (
                f"{_GAPS}::test_edit_behind_a_gap_arrives",
                f"{_GAPS}::test_deletion_behind_a_gap_arrives",
                # Among a crowd the answers to the relay's own words come late enough to be such gaps.
                "suites/roundtrip/test_soak.py::test_crowd_talks",
                "suites/roundtrip/test_soak.py::test_crowd_talks_for_long",
                "suites/roundtrip/test_soak.py::test_no_law_cries_wolf",
            ),
            scenario=f"{_GAPS}::test_edit_behind_a_gap_arrives",
            reference="mautrix-telegram v26.08, pkg/gotd/telegram/updates/state_channel.go",
        ),
        Bug(
            (_MIGRATION,),
            scenario=_MIGRATION,
            reference="mautrix-telegram v26.08, pkg/connector/handletelegram.go, migrateChat",
        ),
    ),
)


def of(*, go_telegram: bool) -> tuple[Claims, Claims]:
    """Return the claims that hold for a superbridge; a stand-in is held to those of what it stands in for."""
    return MAUTRIX_DISCORD, MAUTRIX_TELEGRAM_GO if go_telegram else MAUTRIX_TELEGRAM_PYTHON


def bug(claims: tuple[Claims, ...], node: str) -> Bug | None:
    """Return the known bug of one of the bridges that a test fails by, if there is one."""
    return next((known for one in claims for known in one.bugs if known.breaks(node)), None)


def unclaimed(claims: tuple[Claims, ...], capability: str, way: str) -> Iterator[str]:
    """Name, with its source, each bridge whose authors don't claim a capability on its part of a way."""
    for one in claims:
        if not one.covers(capability, way):
            yield f"{one.bridge}, {one.source}"
