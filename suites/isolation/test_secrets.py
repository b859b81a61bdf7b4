"""What needs a secret inside: log-ins, files, and the bridges' commands."""

from __future__ import annotations

import pytest

from harness.actors import question
from harness.core.attachment import picture
from harness.core.verdict import control
from harness.core.wanted import Wanted, contains


async def test_password_is_not_guessed_for_long(doorstep, matrix):
    """A right password lets in; after some wrong ones for an account no further one is even looked at."""
    with control("the right password"):
        assert (await doorstep.logs_in(matrix.bob)).detail["status"] == 200

    answers = [await doorstep.logs_in(matrix.alice, f"guess {number}") for number in range(6)]
    late = await doorstep.logs_in(matrix.alice)

    assert (answers[0].detail["errcode"], answers[-1].detail["status"]) == ("M_FORBIDDEN", 429)
    assert late.detail["errcode"] == "M_LIMIT_EXCEEDED"


@pytest.mark.parametrize("asked", question.OPEN_MEDIA, ids=str)
async def test_file_has_no_address_for_everybody(asked, doorstep, matrix):
    """A file that alice is given by her token is nobody's by an address that needs none."""
    sent = await matrix.alice.sends(picture(seed=1))
    home, _, media = sent.file.removeprefix("mxc://").partition("/")
    await doorstep.known(matrix.alice).is_told(question.FILE, home=home, media=media)

    await doorstep.stranger.is_refused(asked, home=home, media=media)


@pytest.mark.parametrize("which", ["discord", "telegram"])
async def test_strangers_commands_are_not_carried_out(which, doorstep, matrix):
    """The operator's command is answered by a bridge's bot; alice's, who has only the relay's permission, isn't."""
    mark = matrix.alice.stage.journal.mark()
    room = await doorstep.orders(matrix.alice, which, "ping")
    with control("the operator is answered"):
        await doorstep.operator_orders(which, "ping", "logged in")
    await matrix.alice.catches_up_with(matrix.bob)

    answered = Wanted(place=room, author=doorstep.bot(which), text=contains("logged in"))
    matrix.alice.stage.journal.never_saw(answered, since=mark)


@pytest.mark.parametrize("which", ["discord", "telegram"])
async def test_bot_bears_no_picture_from_elsewhere(which, doorstep, matrix):
    """A bot's picture on another server would be asked for there by whoever sees it; alice's own is on ours."""
    alice = doorstep.known(matrix.alice)
    portrait = await matrix.alice.client.upload(picture(seed=2))
    await matrix.alice.client.call("a portrait", matrix.alice.client.nio.set_avatar, portrait)
    own = await alice.is_told(question.PROFILE, user=matrix.alice.id)

    bots = await alice.is_told(question.PROFILE, user=doorstep.bot(which))

    with control("pictures are shown"):
        assert portrait in own.detail["answer"]
    assert "mxc://" not in bots.detail["answer"]
