"""Voice messages: one sound with its length and waveform, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.discord.errors import ApiError

if TYPE_CHECKING:
    from fakes.discord.drafts import Draft

VOICE_MESSAGE = 1 << 13


def check_voice(draft: Draft) -> None:
    """Raise 50159 to 50161 for a voice message that has more or less than it should."""
    if not draft.flags & VOICE_MESSAGE:
        return
    if draft.content or draft.embeds or draft.stickers or draft.poll:
        raise ApiError(400, 50159, "Voice messages do not support additional content.", refusal=True)
    if len(draft.files) != 1:
        raise ApiError(400, 50160, "Voice messages must have a single audio attachment.", refusal=True)
    if draft.files[0].duration is None or not draft.files[0].waveform:
        raise ApiError(400, 50161, "Voice messages must have supporting metadata.", refusal=True)
