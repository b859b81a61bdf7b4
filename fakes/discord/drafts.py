"""Reads the body of a new or edited message and names every field that is wrong, as code 50035 does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from fakes.discord.embeds import read_embeds
from fakes.discord.errors import FieldErrors, empty_message
from fakes.discord.fields import Fields
from fakes.discord.file_notes import FileNote, read_file_notes
from fakes.discord.multipart import Part
from fakes.discord.polls import Poll, read_poll
from fakes.discord.shapes import Json

MAX_CONTENT = 2000
MAX_NONCE = 25
MAX_STICKERS = 3
FORWARD = 1
_WEBHOOK_NAME_BANS = ("discord", "clyde")


@dataclass(frozen=True, slots=True)
class AllowedMentions:
    """What a message may mention: whole kinds in ``parse``, single ones by id, the author that is replied to."""

    parse: frozenset[str]
    users: frozenset[str]
    roles: frozenset[str]
    replied_user: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as its author wrote it; ``given`` names the fields that were there at all."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    reply_to: str = ""
    reply_must_exist: bool = True
    nonce: str | int | None = None
    enforce_nonce: bool = False
    tts: bool = False
    flags: int = 0
    allowed_mentions: AllowedMentions | None = None
    username: str | None = None
    avatar_url: str | None = None
    files: list[FileNote] = field(default_factory=list)
    stickers: list[str] = field(default_factory=list)
    poll: Poll | None = None
    forward: tuple[str, str] | None = None
    given: frozenset[str] = frozenset()


def numbered(components: list[Json]) -> list[Json]:
    """Return components as they are shown: each has a number of its own, given from 1 where the sender gave none."""
    numbers = count(1)

    def number(component: Any) -> Any:
        if not isinstance(component, dict):
            return component
        inner = component.get("components")
        own = {"id": component.get("id") or next(numbers)}
        return component | own | ({"components": [*map(number, inner)]} if isinstance(inner, list) else {})

    return [number(one) for one in components]


def read_draft(body: Json, parts: Sequence[Part] = ()) -> Draft:
    """Return the draft in a request's body and the files of its form; 50035 with all wrong fields at once."""
    errors = FieldErrors()
    fields = Fields(body, errors)
    reference = fields.object("message_reference")
    forwards = reference is not None and reference.integer("type") == FORWARD
    draft = Draft(
        content=_read_content(fields, errors),
        embeds=read_embeds(fields, errors),
        components=numbered([one.raw() for one in fields.objects("components")]),
        reply_to=(reference.snowflake("message_id") or "") if reference and not forwards else "",
        reply_must_exist=reference.flag("fail_if_not_exists", default=True) if reference else True,
        nonce=_read_nonce(body.get("nonce"), errors),
        enforce_nonce=fields.flag("enforce_nonce"),
        tts=fields.flag("tts"),
        flags=fields.integer("flags"),
        allowed_mentions=_read_allowed_mentions(fields.object("allowed_mentions")),
        username=_read_username(fields, errors),
        avatar_url=fields.text("avatar_url"),
        files=read_file_notes(fields, parts, errors),
        stickers=_read_stickers(fields, errors),
        poll=read_poll(fields.object("poll"), errors),
        forward=_read_forward(reference) if reference and forwards else None,
        given=frozenset(body),
    )
    errors.raise_if_any()
    return draft


def refuse_empty(draft: Draft) -> None:
    """Raise 50006 when the draft would show nothing."""
    if not (draft.content or draft.embeds or draft.components or draft.files or draft.stickers or _whole(draft)):
        raise empty_message()


def _whole(draft: Draft) -> bool:
    return draft.poll is not None or draft.forward is not None


def check_webhook_name(name: object, path: str, errors: FieldErrors) -> None:
    """Note what is wrong with a webhook's name: 1 to 80 characters, without Discord's own names in it."""
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 80:
        errors.add(path, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 80 in length.")
        return
    for ban in _WEBHOOK_NAME_BANS:
        if ban in name.lower():
            errors.add(path, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{ban}"')


def _read_content(fields: Fields, errors: FieldErrors) -> str:
    content = fields.text("content") or ""
    if len(content) > MAX_CONTENT:
        errors.add("content", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")
    return content.strip()


def _read_stickers(fields: Fields, errors: FieldErrors) -> list[str]:
    ids = fields.texts("sticker_ids")
    if len(ids) > MAX_STICKERS:
        errors.add("sticker_ids", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_STICKERS} or fewer in length.")
    return ids


def _read_forward(reference: Fields) -> tuple[str, str]:
    for name in ("channel_id", "message_id"):
        if reference.snowflake(name) is None:
            reference.wrong(name, "BASE_TYPE_REQUIRED", "This field is required")
    return reference.snowflake("channel_id") or "", reference.snowflake("message_id") or ""


def _read_nonce(nonce: object, errors: FieldErrors) -> str | int | None:
    if nonce is None or type(nonce) is int:
        return nonce
    if not isinstance(nonce, str):
        errors.add("nonce", "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        return None
    if len(nonce) > MAX_NONCE:
        errors.add("nonce", "NONCE_TYPE_TOO_LONG", f"Must be {MAX_NONCE} or fewer in length.")
    return nonce


def _read_username(fields: Fields, errors: FieldErrors) -> str | None:
    username = fields.text("username")
    if username is not None:
        check_webhook_name(username, "username", errors)
    return username


def _read_allowed_mentions(allowed: Fields | None) -> AllowedMentions | None:
    if allowed is None:
        return None
    parse, users, roles = (frozenset(allowed.texts(name)) for name in ("parse", "users", "roles"))
    return AllowedMentions(parse, users, roles, allowed.flag("replied_user"))
