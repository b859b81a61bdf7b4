"""Incoming webhooks: made in a channel, posting under any name, by token alone."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakes.control import Author
from fakes.discord.assets import Assets, read_image
from fakes.discord.channel import ANNOUNCEMENT, FORUM, MEDIA, STAGE, TEXT, VOICE
from fakes.discord.drafts import Draft, check_webhook_name, refuse_empty
from fakes.discord.errors import ApiError, FieldErrors, unknown
from fakes.discord.events import Event, Intent
from fakes.discord.message import FOLLOW_ADD, message_json
from fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from fakes.discord.channels import Channel, Channels
    from fakes.discord.ground import Ground
    from fakes.discord.message import Message
    from fakes.discord.messages import Messages
    from fakes.discord.people import Person
    from fakes.discord.shapes import Cause, Json
    from fakes.discord.thread_changes import ThreadChanges

MAX_IN_CHANNEL = 15
HOSTING_TYPES = (TEXT, VOICE, ANNOUNCEMENT, STAGE, FORUM, MEDIA)
INCOMING, FOLLOWER = 1, 2


@dataclass(slots=True)
class Webhook:
    """A webhook of a channel; ``maker`` is who created it, ``application_id`` the maker's when that is a bot.

    With a ``source`` it shows what is published in that announcement channel, and has no token.
    """

    id: str
    name: str
    channel_id: str
    guild_id: str
    token: str
    maker: Person
    source: Channel | None = None
    avatar: str | None = None
    source_guild: Json = field(default_factory=dict)

    @property
    def application_id(self) -> str | None:
        """Return the application that owns the webhook, if a bot made it."""
        return self.maker.id if self.maker.bot else None

    def as_json(self, *, with_maker: bool = True) -> Json:
        """Return the Webhook object; a look-up by token leaves the maker out."""
        data: Json = {
            "id": self.id,
            "type": INCOMING,
            "name": self.name,
            "avatar": self.avatar,
            "channel_id": self.channel_id,
            "guild_id": self.guild_id,
            "application_id": self.application_id,
            "token": self.token,
            "url": f"https://discord.com/api/webhooks/{self.id}/{self.token}",
        }
        if self.source is not None:
            del data["token"], data["url"]
            data |= {"type": FOLLOWER, "application_id": None, "source_guild": self.source_guild}
            data["source_channel"] = {"id": self.source.id, "name": self.source.name}
        return data | {"user": self.maker.as_user()} if with_maker else data

    def as_author(self, name: str = "") -> Json:
        """Return the User object of who speaks by this webhook, under its own name or another."""
        return {
            "id": self.id,
            "username": name or self.name,
            "global_name": None,
            "discriminator": "0000",
            "avatar": self.avatar,
            "bot": True,
            "primary_guild": None,
            "public_flags": 0,
            "flags": 0,
        }


class Webhooks:
    """Makes webhooks and lets them speak."""

    def __init__(
        self, ground: Ground, channels: Channels, messages: Messages, posts: ThreadChanges, assets: Assets
    ) -> None:
        self._ground = ground
        self._channels = channels
        self._messages = messages
        self._posts = posts
        self._assets = assets

    def create(self, person: Person, channel: Channel, name: object, avatar: object = None) -> Webhook:
        """Make a webhook; needs MANAGE_WEBHOOKS, a proper name, and fewer than 15 in the channel."""
        self._channels.require(person, channel, Permission.MANAGE_WEBHOOKS)
        _check_name(name)
        if channel.type not in HOSTING_TYPES:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        if len(self._in(channel)) >= MAX_IN_CHANNEL:
            raise ApiError(400, 30007, f"Maximum number of webhooks reached ({MAX_IN_CHANNEL})")
        token = urlsafe_b64encode(self._ground.rng.randbytes(51)).decode()
        webhook = Webhook(self._ground.ids.mint(), str(name), channel.id, channel.guild_id, token, person)
        webhook.avatar = self._picture(webhook, avatar)
        self._ground.webhooks[webhook.id] = webhook
        self._tell(webhook)
        return webhook

    def follow(self, person: Person, source: Channel, into: Channel) -> Webhook:
        """Let a channel show what another publishes; the follower is a webhook and is announced by a message."""
        webhook = self.create(person, into, source.name)
        webhook.source = source
        guild = self._ground.guilds[source.guild_id]
        webhook.source_guild = {"id": guild.id, "name": guild.name, "icon": guild.settings.get("icon")}
        reference: Json = {"type": 0, "channel_id": source.id, "guild_id": source.guild_id}
        self._messages.post_system(into, person, FOLLOW_ADD, source.name, reference)
        return webhook

    def by_id(self, person: Person, webhook_id: str) -> Webhook:
        """Return a webhook to somebody who may manage it; 10015 when there is none."""
        webhook = self._ground.webhooks.get(webhook_id)
        if webhook is None:
            raise unknown("Webhook")
        self._channels.require(person, self._channels.get(webhook.channel_id), Permission.MANAGE_WEBHOOKS)
        return webhook

    def by_token(self, webhook_id: str, token: str) -> Webhook:
        """Return a webhook to whoever knows its token; 10015 for a wrong id, 50027 for a wrong token."""
        webhook = self._ground.webhooks.get(webhook_id)
        if webhook is None or webhook.source is not None:
            raise unknown("Webhook")
        if webhook.token != token:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return webhook

    def in_channel(self, person: Person, channel: Channel) -> list[Webhook]:
        """Return a channel's webhooks to somebody who may manage them."""
        self._channels.require(person, channel, Permission.MANAGE_WEBHOOKS)
        return self._in(channel)

    def change(self, webhook: Webhook, changes: Json, into: Channel | None = None) -> Webhook:
        """Give a webhook another name, another avatar (none with null), or another channel of its guild."""
        if "name" in changes:
            _check_name(changes["name"])
            webhook.name = str(changes["name"])
        if "avatar" in changes:
            webhook.avatar = self._picture(webhook, changes["avatar"])
        if into is not None:
            self._tell(webhook)
            webhook.channel_id = into.id
        self._tell(webhook)
        return webhook

    def delete(self, webhook: Webhook) -> None:
        """Remove a webhook; what it said stays."""
        del self._ground.webhooks[webhook.id]
        self._tell(webhook)

    def execute(
        self, webhook: Webhook, draft: Draft, cause: Cause, thread_id: str = "", post: Json | None = None
    ) -> Message:
        """Post under the draft's name or the webhook's own, into a thread, or as a forum's ``post`` (name and tags)."""
        refuse_empty(draft)
        channel = self._target(webhook, thread_id, post)
        name = draft.username or webhook.name
        by, user = Author(webhook.id, name, "webhook"), webhook.as_author(name)
        first = channel.id if post is not None else ""
        if draft.avatar_url:
            self._ground.on_avatar(channel, draft.avatar_url)
        return self._messages.post(channel, draft, by, user, cause, webhook.id, message_id=first)

    def message(self, webhook: Webhook, message_id: str, thread_id: str = "") -> tuple[Channel, Message]:
        """Return a message that this webhook posted, into a thread if one is named; 10008 for any other."""
        channel = self._thread(webhook, thread_id) if thread_id else self._channels.get(webhook.channel_id)
        message = self._messages.get(channel, message_id)
        if message.webhook_id != webhook.id:
            raise unknown("Message")
        return channel, message

    def message_json(self, webhook: Webhook, channel: Channel, message: Message) -> Json:
        """Return the Message object as a webhook's answer carries it."""
        return message_json(channel, message) | {"application_id": webhook.application_id}

    def _target(self, webhook: Webhook, thread_id: str, post: Json | None) -> Channel:
        parent = self._channels.get(webhook.channel_id)
        if thread_id and post is not None:
            raise ApiError(
                400, 220002, "Webhooks posted to forum channels cannot have both a thread_name and thread_id"
            )
        if thread_id:
            return self._thread(webhook, thread_id)
        if parent.type not in (FORUM, MEDIA):
            if post is not None:
                raise ApiError(400, 220003, "Webhooks can only create threads in forum channels")
            return parent
        if post is None:
            raise ApiError(400, 220001, "Webhooks posted to forum channels must have a thread_name or thread_id")
        return self._posts.for_webhook(webhook.maker, parent, webhook.id, post)

    def _thread(self, webhook: Webhook, thread_id: str) -> Channel:
        thread = self._channels.get(thread_id)
        if thread.parent_id != webhook.channel_id or thread.thread is None:
            raise unknown("Channel")
        return thread

    def _picture(self, webhook: Webhook, avatar: object) -> str | None:
        if avatar is None:
            return None
        return self._assets.put_hashed(f"/avatars/{webhook.id}", read_image(avatar, "avatar"))

    def _in(self, channel: Channel) -> list[Webhook]:
        return [one for one in self._ground.webhooks.values() if one.channel_id == channel.id]

    def _tell(self, webhook: Webhook) -> None:
        data: Json = {"guild_id": webhook.guild_id, "channel_id": webhook.channel_id}
        guild = self._ground.guilds[webhook.guild_id]
        self._ground.emit(Event("WEBHOOKS_UPDATE", data, frozenset(guild.members), Intent.GUILD_WEBHOOKS))


def _check_name(name: object) -> None:
    errors = FieldErrors()
    check_webhook_name(name, "name", errors)
    errors.raise_if_any()
