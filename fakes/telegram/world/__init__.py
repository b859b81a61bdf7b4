"""What Telegram's world is and which rules hold in it; no sockets, no bytes, no clock of its own."""

from fakes.telegram.world.boxes import Box, Change
from fakes.telegram.world.chats import Chat, Member
from fakes.telegram.world.errors import WorldError
from fakes.telegram.world.events import Happened
from fakes.telegram.world.messages import Draft, Message, Place
from fakes.telegram.world.people import Person
from fakes.telegram.world.world import World

__all__ = ["Box", "Change", "Chat", "Draft", "Happened", "Member", "Message", "Person", "Place", "World", "WorldError"]
