"""Messages as wire content: what goes into a Matrix event, and what is taken out of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from fakes.discord_bridge import convert
from fakes.discord_bridge.attribution import account_of, ghost_mxid, ghost_of
from fakes.discord_bridge.from_discord import to_html
from fakes.discord_bridge.inline import DISCORD_TAG
from fakes.discord_bridge.tags import tag_html, time_html
from fakes.discord_bridge.to_matrix import sent_at
from tests.discord_bridge.stage import CONFIG

PLAIN: dict[str, Any] = {"id": "1", "type": 0, "author": {"id": "7", "username": "al"}}


def content_of(message: Mapping[str, Any], text: str, *, prefix: bool = True) -> dict[str, Any]:
    rendered = to_html(text, lambda tag: tag[0])
    content = convert.html_content([rendered], [], everyone=bool(message.get("mention_everyone")))
    assert content is not None
    return convert.signed(content, message, prefix_webhooks=prefix)


def test_a_persons_message_has_no_prefix() -> None:
    """A person's ghost says who speaks: the text is theirs alone."""
    content = content_of(PLAIN, "hi")
    assert (content["body"], "formatted_body" in content) == ("hi", False)


def test_a_webhooks_message_bears_its_name() -> None:
    """All of a webhook's names share one ghost, so the text says which it is, as a profile that clients may use."""
    content = content_of(PLAIN | {"webhook_id": "9"}, "hi")
    assert content["body"] == "al: hi"
    assert content["formatted_body"] == "<strong data-mx-profile-fallback>al: </strong>hi"
    assert content["com.beeper.per_message_profile"]["displayname"] == "al"
    assert content_of(PLAIN | {"webhook_id": "9"}, "hi", prefix=False)["body"] == "hi"


def test_room_mentions_are_defused() -> None:
    """The words @room ping nobody, unless the author pinged everyone."""
    assert "@room" not in content_of(PLAIN, "@room")["body"]
    assert "@room" in content_of(PLAIN | {"mention_everyone": True}, "@everyone")["body"]


@pytest.mark.parametrize(
    ("kind", "body"), [(convert.CALL, "started a call"), (convert.MEMBER_JOIN, "joined the server")]
)
def test_events_of_a_channel_are_emotes(kind: int, body: str) -> None:
    """What isn't said but happens is told as an action."""
    assert convert.event_content(PLAIN | {"type": kind}) == {"msgtype": "m.emote", "body": body}


def test_nothing_to_say_is_nothing() -> None:
    """A message without text has no content."""
    assert convert.event_content(PLAIN) is None
    assert convert.html_content([], [], everyone=False) is None


def test_a_relayed_replys_embed_is_a_reply() -> None:
    """The embed that stands for a reply is read as one, in its own channel only."""
    embed = {"description": "**[Replying to](https://discord.com/channels/1/2/3) al**\nx"}
    assert convert.reply_target({"embeds": [embed]}, channels=["2"], guild="1") == "3"
    assert convert.reply_target({"embeds": [embed]}, channels=["5"], guild="1") is None


def test_old_reply_quotations_are_dropped() -> None:
    """The quotation in front of a reply isn't the author's; a quotation elsewhere is."""
    body = {"msgtype": "m.text", "body": "> <@a:b> x\n\nyes"}
    reply = body | {"m.relates_to": {"m.in_reply_to": {"event_id": "$1"}}}
    assert convert.without_fallback(reply)["body"] == "yes"
    assert convert.without_fallback(body)["body"] == body["body"]


def test_threads_fall_back_to_no_reply() -> None:
    """A reply that only stands in for a thread answers nobody."""
    relation = {"m.in_reply_to": {"event_id": "$1"}, "is_falling_back": True}
    assert convert.replied_to({"m.relates_to": relation}) is None


@pytest.mark.parametrize("event", [{"redacts": "$1", "content": {}}, {"content": {"redacts": "$1"}}])
def test_a_redaction_names_its_event(event: Mapping[str, Any]) -> None:
    """Room versions before and since 11 write it in different places."""
    assert convert.redacted(event) == "$1"


def test_ghosts_and_ids_are_inverse() -> None:
    """A ghost's Matrix id leads back to the account, nobody else's does."""
    assert ghost_of(CONFIG, ghost_mxid(CONFIG, "7")) == "7"
    assert [ghost_of(CONFIG, mxid) for mxid in ("@discord_7:away", "@discord_x:here", "@bob:here")] == [None] * 3


@pytest.mark.parametrize("token", ["", "a.b", "MTIz.abcd.ef!h", "eHh4.abcd.abcd"])
def test_what_isnt_a_token_is_refused(token: str) -> None:
    """A token has three parts of base64url, of which the first is a number."""
    assert account_of("MTIz.abcd.abcd") == 123
    with pytest.raises(ValueError, match=r"token|literal"):
        account_of(token)


def test_snowflakes_tell_the_time() -> None:
    """A message's event has the time of its id."""
    assert sent_at("175928847299117063") == 1462015105796


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("t", "22:13 UTC"),
        ("D", "14 November 2023 UTC"),
        ("F", "Tuesday, 14 November 2023 22:13 UTC"),
        ("R", "2 days ago"),
    ],
)
def test_timestamps_are_shown(style: str, shown: str) -> None:
    """A time tag is shown in its style."""
    now = datetime(2023, 11, 16, 22, 13, 20, tzinfo=UTC)
    assert f"<strong>{shown}</strong>" in time_html(1_700_000_000, style, now)


@pytest.mark.parametrize(
    ("tag", "html"),
    [
        ("<@7>", '<a href="https://matrix.to/#/@discord_7:here">Al</a>'),
        ("<#1>", '<a href="url">#general</a>'),
        ("<#2>", "<#2>"),
        ("<@&5>", '<font color="#0000ff"><strong>@mods</strong></font>'),
        ("<:blob:3>", "<:blob:3>"),
    ],
)
def test_tags_name_what_they_mean(tag: str, html: str) -> None:
    """People, channels and roles are named; what isn't known stays as it is."""
    match = re.fullmatch(DISCORD_TAG, tag)
    assert match is not None
    channels = {"1": ("url", "#general")}
    shown = tag_html(match, lambda id_: (ghost_mxid(CONFIG, id_), "Al"), ("mods", 255), channels.get)
    assert shown == html
