"""A story as one page that needs nothing beside it: lanes, arrows that follow a message, wire detail on click, logs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from reports.story import Story

_TEMPLATE = Path(__file__).with_name("story.html")
_PLACE = "{{story}}"


def page(story: Story, mask: Callable[[str], str] = str) -> str:
    """Return the page, masked. Behind its address, ``#event=5`` opens an event, ``&calls`` and ``&logs`` show those."""
    data = mask(json.dumps(story.document(), ensure_ascii=False, default=str))
    # Inside a script element nothing but its end tag is special.
    return _TEMPLATE.read_text(encoding="utf-8").replace(_PLACE, data.replace("<", "\\u003c"))
