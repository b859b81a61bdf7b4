"""Takes tokens and this machine's paths out of text, so that a report can be shown to strangers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PATTERNS = {
    "telegram token": re.compile(r"(?<!\d)\d{6,}:[A-Za-z0-9_-]{30,}"),
    "discord token": re.compile(r"\b[A-Za-z0-9_-]{18,}\.[A-Za-z0-9_-]{5,8}\.[A-Za-z0-9_-]{25,}"),
    "matrix token": re.compile(r"\b(?:syt|mct|mcr|mas)_[A-Za-z0-9_-]{10,}"),
    "webhook": re.compile(r"(?<=/webhooks/)\d+/[A-Za-z0-9_-]{20,}"),
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL),
}
# Quotes may themselves be quoted, where a log's JSON stands inside a report's.
_NAMED = re.compile(
    r"""(?P<name>\b(?:as|hs|access|bot|bearer|refresh|shared)[_-]?(?:token|secret)|\bpassword|\bapi_hash|\bpassphrase)"""
    r"""(?P<between>\\*["']?\s*[:=]\s*\\*["']?)(?P<value>(?!<)[^\s"'\\,;&}]{4,})""",
    re.IGNORECASE,
)
_HEADER = re.compile(r"(?P<scheme>\b(?:Bearer|Bot)) (?P<value>[A-Za-z0-9._~+/=:-]{12,})")


@dataclass(slots=True)
class Mask:
    """Replaces what is secret by its kind and a number; the same secret gets the same number throughout.

    ``secrets`` are values that are known to be secret. ``roots`` maps directories to the names that stand for them.
    """

    secrets: Sequence[str] = ()
    roots: Mapping[Path, str] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        """Return ``text`` without secrets and paths."""
        for secret in sorted(filter(None, self.secrets), key=len, reverse=True):
            if secret in text:
                text = text.replace(secret, self._name("secret", secret))
        for kind, pattern in _PATTERNS.items():
            text = pattern.sub(lambda found, kind=kind: self._name(kind, found[0]), text)  # type: ignore[misc]
        text = _NAMED.sub(lambda found: found["name"] + found["between"] + self._name("secret", found["value"]), text)
        text = _HEADER.sub(lambda found: f"{found['scheme']} {self._name('secret', found['value'])}", text)
        for root, name in sorted(self.roots.items(), key=lambda item: -len(str(item[0]))):
            text = re.sub(rf"{re.escape(str(root))}(?![\w-])", lambda _, name=name: name, text)  # type: ignore[misc]
        return text

    def _name(self, kind: str, secret: str) -> str:
        return self._known.setdefault(secret, f"<{kind} {len(self._known) + 1}>")


def usual_roots(project: Path, options: Mapping[str, str] | None = None) -> dict[Path, str]:
    """Return the paths that say something of a report's machine; one that was given as an option becomes ``PATH``."""
    given = {Path(value): "PATH" for value in (options or {}).values() if Path(value).is_absolute()}
    return {Path.home(): "<home>", project: "<project>"} | given
