"""Polls: asked, voted in, ended."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord.api import Api


def ask(api: Api, **more: Any) -> str:
    """Let alice ask; return the message's id."""
    poll = {
        "question": {"text": "Tea?"},
        "answers": [{"poll_media": {"text": "yes"}}, {"poll_media": {"text": "no", "emoji": {"name": "👎"}}}],
        "duration": 1,
        **more,
    }
    return str(api.ask(api.scene.alice, "POST", api.messages, {"poll": poll}).body["id"])


def poll_path(api: Api, message: str, rest: str) -> str:
    """Return a path of a message's poll."""
    return f"/channels/{api.scene.channel.id}/polls/{message}/{rest}"


def vote(api: Api, message: str, *answers: int) -> Any:
    """Let bob vote."""
    return api.ask(api.scene.bob, "PUT", poll_path(api, message, "answers/@me"), {"answer_ids": list(answers)})


def shown(api: Api, message: str) -> Any:
    """Return the poll as bob sees it."""
    return api.ask(api.scene.bob, "GET", f"{api.messages}/{message}").body["poll"]


def test_a_poll_is_shown_with_its_end() -> None:
    """A poll has its question, numbered answers and the moment of its end."""
    api = Api()

    poll = shown(api, ask(api))

    assert [one["answer_id"] for one in poll["answers"]] == [1, 2]
    assert poll["answers"][1]["poll_media"]["emoji"]["name"] == "👎"
    assert poll["expiry"].startswith("2023-11-14T23:13:20")


@pytest.mark.parametrize(("hours", "status"), [(1.0, 200), (1.5, 400)])
def test_a_whole_number_may_have_a_fraction_of_nothing(hours: float, status: int) -> None:
    """1.0 is taken for 1, as discord.py writes a poll's hours, and 1.5 is refused by its field."""
    api = Api()
    poll = {"question": {"text": "Tea?"}, "answers": [{"poll_media": {"text": "yes"}}], "duration": hours}

    answer = api.ask(api.scene.alice, "POST", api.messages, {"poll": poll})

    assert answer.status == status
    assert status == 200 or list(answer.body["errors"]["poll"]) == ["duration"]


def test_a_vote_moves() -> None:
    """A second vote in a poll of one answer takes the first back, and both are told."""
    api = Api()
    message = ask(api)
    vote(api, message, 1)

    answer = vote(api, message, 2)

    assert answer.status == 204
    assert [event.name for event in answer.events] == ["MESSAGE_POLL_VOTE_REMOVE", "MESSAGE_POLL_VOTE_ADD"]
    assert shown(api, message)["results"]["answer_counts"] == [{"id": 2, "count": 1, "me_voted": True}]
    voters = api.ask(api.scene.alice, "GET", poll_path(api, message, "answers/2")).body["users"]
    assert [one["id"] for one in voters] == [api.scene.bob.id]


def test_an_end_posts_the_result() -> None:
    """Its author ends a poll; the result comes as a message of type 46 with the winner; votes are over."""
    api = Api()
    message = ask(api)
    vote(api, message, 1)

    ended = api.ask(api.scene.alice, "POST", poll_path(api, message, "expire"))

    assert ended.body["poll"]["results"]["is_finalized"] is True
    result = api.ask(api.scene.bob, "GET", api.messages).body[0]
    assert (result["type"], result["message_reference"]["message_id"]) == (46, message)
    assert {"name": "victor_answer_text", "value": "yes", "inline": False} in result["embeds"][0]["fields"]
    assert vote(api, message, 2).body["code"] == 520001


def test_the_clock_ends_a_poll() -> None:
    """After its hours a poll is over, without anybody's order."""
    api = Api()
    message = ask(api)
    api.scene.clock.now += 3599
    assert shown(api, message)["results"]["is_finalized"] is False

    api.scene.clock.now += 2

    assert shown(api, message)["results"]["is_finalized"] is True


def test_the_clock_tells_everybody() -> None:
    """When a poll's time has come, its end and the result reach the gateway before anybody asks."""
    api = Api()
    ask(api)
    client = api.scene.log_in(api.scene.bob)
    client.received()
    api.scene.clock.now += 3600

    api.scene.world.ground.timers.run()

    assert client.names() == ["MESSAGE_UPDATE", "MESSAGE_CREATE"]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"question": None}, ["question"]),
        ({"question": {"text": "x" * 301}}, ["question", "text"]),
        ({"answers": []}, ["answers"]),
        ({"answers": [{"poll_media": {"text": "x"}}] * 11}, ["answers"]),
        ({"answers": [{"poll_media": {"text": "x" * 56}}]}, ["answers", "0", "poll_media", "text"]),
        ({"answers": [{}]}, ["answers", "0", "poll_media"]),
        ({"duration": 32 * 24 + 1}, ["duration"]),
    ],
)
def test_a_poll_has_rules(more: dict[str, Any], path: list[str]) -> None:
    """A poll that lacks something or has too much of it is 50035 at the field's path."""
    api = Api()
    poll = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}], **more}

    node = api.ask(api.scene.alice, "POST", api.messages, {"poll": poll}).body["errors"]["poll"]

    for part in path:
        node = node[part]
    assert node["_errors"]


def test_who_may_do_what_to_a_poll() -> None:
    """Others can't end it (50005), nobody edits it (520003), what is no poll has no end (520006), one answer is one."""
    api = Api()
    message, plain = ask(api), api.scene.says(api.scene.alice, "plain").id

    assert api.ask(api.scene.bob, "POST", poll_path(api, message, "expire")).body["code"] == 50005
    assert api.ask(api.scene.alice, "PATCH", f"{api.messages}/{message}", {"content": "x"}).body["code"] == 520003
    assert api.ask(api.scene.alice, "POST", poll_path(api, plain, "expire")).body["code"] == 520006
    assert vote(api, message, 3).status == 404
    assert vote(api, message, 1, 2).body["code"] == 50035
    assert vote(api, ask(api, allow_multiselect=True), 1, 2).status == 204
