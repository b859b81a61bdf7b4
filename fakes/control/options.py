"""What the fakes' command lines read alike."""

from __future__ import annotations

import argparse


def at_least_one(text: str) -> int:
    """Read a whole number above zero, as ``argparse`` wants a type to."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number above zero is wanted, not {text!r}")
    return int(text)
