"""Polls: read from a message's body, voted in, ended by their author or by the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from fakes.discord.errors import ApiError, FieldErrors, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.message import POLL_RESULT
from fakes.discord.moments import iso

if TYPE_CHECKING:
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.fields import Fields
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.messages import Messages
    from fakes.discord.people import Person
    from fakes.discord.shapes import Json

MAX_ANSWERS = 10
_MAX_HOURS = 32 * 24
_MAX_QUESTION, _MAX_ANSWER = 300, 55


@dataclass(slots=True)
class Poll:
    """A poll; ``answers`` are poll media objects, numbered from 1, ``votes`` the voters' ids of each."""

    question: str
    answers: list[Json]
    hours: int
    multiple: bool
    ends_at: float = 0.0
    ended: bool = False
    votes: dict[int, list[str]] = field(default_factory=dict)

    def as_json(self, viewer: str = "") -> Json:
        """Return the Poll object; ``viewer`` decides ``me_voted``."""
        counts = [
            {"id": number, "count": len(who), "me_voted": viewer in who} for number, who in sorted(self.votes.items())
        ]
        return {
            "question": {"text": self.question},
            "answers": [{"answer_id": n, "poll_media": media} for n, media in enumerate(self.answers, 1)],
            "expiry": iso(self.ends_at),
            "allow_multiselect": self.multiple,
            "layout_type": 1,
            "results": {"answer_counts": [one for one in counts if one["count"]], "is_finalized": self.ended},
        }

    def as_witnessed(self) -> Json:
        """Return what the witness tells of the poll."""
        texts = [str(one.get("text", "")) for one in self.answers]
        votes = [len(self.votes.get(n, [])) for n in range(1, len(texts) + 1)]
        return {"question": self.question, "answers": texts, "votes": votes, "ended": self.ended}


def read_poll(fields: Fields | None, errors: FieldErrors) -> Poll | None:
    """Return the poll that a body asks for; what is wrong is noted by its path."""
    if fields is None:
        return None
    question = fields.object("question")
    if question is None:
        fields.wrong("question", "BASE_TYPE_REQUIRED", "This field is required")
    answers = [_media(one.object("poll_media"), one, _MAX_ANSWER) for one in fields.objects("answers")]
    if not 1 <= len(answers) <= MAX_ANSWERS:
        fields.wrong("answers", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MAX_ANSWERS} in length.")
    hours = fields.integer("duration", 24)
    if not 1 <= hours <= _MAX_HOURS:
        fields.wrong("duration", "NUMBER_TYPE_MAX", f"int value should be less than or equal to {_MAX_HOURS}.")
    text = _media(question, fields, _MAX_QUESTION)["text"] if question else ""
    return Poll(text, answers, hours, fields.flag("allow_multiselect"))


def _media(media: Fields | None, around: Fields, limit: int) -> Json:
    if media is None:
        around.wrong("poll_media", "BASE_TYPE_REQUIRED", "This field is required")
        return {}
    text = media.required_text("text")
    if len(text) > limit:
        media.wrong("text", "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    emoji = media.object("emoji")
    if emoji is None:
        return {"text": text}
    return {"text": text, "emoji": {"id": emoji.snowflake("id"), "name": emoji.text("name")}}


class Polls:
    """Counts votes and ends polls."""

    def __init__(self, ground: Ground, channels: Channels, messages: Messages) -> None:
        self._ground = ground
        self._channels = channels
        self._messages = messages
        ground.on_poll = self._begin

    def vote(self, person: Person, channel: Channel, message: Message, answers: list[int]) -> None:
        """Set a person's answers, none to take them back; 520001 when the poll has ended."""
        poll = self._open(channel, message)
        if any(not 1 <= one <= len(poll.answers) for one in answers):
            raise unknown("Poll Answer")
        if len(answers) > 1 and not poll.multiple:
            raise ApiError(400, 50035, "Invalid Form Body", refusal=True)
        for number in range(1, len(poll.answers) + 1):
            who = poll.votes.setdefault(number, [])
            if number in answers and person.id not in who:
                who.append(person.id)
                self._tell("MESSAGE_POLL_VOTE_ADD", person, channel, message, number)
            elif number not in answers and person.id in who:
                who.remove(person.id)
                self._tell("MESSAGE_POLL_VOTE_REMOVE", person, channel, message, number)

    def end(self, person: Person, channel: Channel, message: Message) -> None:
        """End one's own poll now; 520006 for what is no poll."""
        poll = message.poll
        if poll is None:
            raise ApiError(400, 520006, "Cannot expire a non-poll message")
        if message.by.id != person.id:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        if not poll.ended:
            self._finish(channel, message, poll)

    def voters(self, message: Message, answer: int) -> list[str]:
        """Return who voted for an answer, by growing id."""
        if message.poll is None or not 1 <= answer <= len(message.poll.answers):
            raise unknown("Poll Answer")
        return sorted(message.poll.votes.get(answer, []), key=int)

    def _begin(self, channel: Channel, message: Message) -> None:
        if message.poll is not None:
            self._ground.timers.at(message.poll.ends_at, partial(self._expire, channel, message, message.poll))

    def _expire(self, channel: Channel, message: Message, poll: Poll) -> None:
        if not poll.ended and message.id in channel.messages:
            self._finish(channel, message, poll)

    def _open(self, channel: Channel, message: Message) -> Poll:
        self._ground.timers.run()
        if message.poll is None:
            raise unknown("Poll")
        if message.poll.ended:
            raise ApiError(400, 520001, "Poll expired")
        return message.poll

    def _finish(self, channel: Channel, message: Message, poll: Poll) -> None:
        poll.ended, poll.ends_at = True, min(poll.ends_at, self._ground.clock())
        self._messages.show_again(channel, message)
        author = self._ground.people.find(message.by.id)
        if author is None:
            return
        reference: Json = {"type": 0, "channel_id": channel.id, "message_id": message.id}
        self._messages.post_system(channel, author, POLL_RESULT, reference=reference, embeds=[_result(poll)])

    def _tell(self, name: str, person: Person, channel: Channel, message: Message, number: int) -> None:
        data: Json = {
            "user_id": person.id,
            "channel_id": channel.id,
            "message_id": message.id,
            "answer_id": number,
        }
        if channel.guild_id:
            data["guild_id"] = channel.guild_id
        intent = Intent.GUILD_MESSAGE_POLLS if channel.guild_id else Intent.DIRECT_MESSAGE_POLLS
        self._ground.emit(Event(name, data, self._ground.audience(channel), intent))


def _result(poll: Poll) -> Json:
    votes = {number: len(who) for number, who in poll.votes.items() if who}
    most = max(votes.values(), default=0)
    winners = [number for number, count in votes.items() if count == most]
    rows = {"poll_question_text": poll.question, "victor_answer_votes": most, "total_votes": sum(votes.values())}
    if len(winners) == 1:
        media = poll.answers[winners[0] - 1]
        rows |= {"victor_answer_id": winners[0], "victor_answer_text": media.get("text", "")}
    parts = [{"name": name, "value": str(value), "inline": False} for name, value in rows.items()]
    return {"type": "poll_result", "fields": parts, "content_scan_version": 0}
