"""What people send on Matrix besides words, as event contents: pure (Client-Server API, "m.room.message msgtypes")."""

from __future__ import annotations

from typing import Any

from harness.core.attachment import SECONDS, Attachment
from harness.core.carried import Poll, Spot

POLL = "org.matrix.msc3381.poll.start"
_TYPES = {"picture": "m.image", "audio": "m.audio", "voice": "m.audio", "video": "m.video", "file": "m.file"}


def event_of(file: Attachment) -> str:
    """Return the type of a file's event."""
    return "m.sticker" if file.kind == "sticker" else "m.room.message"


def file_content(file: Attachment, caption: str) -> dict[str, Any]:
    """Return the content of a file's event, without its ``url``; a caption is its body (MSC2530)."""
    info: dict[str, Any] = {"mimetype": file.mime, "size": len(file.data)}
    if file.width:
        info |= {"w": file.width, "h": file.height}
    if file.kind in ("audio", "voice", "video"):
        info["duration"] = SECONDS * 1000
    if file.kind == "sticker":
        return {"body": file.stem, "info": info}
    content = {"msgtype": _TYPES[file.kind], "body": caption or file.name, "filename": file.name, "info": info}
    if file.kind == "voice":
        content |= {"org.matrix.msc3245.voice": {}, "org.matrix.msc1767.audio": {"duration": SECONDS * 1000}}
    return content


def poll_content(poll: Poll) -> dict[str, Any]:
    """Return the content of a poll's beginning (MSC3381)."""
    answers = [{"id": str(number), "org.matrix.msc1767.text": text} for number, text in enumerate(poll.answers)]
    question = {"org.matrix.msc1767.text": poll.question, "body": poll.question, "msgtype": "m.text"}
    kind = "org.matrix.msc3381.poll.disclosed"
    start = {"kind": kind, "max_selections": 1, "question": question, "answers": answers}
    return {POLL: start, "org.matrix.msc1767.text": poll.question}


def spot_content(spot: Spot) -> dict[str, Any]:
    """Return the content of a place's event."""
    return {"msgtype": "m.location", "body": "I am here", "geo_uri": f"geo:{spot.latitude},{spot.longitude}"}
