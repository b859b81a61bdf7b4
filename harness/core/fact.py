"""A fact: one thing that somebody witnessed, in the same shape for every network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, cast, get_args

from harness.core import markup

Network = Literal["discord", "telegram", "matrix", "federation", "harness"]
Kind = Literal[
    "message", "edit", "delete", "reaction", "unreaction", "typing", "read", "member", "call", "refusal", "note", "log"
]
Cause = Literal["control", "wire"]

WITNESS_VERSION: Final = 1
_NETWORKS: Final = get_args(Network)
_KINDS: Final = get_args(Kind)
_CAUSES: Final = get_args(Cause)


_VOICE: Final = "org.matrix.msc3245.voice"
_MATRIX_KINDS: Final = {"": "sticker", "m.image": "picture", "m.file": "file", "m.audio": "audio", "m.video": "video"}
_TELEGRAM_KINDS: Final = {"photo": "picture", "document": "file"}
_FILMS: Final = ("audio", "video")


class BadRecord(ValueError):  # noqa: N818 - named after what is wrong
    """A witness record that isn't what ``fakes/schema/witness.v1.json`` promises; the text says which field."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where people talk: a network and the channel's, chat's or room's id there."""

    network: Network
    id: str

    def __str__(self) -> str:
        return f"{self.network} {self.id}"


@dataclass(frozen=True, slots=True)
class Fact:
    """One witnessed thing.

    ``at`` is Unix time in seconds. ``witness`` is ``fake`` or a person's key (``matrix.bob``). ``cause`` is
    ``control`` for what our people did and ``wire`` for what came from a bridge. ``ref`` is the thing's own id;
    ``target`` the message that it replies to, edits, deletes or reacts to. ``seq`` is the journal's own number and
    ``heard`` when the journal got it: what comes late may still say that it happened long ago.
    """

    at: float
    network: Network
    kind: Kind
    witness: str = "fake"
    place: str = ""
    author: str = ""
    author_name: str = ""
    via: str = ""
    ref: str = ""
    target: str = ""
    text: str = ""
    scope: str = ""
    cause: Cause = "wire"
    detail: Mapping[str, Any] = field(default_factory=dict, hash=False)
    seq: int = 0
    heard: float = 0.0

    @property
    def where(self) -> Place:
        """The place together with its network."""
        return Place(self.network, self.place)

    @property
    def event(self) -> tuple[str, str, str, str]:
        """What tells two events apart however many witnesses saw each: network, place, kind and id.

        A fake is the only witness of its network and names an edited message again by its own id, so there each
        fact but a message's is an event of its own.
        """
        shared = self.kind == "message" or self.witness != "fake"
        return (self.network, self.place, self.kind, self.ref if self.ref and shared else f"#{self.seq}")

    @property
    def file(self) -> str:
        """What it carries or shows: the SHA-256 of a file or a picture, its address on Matrix, a sticker's id."""
        content = self.detail.get("content") or {}
        encrypted = content.get("file") or {}
        several = [*(self.detail.get("files") or ()), *(self.detail.get("stickers") or ())]
        first = several[0] if several else self.detail.get("media") or {}
        shown = content.get("url") or content.get("avatar_url") or encrypted.get("url")
        return str(shown or first.get("sha256") or first.get("id") or "")

    @property
    def file_kind(self) -> str:
        """What its file is shown as, in the words of ``Attachment.kind``; empty for words alone."""
        if not self.file:
            return ""
        if self.network == "matrix":
            content = self.detail["content"]
            return "voice" if _VOICE in content else _MATRIX_KINDS.get(content.get("msgtype", ""), "")
        if self.network == "telegram":
            kind = str(self.detail["media"]["kind"])
            return _TELEGRAM_KINDS.get(kind, kind)
        if self.detail.get("stickers"):
            return "sticker"
        file = self.detail["files"][0]
        kind = str(file.get("mime") or "").partition("/")[0]
        return "voice" if file.get("duration") else {"image": "picture"}.get(kind, kind if kind in _FILMS else "file")

    @property
    def words(self) -> str:
        """What people read of it, without what sets parts of it apart, every white space as one space."""
        return markup.read(self.network, self.text, self.detail).words

    def __str__(self) -> str:
        return f"#{self.seq} {self.network} {self.kind} {self.text!r} by {self.author_name or self.author or 'nobody'}"

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Fact:
        """Read one line of a fake's witness stream; raise ``BadRecord`` where it breaks the schema."""
        version = record.get("v")
        if version != WITNESS_VERSION:
            raise BadRecord(f"a witness record has v={version!r}, and this harness reads v={WITNESS_VERSION} only")
        author = _author(record.get("author"))
        return cls(
            at=_number(record, "at"),
            network=cast("Network", _choice(record, "network", _NETWORKS)),
            kind=cast("Kind", _choice(record, "kind", _KINDS)),
            place=_text(record, "place"),
            author=author["id"],
            author_name=author["name"],
            via=author["via"],
            ref=_text(record, "ref"),
            target=_text(record, "target"),
            text=_text(record, "text"),
            scope=_text(record, "scope"),
            cause=cast("Cause", _choice(record, "cause", _CAUSES)),
            detail=_object(record, "detail"),
        )


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise BadRecord(f"a witness record's {name!r} is a string, not {value!r}")
    return value


def _number(record: Mapping[str, Any], name: str) -> float:
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRecord(f"a witness record's {name!r} is a number, not {value!r}")
    return float(value)


def _object(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = record.get(name)
    if not isinstance(value, Mapping):
        raise BadRecord(f"a witness record's {name!r} is an object, not {value!r}")
    return value


def _choice(record: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = _text(record, name)
    if value not in allowed:
        raise BadRecord(f"a witness record's {name!r} is {value!r}, and must be one of {', '.join(allowed)}")
    return value


def _author(author: object) -> dict[str, str]:
    if author is None:
        return {"id": "", "name": "", "via": ""}
    if not isinstance(author, Mapping):
        raise BadRecord(f"a witness record's 'author' is an object or null, not {author!r}")
    return {name: _text(author, name) for name in ("id", "name", "via")}
