"""``messageMedia…`` as one account sees it, polls with the votes that it may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.telegram.tl import TLObject, tl

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.telegram.views.files import FileViews
    from fakes.telegram.world.files import StoredFile
    from fakes.telegram.world.media import Media
    from fakes.telegram.world.polls import Poll

_RECENT = 3


class MediaViews:
    """Turns media into what a message shows of them."""

    def __init__(self, files: FileViews, now: Callable[[], int]) -> None:
        self._files = files
        self._now = now

    def media(self, media: Media, viewer_id: int) -> TLObject:
        """Return ``messageMedia…``."""
        if media.poll is not None:
            return tl("messageMediaPoll", poll=self.poll(media.poll), results=self.results(media.poll, viewer_id))
        if media.file is None:
            assert media.shown is not None
            return media.shown
        shown, spoiler = self._files.file(media.file, viewer_id), media.spoiler or None
        if media.kind == "photo":
            return tl("messageMediaPhoto", photo=shown, spoiler=spoiler)
        return tl(
            "messageMediaDocument",
            document=shown,
            spoiler=spoiler,
            video=media.kind in ("video", "round_video") or None,
            round=media.kind == "round_video" or None,
            voice=media.kind == "voice" or None,
        )

    def photo(self, photo: StoredFile, viewer_id: int) -> TLObject:
        """Return a photo that stands for itself."""
        return self._files.file(photo, viewer_id)

    def poll(self, poll: Poll) -> TLObject:
        """Return what is asked."""
        question = tl("textWithEntities", text=poll.question, entities=list(poll.question_entities))
        answers = [
            tl(
                "pollAnswer",
                text=tl("textWithEntities", text=answer.text, entities=list(answer.entities)),
                option=answer.option,
            )
            for answer in poll.answers
        ]
        return tl(
            "poll",
            id=poll.id,
            closed=poll.is_closed(self._now()) or None,
            public_voters=poll.public or None,
            multiple_choice=poll.multiple or None,
            quiz=poll.correct is not None or None,
            question=question,
            answers=answers,
            close_period=poll.close_period,
            close_date=poll.close_date,
        )

    def results(self, poll: Poll, viewer_id: int) -> TLObject:
        """Return the votes: only their number to whoever hasn't voted in a poll that is open."""
        chosen = poll.votes.get(viewer_id)
        may_see = chosen is not None or poll.is_closed(self._now())
        voters = list(poll.votes)[::-1][:_RECENT] if poll.public else []
        return tl(
            "pollResults",
            total_voters=len(poll.votes),
            results=[_voters(poll, answer.option, chosen or ()) for answer in poll.answers] if may_see else None,
            recent_voters=[tl("peerUser", user_id=person_id) for person_id in voters] or None,
            solution=poll.solution if may_see and poll.solution else None,
            solution_entities=[] if may_see and poll.solution else None,
        )


def _voters(poll: Poll, option: bytes, chosen: tuple[bytes, ...]) -> TLObject:
    return tl(
        "pollAnswerVoters",
        option=option,
        voters=poll.count(option),
        chosen=option in chosen or None,
        correct=option == poll.correct or None,
    )
