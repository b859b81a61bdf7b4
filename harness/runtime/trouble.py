"""The one kind of error that people see from the runtime: a sentence, and its remedy."""

from __future__ import annotations


class TroubleError(Exception):
    """Something outside the project stands in the way. `str()` is one sentence, then the remedy."""

    def __init__(self, what: str, remedy: str = "") -> None:
        # The tail of a log stands on lines of its own.
        joined = f"{what.rstrip()}\n{remedy}" if "\n" in what else f"{what.rstrip('.')}. {remedy}"
        super().__init__(joined.rstrip())
        self.what = what
        self.remedy = remedy
