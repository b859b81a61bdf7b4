"""Seeded defects of who: wrong names, mentions, reactions and readers, ghosts that follow anybody, endless typing."""

from __future__ import annotations

from collections.abc import Sequence

from fakes.discord_bridge.defect import Defect

ENDLESS_SECONDS = 3600


class WrongName(Defect):
    """Gives every ghost, and everybody who is relayed, a name that isn't theirs."""

    name = "wrong-name"

    def called(self, name: str) -> str:
        """Return another name."""
        return f"Not {name}"


class WrongMention(Defect):
    """Mentions the logged-in account in place of whoever was meant."""

    name = "wrong-mention"

    def mentioned(self, discord_id: str, impostor: str) -> str:
        """Mean somebody else."""
        return impostor or discord_id


class WrongReactor(Defect):
    """Shows every reaction from Discord as the logged-in account's."""

    name = "wrong-reactor"

    def reactor(self, discord_id: str, impostor: str) -> str:
        """Let somebody else react."""
        return impostor or discord_id


class UnreactsWrong(Defect):
    """Takes away another reaction to the message than the one that was taken back, where there is another."""

    name = "unreacts-wrong"

    def unreacted(self, event: str, others: Sequence[str]) -> str:
        """Pick another."""
        return others[-1] if others else event


class WrongReader(Defect):
    """Marks messages as read for another logged-in user than the one who read, where there is another."""

    name = "wrong-reader"

    def reader(self, mxid: str, others: Sequence[str]) -> str:
        """Let somebody else have read."""
        return others[0] if others else mxid


class TypesForever(Defect):
    """Shows who begins to type on Discord as typing for an hour."""

    name = "types-forever"

    def typing_seconds(self, seconds: int) -> int:
        """Make it long."""
        return ENDLESS_SECONDS


class FollowsAnybody(Defect):
    """Lets every ghost join wherever anybody invites it."""

    name = "follows-anybody"

    def follows(self) -> bool:
        """Follow."""
        return True


class InvitesEverybody(Defect):
    """Invites all who have logged in to every new room, as the real bridge was reported to. mautrix/discord#188."""

    name = "invites-everybody"

    def invites(self) -> bool:
        """Invite them."""
        return True


PEOPLE_DEFECTS: tuple[type[Defect], ...] = (
    WrongName, WrongMention, WrongReactor, UnreactsWrong, WrongReader, TypesForever, FollowsAnybody,
    InvitesEverybody,
)  # fmt: skip
