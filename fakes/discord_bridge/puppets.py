"""Double puppets: Matrix users as whom the bridge may act, so that what their accounts do on Discord is theirs."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mautrix.api import HTTPAPI, Method, Path
from mautrix.errors import MatrixError

if TYPE_CHECKING:
    from fakes.discord_bridge.config import Config
    from fakes.discord_bridge.users import User

log = logging.getLogger(__name__)

SOURCE = "fi.mau.double_puppet_source"
BRIDGE = "mautrix-discord"
AS_TOKEN = "as_token:"  # noqa: S105 - a word of the config


class Puppet:
    """One Matrix user; ``service`` when the token is an application service's and not the user's own."""

    def __init__(self, api: HTTPAPI, mxid: str, *, service: bool) -> None:
        self._api = api
        self.mxid = mxid
        self._service = service

    async def send(self, room: str, content: Mapping[str, Any], kind: str, at: int | None) -> str:
        """Send an event as the user, marked as the bridge's doing; return its id."""
        path = Path.v3.rooms[room].send[kind][secrets.token_hex(8)]
        query = {"ts": str(at)} if at and self._service else None
        sent = await self._api.request(Method.PUT, path, {**content, SOURCE: BRIDGE}, query_params=query)
        return str(sent["event_id"])

    async def redact(self, room: str, event_id: str) -> None:
        """Redact an event as the user."""
        path = Path.v3.rooms[room].redact[event_id][secrets.token_hex(8)]
        await self._api.request(Method.PUT, path, {SOURCE: BRIDGE})

    async def join(self, room: str) -> None:
        """Join a room to which the user was invited."""
        await self._api.request(Method.POST, Path.v3.rooms[room].join, {})

    async def mark_read(self, room: str, event_id: str) -> None:
        """Mark everything up to an event as read."""
        extra = {SOURCE: BRIDGE}
        markers = {"m.fully_read": event_id, "m.read": event_id}
        markers |= {"com.beeper.read.extra": extra, "com.beeper.fully_read.extra": extra}  # type: ignore[dict-item]
        await self._api.request(Method.POST, Path.v3.rooms[room].read_markers, markers)

    async def who_is_it(self) -> tuple[str, str]:
        """Return the Matrix id and the device that the token belongs to."""
        answer = await self._api.request(Method.GET, Path.v3.account.whoami)
        return str(answer["user_id"]), str(answer.get("device_id") or "")


class Puppets:
    """Every double puppet there is, by Matrix id."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._puppets: dict[str, Puppet] = {}

    def of(self, mxid: str) -> Puppet | None:
        """Return a user's double puppet."""
        return self._puppets.get(mxid)

    async def log_in(self, mxid: str, token: str = "") -> None:
        """Take up a user's double puppet, with a token or by the config's secret; raise MatrixError."""
        secret = self._config.login_secrets.get(mxid.partition(":")[2], "")
        service = not token and secret.startswith(AS_TOKEN)
        if not token and not service:
            raise KeyError(mxid)
        used = token or secret.removeprefix(AS_TOKEN)
        api = HTTPAPI(self._config.homeserver, used, as_user_id=mxid if service else None)  # type: ignore[arg-type]
        puppet = Puppet(api, mxid, service=service)
        if (await puppet.who_is_it())[0] != mxid:
            await api.session.close()
            raise ValueError("whoami result does not match custom mxid")
        self.adopt(puppet)

    def adopt(self, puppet: Puppet) -> None:
        """Take up a double puppet that is known to work."""
        self._puppets[puppet.mxid] = puppet

    async def log_out(self, mxid: str) -> bool:
        """Give up a user's double puppet; return False when there was none."""
        return self._puppets.pop(mxid, None) is not None

    async def try_log_in(self, user: User) -> None:
        """Take up a user's double puppet where the config lets the bridge do so unasked."""
        if user.mxid in self._puppets:
            return
        try:
            await self.log_in(user.mxid)
        except KeyError:
            return
        except (MatrixError, ValueError, OSError) as error:
            log.warning("%s can't be double-puppeted: %s", user.mxid, error)

    async def mark_read(self, user: User, room: str, event_id: str) -> None:
        """Mark a room as read for a user, if the bridge may."""
        puppet = self.of(user.mxid)
        if puppet:
            try:
                await puppet.mark_read(room, event_id)
            except MatrixError as error:
                log.warning("%s couldn't be marked as having read: %s", user.mxid, error)

    async def join(self, mxid: str, room: str) -> None:
        """Let a user take an invitation by themselves, if the bridge may."""
        puppet = self.of(mxid)
        if puppet:
            try:
                await puppet.join(room)
            except MatrixError as error:
                log.warning("%s couldn't join %s: %s", mxid, room, error)
