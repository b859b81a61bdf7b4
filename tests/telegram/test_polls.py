"""Polls and quizzes: voted in, closed, and held to their rules."""

import pytest

from fakes.telegram.tl import TLObject
from tests.telegram.media_calls import edit, poll, refused, send
from tests.telegram.scene import Scene
from tests.telegram.wire import RpcFailure


@pytest.fixture
def scene() -> Scene:
    return Scene()


def vote(scene: Scene, message: TLObject, *options: int) -> TLObject:
    peer = scene.peer(scene.supergroup, scene.bob)
    answer = scene.bob_client.call(
        "messages.sendVote", peer=peer, msg_id=message["id"], options=[bytes([option]) for option in options]
    )
    results: TLObject = answer["updates"][0]["results"]
    return results


def counts(results: TLObject) -> list[int] | None:
    return [item["voters"] for item in results["results"]] if "results" in results.fields else None


def test_a_poll_is_voted_in_and_closed(scene: Scene) -> None:
    """Results show after one's vote, hide when it is retracted, and show to all when its author closes it."""
    message = send(scene, poll("yes", "no", public_voters=True))
    assert counts(message["media"]["results"]) is None

    assert counts(vote(scene, message, 1)) == [0, 1]
    assert scene.last().kind == "call"
    assert counts(vote(scene, message, 0)) == [1, 0]
    assert counts(vote(scene, message)) is None

    closed = edit(scene, message, media=poll("yes", "no", closed=True))
    assert closed["media"]["poll"]["closed"]
    assert counts(closed["media"]["results"]) == [0, 0]
    with pytest.raises(RpcFailure, match="MESSAGE_POLL_CLOSED"):
        vote(scene, message, 0)


def test_a_quiz_tells_what_is_correct_after_the_answer(scene: Scene) -> None:
    """One answer, for good."""
    message = send(scene, poll("a", "b", quiz=True, correct_answers=[b"\x01"], solution="since"))

    results = vote(scene, message, 0)

    assert [item.get("correct") for item in results["results"]] == [None, True]
    assert results["solution"] == "since"
    with pytest.raises(RpcFailure, match="REVOTE_NOT_ALLOWED"):
        vote(scene, message, 1)


def test_votes_have_rules(scene: Scene) -> None:
    """One answer unless several are asked for, known ones, and no bots."""
    single, several = send(scene, poll("a", "b")), send(scene, poll("a", "b", multiple_choice=True), random_id=6)

    with pytest.raises(RpcFailure, match="OPTIONS_TOO_MUCH"):
        vote(scene, single, 0, 1)
    with pytest.raises(RpcFailure, match="OPTION_INVALID"):
        vote(scene, single, 7)
    assert counts(vote(scene, several, 0, 1)) == [1, 1]
    with pytest.raises(RpcFailure, match="BOT_METHOD_INVALID"):
        scene.bot_client.call(
            "messages.sendVote", peer=scene.peer(scene.supergroup, scene.bot), msg_id=single["id"], options=[]
        )


def test_a_vote_reaches_the_others(scene: Scene) -> None:
    """The poll's author, a bot, hears how its poll stands."""
    message = send(scene, poll("a", "b"))

    vote(scene, message, 0)

    assert scene.bot_client.updates()[-1].name == "updateMessagePoll"
    assert scene.bot_client.updates()[-1]["results"]["total_voters"] == 1


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("POLL_QUESTION_INVALID", poll("a", "b", question="")),
        ("POLL_ANSWERS_INVALID", poll("a")),
        ("POLL_ANSWERS_INVALID", poll(*"abcdefghijklm")),
        ("POLL_ANSWER_INVALID", poll("a", "x" * 101)),
        ("QUIZ_CORRECT_ANSWERS_EMPTY", poll("a", "b", quiz=True)),
        ("QUIZ_CORRECT_ANSWERS_TOO_MUCH", poll("a", "b", quiz=True, correct_answers=[b"\0", b"\1"])),
        ("QUIZ_CORRECT_ANSWER_INVALID", poll("a", "b", quiz=True, correct_answers=[b"\7"])),
        ("QUIZ_MULTIPLE_INVALID", poll("a", "b", quiz=True, multiple_choice=True, correct_answers=[b"\0"])),
        ("MEDIA_INVALID", poll("a", "b", close_period=4)),
    ],
)
def test_polls_that_can_not_be_are_refused(scene: Scene, name: str, sent: TLObject) -> None:
    """Questions, answers and quizzes have their rules."""
    refused(name, scene, sent)
