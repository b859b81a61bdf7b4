"""Polls and quizzes: what is asked, who chose what (https://core.telegram.org/api/poll)."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from fakes.telegram.world.errors import WorldError

if TYPE_CHECKING:
    from fakes.telegram.tl.objects import TLObject

MOST_ANSWERS = 12
_LONGEST_QUESTION, _LONGEST_ANSWER, _LONGEST_OPTION = 300, 100, 100
_CLOSE_PERIOD = range(5, 601)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``option`` is the name that its poll's author gave it, ``entities`` its formatting."""

    option: bytes
    text: str
    entities: tuple[TLObject, ...] = ()


@dataclass(eq=False)
class Poll:
    """``votes`` are the options that each person chose; a quiz has a ``correct`` one."""

    id: int
    question: str
    answers: tuple[Answer, ...]
    multiple: bool = False
    public: bool = False
    correct: bytes | None = None
    solution: str = ""
    closed: bool = False
    close_period: int | None = None
    close_date: int | None = None
    question_entities: tuple[TLObject, ...] = ()
    votes: dict[int, tuple[bytes, ...]] = field(default_factory=dict)

    def is_closed(self, now: int) -> bool:
        """Tell whether the poll takes no votes (any more)."""
        return self.closed or (self.close_date is not None and now >= self.close_date)

    def vote(self, person_id: int, options: tuple[bytes, ...], now: int) -> None:
        """Choose, or retract with no option; raise MESSAGE_POLL_CLOSED, OPTION_INVALID, REVOTE_NOT_ALLOWED, …."""
        if self.is_closed(now):
            raise WorldError(400, "MESSAGE_POLL_CLOSED", "the poll is closed")
        if self.correct is not None and person_id in self.votes:
            raise WorldError(400, "REVOTE_NOT_ALLOWED", "an answer to a quiz stands")
        if len(options) > 1 and not self.multiple:
            raise WorldError(400, "OPTIONS_TOO_MUCH", "the poll takes one answer")
        if not set(options) <= {answer.option for answer in self.answers} or len(set(options)) < len(options):
            raise WorldError(400, "OPTION_INVALID", "the poll has no such answer")
        if options:
            self.votes[person_id] = options
        else:
            self.votes.pop(person_id, None)

    def count(self, option: bytes) -> int:
        """Return how many chose an answer."""
        return sum(option in chosen for chosen in self.votes.values())


def id_after(ref: int) -> int:
    """Return a poll's id, which follows from its message's reference: it needs no random numbers."""
    return int.from_bytes(sha256(f"poll {ref}".encode()).digest()[:8], "little") >> 1


def checked(poll: Poll, now: int) -> Poll:
    """Return a new poll with its time of closing; raise POLL_* and QUIZ_* where it can't be one."""
    if not 1 <= len(poll.question) <= _LONGEST_QUESTION:
        raise WorldError(400, "POLL_QUESTION_INVALID", f"a question has 1 to {_LONGEST_QUESTION} characters")
    _check_answers(poll.answers)
    if poll.correct is not None:
        _check_quiz(poll)
    if poll.close_period is not None:
        if poll.close_period not in _CLOSE_PERIOD:
            raise WorldError(400, "MEDIA_INVALID", f"a poll closes itself after 5 to 600 s, not {poll.close_period}")
        poll.close_date = now + poll.close_period
    return poll


def _check_answers(answers: tuple[Answer, ...]) -> None:
    if not 2 <= len(answers) <= MOST_ANSWERS:
        raise WorldError(400, "POLL_ANSWERS_INVALID", f"a poll has 2 to {MOST_ANSWERS} answers, not {len(answers)}")
    if any(not 1 <= len(answer.text) <= _LONGEST_ANSWER for answer in answers):
        raise WorldError(400, "POLL_ANSWER_INVALID", f"an answer has 1 to {_LONGEST_ANSWER} characters")
    if any(not 1 <= len(answer.option) <= _LONGEST_OPTION for answer in answers):
        raise WorldError(400, "POLL_OPTION_INVALID", f"an option has 1 to {_LONGEST_OPTION} bytes")
    if len({answer.option for answer in answers}) < len(answers):
        raise WorldError(400, "POLL_OPTION_DUPLICATE", "two answers have one option")


def _check_quiz(poll: Poll) -> None:
    if poll.multiple:
        raise WorldError(400, "QUIZ_MULTIPLE_INVALID", "a quiz has one correct answer")
    if poll.correct not in {answer.option for answer in poll.answers}:
        raise WorldError(400, "QUIZ_CORRECT_ANSWER_INVALID", "the correct answer is none of the answers")
