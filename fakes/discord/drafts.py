"""Reads the body of a new or edited message and names every field that is wrong, as code 50035 does."""

from __future__ import annotations

from dataclasses import dataclass, field

from fakes.discord.errors import FieldErrors, empty_message
from fakes.discord.shapes import Json
from fakes.discord.snowflake import is_snowflake

MAX_CONTENT = 2000
MAX_NONCE = 25
MAX_EMBEDS = 10
MAX_EMBED_TEXT = 6000
_EMBED_LIMITS = {"title": 256, "description": 4096}
_WEBHOOK_NAME_BANS = ("discord", "clyde")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as its author wrote it; ``None`` means that the field wasn't given."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    reply_to: str = ""
    reply_must_exist: bool = True
    nonce: str | int | None = None
    enforce_nonce: bool = False
    tts: bool = False
    flags: int = 0
    allowed_mentions: Json | None = None
    username: str | None = None
    avatar_url: str | None = None
    given: frozenset[str] = frozenset()


def read_draft(body: Json) -> Draft:
    """Return the draft in a request's body; 50035 with all wrong fields at once, 50006 when it is empty."""
    errors = FieldErrors()
    _check_content(body.get("content"), errors)
    _check_embeds(body.get("embeds"), errors)
    _check_nonce(body.get("nonce"), errors)
    _check_username(body.get("username"), errors)
    reference = _read_reference(body.get("message_reference"), errors)
    errors.raise_if_any()
    return Draft(
        content=str(body.get("content") or "").strip(),
        embeds=[_finished(embed) for embed in body.get("embeds") or ()],
        components=list(body.get("components") or ()),
        reply_to=reference.get("message_id", ""),
        reply_must_exist=reference.get("fail_if_not_exists", True),
        nonce=body.get("nonce"),
        enforce_nonce=bool(body.get("enforce_nonce")),
        tts=bool(body.get("tts")),
        flags=int(body.get("flags") or 0),
        allowed_mentions=body.get("allowed_mentions"),
        username=body.get("username"),
        avatar_url=body.get("avatar_url"),
        given=frozenset(body),
    )


def refuse_empty(draft: Draft) -> None:
    """Raise 50006 when the draft would show nothing."""
    if not (draft.content or draft.embeds or draft.components):
        raise empty_message()


def _check_content(content: object, errors: FieldErrors) -> None:
    if content is not None and not isinstance(content, str | int | float):
        errors.add("content", "STRING_TYPE_CONVERT", "Could not interpret value as string.")
    elif len(str(content or "")) > MAX_CONTENT:
        errors.add("content", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")


def _check_embeds(embeds: object, errors: FieldErrors) -> None:
    if embeds is None:
        return
    if not isinstance(embeds, list):
        errors.add("embeds", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    if len(embeds) > MAX_EMBEDS:
        errors.add("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_EMBEDS} or fewer in length.")
    if sum(_check_embed(f"embeds.{number}", embed, errors) for number, embed in enumerate(embeds)) > MAX_EMBED_TEXT:
        errors.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_TEXT}")


def _check_embed(path: str, embed: object, errors: FieldErrors) -> int:
    """Note what is wrong with one embed; return how much text it holds."""
    if not isinstance(embed, dict):
        errors.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return 0
    texts = {name: str(embed.get(name) or "") for name in _EMBED_LIMITS}
    for name, limit in _EMBED_LIMITS.items():
        if len(texts[name]) > limit:
            errors.add(f"{path}.{name}", "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    return sum(map(len, texts.values()))


def _check_nonce(nonce: object, errors: FieldErrors) -> None:
    if nonce is not None and not isinstance(nonce, str | int):
        errors.add("nonce", "STRING_TYPE_CONVERT", "Could not interpret value as string.")
    elif isinstance(nonce, str) and len(nonce) > MAX_NONCE:
        errors.add("nonce", "NONCE_TYPE_TOO_LONG", f"Must be {MAX_NONCE} or fewer in length.")


def _check_username(username: object, errors: FieldErrors) -> None:
    if username is not None:
        check_webhook_name(username, "username", errors)


def check_webhook_name(name: object, path: str, errors: FieldErrors) -> None:
    """Note what is wrong with a webhook's name: 1 to 80 characters, without Discord's own names in it."""
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= 80:
        errors.add(path, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 80 in length.")
        return
    for ban in _WEBHOOK_NAME_BANS:
        if ban in name.lower():
            errors.add(path, "USERNAME_INVALID_CONTAINS", f'Username cannot contain "{ban}"')


def _read_reference(reference: object, errors: FieldErrors) -> Json:
    if reference is None:
        return {}
    if not isinstance(reference, dict):
        errors.add("message_reference", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return {}
    message_id = str(reference.get("message_id", ""))
    if not is_snowflake(message_id):
        errors.add("message_reference.message_id", "NUMBER_TYPE_COERCE", f'Value "{message_id}" is not snowflake.')
    return reference | {"message_id": message_id}


def _finished(embed: Json) -> Json:
    return {"type": "rich", **embed}
