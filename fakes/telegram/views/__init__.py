"""The world as one account sees it, in TL objects of the inner layer."""

from fakes.telegram.views.changes import ChangeViews
from fakes.telegram.views.chats import ChatViews
from fakes.telegram.views.hashes import AccessHashes
from fakes.telegram.views.messages import MessageViews, peer
from fakes.telegram.views.users import UserViews

__all__ = ["AccessHashes", "ChangeViews", "ChatViews", "MessageViews", "UserViews", "peer"]
