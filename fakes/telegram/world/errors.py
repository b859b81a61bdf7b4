"""Refusals by Telegram's own names."""

from __future__ import annotations


class WorldError(Exception):
    """A rule of Telegram's; ``code`` and ``name`` go to clients as ``rpc_error``, the sentence to people."""

    def __init__(self, code: int, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.name = name
        self.sentence = sentence
