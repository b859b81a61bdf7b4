"""What Discord refuses, as errors and as the words in which the real bridge tells of it."""

from __future__ import annotations

import re

import discord


class DiscordRefusedError(Exception):
    """Discord refused a call: HTTP ``status``, Discord's ``code`` and a sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"HTTP {status}: {code}: {message}")
        self.status = status
        self.code = code
        self.message = message


class LogInFailedError(Exception):
    """Discord didn't let the account in."""


def refusal(error: discord.HTTPException) -> DiscordRefusedError:
    """Return discord.py's error as ours."""
    return DiscordRefusedError(error.status, error.code, error.text)


def trouble(error: DiscordRefusedError) -> str:
    """Return the words with which the real bridge tells a Matrix user of a refusal."""
    too_long = re.search(r"In content: (.*or fewer in length\.)", error.message)
    if error.code == 50035 and too_long:
        return f"Message is too long: {too_long[1]}"
    known = {
        40005: "Attachment is too large",
        10014: "Unsupported emoji",
        50001: "You don't have the permissions to do that",
        50013: "You don't have the permissions to do that",
        50007: "You can't send messages to this user",
        50008: "You can't send messages in a non-text channel",
    }
    if not error.code:
        return f"HTTP {error.status}"
    return known.get(error.code, f"{error.code}: {error.message}")
