"""Reads the body of a new or edited message and names every field that is wrong, as code 50035 does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fakes.discord.errors import FieldErrors, empty_message
from fakes.discord.fields import Fields
from fakes.discord.file_notes import FileNote, read_file_notes
from fakes.discord.multipart import Part
from fakes.discord.shapes import Json

MAX_CONTENT = 2000
MAX_NONCE = 25
MAX_EMBEDS = 10
MAX_EMBED_TEXT = 6000
_EMBED_LIMITS = {"title": 256, "description": 4096}
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
    given: frozenset[str] = frozenset()


def read_draft(body: Json, parts: Sequence[Part] = ()) -> Draft:
    """Return the draft in a request's body and the files of its form; 50035 with all wrong fields at once."""
    errors = FieldErrors()
    fields = Fields(body, errors)
    reference = fields.object("message_reference")
    draft = Draft(
        content=_read_content(fields, errors),
        embeds=_read_embeds(fields, errors),
        components=[one.raw() for one in fields.objects("components")],
        reply_to=(reference.snowflake("message_id") or "") if reference else "",
        reply_must_exist=reference.flag("fail_if_not_exists", default=True) if reference else True,
        nonce=_read_nonce(body.get("nonce"), errors),
        enforce_nonce=fields.flag("enforce_nonce"),
        tts=fields.flag("tts"),
        flags=fields.integer("flags"),
        allowed_mentions=_read_allowed_mentions(fields.object("allowed_mentions")),
        username=_read_username(fields, errors),
        avatar_url=fields.text("avatar_url"),
        files=read_file_notes(fields, parts, errors),
        given=frozenset(body),
    )
    errors.raise_if_any()
    return draft


def refuse_empty(draft: Draft) -> None:
    """Raise 50006 when the draft would show nothing."""
    if not (draft.content or draft.embeds or draft.components or draft.files):
        raise empty_message()


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


def _read_embeds(fields: Fields, errors: FieldErrors) -> list[Json]:
    embeds = fields.objects("embeds")
    if len(embeds) > MAX_EMBEDS:
        errors.add("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_EMBEDS} or fewer in length.")
    if sum(_check_embed(embed, errors) for embed in embeds) > MAX_EMBED_TEXT:
        errors.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_TEXT}")
    return [{"type": "rich", **embed.raw()} for embed in embeds]


def _check_embed(embed: Fields, errors: FieldErrors) -> int:
    """Note what is wrong with one embed; return how much text it holds."""
    texts = {name: embed.text(name) or "" for name in _EMBED_LIMITS}
    for name, limit in _EMBED_LIMITS.items():
        if len(texts[name]) > limit:
            errors.add(embed.path(name), "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    return sum(map(len, texts.values()))


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
