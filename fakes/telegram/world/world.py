"""The world as a whole: people, chats and messages, and the rules of acting in it.

Acts stand in files of their own by noun, each a class on :class:`Ground`.
"""

from __future__ import annotations

from fakes.telegram.world.forums import Forums
from fakes.telegram.world.forwarding import Forwarding
from fakes.telegram.world.ground import place_of
from fakes.telegram.world.inviting import Inviting
from fakes.telegram.world.pinning import Pinning
from fakes.telegram.world.portraits import Portraits
from fakes.telegram.world.publishing import Publishing
from fakes.telegram.world.reacting import Reacting
from fakes.telegram.world.reading import Reading

__all__ = ["World", "place_of"]


class World(Inviting, Publishing, Portraits, Forums, Forwarding, Pinning, Reacting, Reading):
    """Every act either raises :class:`WorldError` or happens; what happened is told to each listener, in order."""
