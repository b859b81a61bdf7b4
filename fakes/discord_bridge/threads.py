"""Discord's threads, each of which begins with a message, as Matrix threads with the same root."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mautrix.errors import MatrixError

from fakes.discord_bridge.refusals import DiscordRefusedError

if TYPE_CHECKING:
    from fakes.discord_bridge.bridge import Bridge
    from fakes.discord_bridge.ledger import Entry
    from fakes.discord_bridge.portal import Portal
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

JOIN = "join thread"
HAS_THREAD = 32
PUBLIC_THREAD = 11
DAY_MINUTES = 24 * 60
MAX_NAME = 40
_JOINS_BY_ITSELF = "Thread created. Opening this thread will auto-join you to it on Discord."
_JOINS_BY_REACTION = f'Thread created. React to this message with "{JOIN}" to join the thread on Discord.'


@dataclass(slots=True)
class Thread:
    """A thread; its id is its channel's, ``root`` the Matrix event it begins with, ``notice`` the bot's about it."""

    id: str
    parent: str
    root: str
    notice: str = ""
    joined: set[str] = field(default_factory=set)


class Threads:
    """The threads of every channel. One that is announced is known before its first message is handled."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._threads: dict[str, Thread] = {}
        self._announced: dict[str, str] = {}

    def __iter__(self) -> Any:
        return iter(self._threads.values())

    def by_id(self, thread_id: str) -> Thread | None:
        """Return the thread that a channel's id names."""
        return self._threads.get(thread_id)

    def by_root(self, event_id: str) -> Thread | None:
        """Return the thread that begins with a Matrix event."""
        return next((thread for thread in self._threads.values() if thread.root == event_id), None)

    def by_event(self, event_id: str) -> Thread | None:
        """Return the thread that begins with a Matrix event, or whose notice it is."""
        return next((one for one in self._threads.values() if event_id in {one.root, one.notice}), None)

    def announce(self, message_id: str, channel: str) -> None:
        """Note that a thread begins with a message of a channel, whose turn is still to come."""
        self._announced[message_id] = channel

    def parent_of(self, channel: str) -> str:
        """Return the channel to which a thread's channel belongs; empty for one that isn't known."""
        thread = self._threads.get(channel)
        return thread.parent if thread else self._announced.get(channel, "")

    def keep(self, thread: Thread) -> Thread:
        """Remember a thread."""
        self._threads[thread.id] = thread
        self._bridge.archive.save_thread(thread)
        return thread

    def recall(self, thread: Thread) -> None:
        """Take over a thread that the archive has."""
        self._threads[thread.id] = thread

    async def found(self, portal: Portal, root: Entry) -> None:
        """Learn that a message has a thread, and tell the room once."""
        thread = self._threads.get(root.discord_id)
        if thread is None:
            thread = self.keep(Thread(root.discord_id, portal.channel.id, root.event_id))
        if not thread.notice:
            await self._tell(portal, thread)

    async def _tell(self, portal: Portal, thread: Thread) -> None:
        words = _JOINS_BY_ITSELF if self._bridge.config.autojoin_threads else _JOINS_BY_REACTION
        content = {"msgtype": "m.notice", "body": words, "m.relates_to": relation(thread.root, thread.root)}
        try:
            thread.notice = await self._bridge.matrix.send(portal.room, content, ghost=portal.main)
            self.keep(thread)
            about = {"rel_type": "m.annotation", "event_id": thread.notice, "key": JOIN}
            await self._bridge.matrix.send(portal.room, {"m.relates_to": about}, kind="m.reaction")
        except MatrixError as error:
            log.warning("The room couldn't be told of a thread: %s", error)

    async def start(self, portal: Portal, user: User, root: str) -> str:
        """Start a thread on Discord at a Matrix event; return its id, or nothing when that can't be done."""
        entry = portal.ledger.of_event(root)
        if user.session is None or entry is None or entry.thread:
            log.warning("No thread can start at %s", root)
            return ""
        event = await self._bridge.matrix.event(portal.room, root)
        name = thread_name(str(event["content"].get("body", "")))
        order = {"name": name, "auto_archive_duration": DAY_MINUTES, "type": PUBLIC_THREAD}
        path = "/channels/{channel_id}/messages/{message_id}/threads"
        ids = {"channel_id": portal.channel.id, "message_id": entry.discord_id}
        try:
            made = await user.session.call("POST", path, order, **ids)
        except DiscordRefusedError as error:
            log.warning("Discord refused to start a thread: %s", error)
            return ""
        thread = self.keep(Thread(entry.discord_id, portal.channel.id, entry.event_id))
        thread.joined.add(user.mxid)
        return str(made["id"])

    async def join(self, thread: Thread, user: User) -> None:
        """Let a user's account join a thread, once."""
        if user.session is None or user.mxid in thread.joined:
            return
        thread.joined.add(user.mxid)
        try:
            await user.session.call("PUT", "/channels/{channel_id}/thread-members/@me", channel_id=thread.id)
        except DiscordRefusedError as error:
            thread.joined.discard(user.mxid)
            log.warning("%s couldn't join the thread %s: %s", user.mxid, thread.id, error)
        else:
            self.keep(thread)


def relation(root: str, last: str) -> dict[str, Any]:
    """Return what makes an event part of a thread; ``last`` is what old clients show it as an answer to."""
    return {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": last}}


def thread_name(body: str) -> str:
    """Return a new thread's name: the first words of its root, as far as 40 bytes go."""
    if not body:
        return "thread"
    title = ""
    for word in body.split():
        if len((title + word).encode()) >= MAX_NAME:
            return title or word.encode()[:MAX_NAME].decode(errors="ignore")
        title += f"{word} "
    return title
