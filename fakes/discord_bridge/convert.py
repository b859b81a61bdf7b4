"""Messages as wire content: Discord's message objects as Matrix events, and Matrix events stripped for Discord."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fakes.discord_bridge.from_discord import message_content
from fakes.discord_bridge.media import caption

CALL, NAME_CHANGE, ICON_CHANGE, PINNED, MEMBER_JOIN = 3, 4, 5, 6, 7
SILENT_TYPES = frozenset({NAME_CHANGE, ICON_CHANGE, PINNED})
TEXT_TYPES = frozenset({"m.text", "m.emote", "m.notice"})
_REPLY_EMBED = re.compile(r"^\*\*\[Replying to]\(https://discord\.com/channels/(\d+)/(\d+)/(\d+)\)")
_FALLBACK_HTML = re.compile("^<mx-reply>.*?</mx-reply>", re.DOTALL)


def event_content(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the content of what happened in a channel and wasn't said; None for what was said."""
    special = {CALL: "started a call", MEMBER_JOIN: "joined the server"}.get(int(message.get("type", 0)))
    return {"msgtype": "m.emote", "body": special} if special else None


def html_content(
    blocks: Sequence[str], previews: Sequence[Mapping[str, Any]], *, everyone: bool
) -> dict[str, Any] | None:
    """Return the content of a message whose HTML is ``blocks``; None without any. ``everyone``: it pings the room."""
    if not blocks:
        return None
    rendered = "\n".join(blocks)
    if not everyone:
        rendered = rendered.replace("@room", "@\u2063ro\u2063om")
    return message_content(rendered) | {"com.beeper.linkpreviews": list(previews)}


def signed(content: dict[str, Any], message: Mapping[str, Any], *, prefix_webhooks: bool) -> dict[str, Any]:
    """Return an event's content with what is known of its author: a webhook's name, a member's nick."""
    if message.get("webhook_id"):
        wanted = prefix_webhooks and not message.get("application_id")
        prefix = wanted and (content.get("msgtype") in {"m.text", "m.notice"} or caption(content))
        content = _with_webhook(content, message, prefix=prefix)
    return _with_member(content, message)


def _with_webhook(content: dict[str, Any], message: Mapping[str, Any], *, prefix: bool) -> dict[str, Any]:
    author = message["author"]
    name, avatar = str(author.get("username", "")), str(author.get("avatar") or "")
    if prefix:
        rendered = content.get("formatted_body") or html.escape(content["body"]).replace("\n", "<br/>")
        content = content | {
            "body": f"{name}: {content['body']}",
            "format": "org.matrix.custom.html",
            "formatted_body": f"<strong data-mx-profile-fallback>{html.escape(name)}: </strong>{rendered}",
        }
    profile = hashlib.sha256(f"{name}:{avatar}".encode()).hexdigest()
    return content | {
        "fi.mau.discord.webhook_metadata": {"id": message["webhook_id"], "name": name, **_avatar(avatar)},
        "com.beeper.per_message_profile": {
            "id": profile, "avatar_url": "", "displayname": name, "has_fallback": prefix,
        },
    }  # fmt: skip


def _avatar(avatar: str) -> dict[str, str]:
    return {"avatar_id": avatar, "avatar_url": "", "avatar_mxc": ""}


def _with_member(content: dict[str, Any], message: Mapping[str, Any]) -> dict[str, Any]:
    member = message.get("member")
    if not member:
        return content
    nick = str(member.get("nick") or "")
    content = content | {
        "fi.mau.discord.guild_member_metadata": {"nick": nick, **_avatar(str(member.get("avatar") or ""))}
    }
    if nick:
        profile = {
            "id": f"{message.get('guild_id', '')}_{message['author']['id']}",
            "displayname": nick,
            "avatar_url": "",
        }
        content["com.beeper.per_message_profile"] = profile
    return content


def edit_of(event_id: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content that replaces ``event_id`` with ``content`` (Matrix: event replacements)."""
    edit = {key: value for key, value in content.items() if key in {"msgtype", "body", "format", "formatted_body"}}
    for key in ("body", "formatted_body"):
        if key in edit and edit["msgtype"] in {"m.text", "m.notice"}:
            edit[key] = f"* {edit[key]}"
    return edit | {
        "m.new_content": dict(content),
        "m.mentions": {},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }


def mentions_of(user_ids: Sequence[str], *, everyone: bool) -> dict[str, Any]:
    """Return ``m.mentions`` for the users (Matrix ids) whom a message names."""
    mentions: dict[str, Any] = {"user_ids": sorted(set(user_ids))} if user_ids else {}
    return mentions | ({"room": True} if everyone else {})


def is_reply_embed(embed: Mapping[str, Any]) -> bool:
    """Tell whether an embed stands for a relayed reply."""
    return bool(_REPLY_EMBED.match(str(embed.get("description") or "")))


def reply_target(message: Mapping[str, Any], channels: Sequence[str], guild: str) -> str | None:
    """Return the Discord message that ``message`` replies to: by reference, or by a relayed reply's embed.

    ``channels`` are the channel and the thread in which such an embed counts.
    """
    reference = message.get("message_reference")
    if reference:
        return str(reference["message_id"]) if reference.get("message_id") else None
    for embed in list(message.get("embeds") or [])[:1]:
        link = _REPLY_EMBED.match(str(embed.get("description") or ""))
        if link and link[1] == guild and link[2] in channels:
            return link[3]
    return None


def without_fallback(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Matrix message's content without the quotation that old clients put into replies."""
    stripped = dict(content)
    if replied_to(content) is None:
        return stripped
    if stripped.get("formatted_body"):
        stripped["formatted_body"] = _FALLBACK_HTML.sub("", str(stripped["formatted_body"]))
    body = str(stripped.get("body", ""))
    if body.startswith("> ") and "\n" in body:
        lines = body.split("\n")
        while lines and lines[0].startswith("> "):
            lines.pop(0)
        stripped["body"] = "\n".join(lines).strip()
    return stripped


def _relation(content: Mapping[str, Any]) -> Mapping[str, Any]:
    relation = content.get("m.relates_to")
    return relation if isinstance(relation, dict) else {}


def replied_to(content: Mapping[str, Any]) -> str | None:
    """Return the event that a Matrix message replies to, not counting a thread's fallback."""
    relation = _relation(content)
    target = relation.get("m.in_reply_to")
    if not isinstance(target, dict) or relation.get("is_falling_back"):
        return None
    return str(target["event_id"]) if target.get("event_id") else None


def edited(content: Mapping[str, Any]) -> str | None:
    """Return the event that a Matrix message replaces."""
    relation = _relation(content)
    replaces = relation.get("rel_type") == "m.replace" and isinstance(content.get("m.new_content"), dict)
    return str(relation["event_id"]) if replaces and relation.get("event_id") else None


def thread_root(content: Mapping[str, Any]) -> str | None:
    """Return the event with which the thread of a Matrix message begins."""
    relation = _relation(content)
    return str(relation["event_id"]) if relation.get("rel_type") == "m.thread" and relation.get("event_id") else None


def annotated(content: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the event and the emoji of a Matrix reaction."""
    relation = _relation(content)
    if relation.get("rel_type") != "m.annotation" or not relation.get("event_id"):
        return None
    return str(relation["event_id"]), str(relation.get("key", ""))


def redacted(event: Mapping[str, Any]) -> str:
    """Return the event that a redaction is about (room versions before and since 11)."""
    return str(event.get("redacts") or event.get("content", {}).get("redacts") or "")
