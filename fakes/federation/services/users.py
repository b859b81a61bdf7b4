"""Devices and keys of our users, and who an OpenID token is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fakes.federation.services.registry import Call, serves
from fakes.federation.wire import Answer, MatrixError, answer

if TYPE_CHECKING:
    from fakes.federation.people import User

_V1 = "/_matrix/federation/v1"
_CROSS = {"master": "master_keys", "self_signing": "self_signing_keys"}


@serves("GET", _V1 + "/user/devices/{user}")
async def user_devices(call: Call) -> Answer:
    """Tell all devices of a user."""
    user = call.peer.users.get(call.params["user"])
    if user is None:
        raise MatrixError(404, "M_NOT_FOUND", "nobody of that name lives here")
    devices = [
        {"device_id": each.id, "keys": each.keys} | ({"device_display_name": each.name} if each.name else {})
        for each in user.devices.values()
    ]
    told: dict[str, Any] = {"user_id": user.id, "stream_id": user.stream, "devices": devices}
    return answer(told | {f"{name}_key": key for name, key in user.cross_signing.items() if name in _CROSS})


@serves("POST", _V1 + "/user/keys/query")
async def keys_query(call: Call) -> Answer:
    """Tell the keys of users' devices; no list of devices means all."""
    told: dict[str, dict[str, Any]] = {"device_keys": {}}
    for user, wanted in _ours(call, "device_keys"):
        chosen = [each for each in user.devices.values() if not wanted or each.id in wanted]
        told["device_keys"][user.id] = {each.id: each.keys for each in chosen}
        for name, field in _CROSS.items():
            if name in user.cross_signing:
                told.setdefault(field, {})[user.id] = user.cross_signing[name]
    return answer(told)


@serves("POST", _V1 + "/user/keys/claim")
async def keys_claim(call: Call) -> Answer:
    """Give one-time keys away, each once."""
    told: dict[str, dict[str, Any]] = {}
    for user, wanted in _ours(call, "one_time_keys"):
        for device, algorithm in dict(wanted).items():
            kept = user.devices[device].one_time if device in user.devices else {}
            name = next((each for each in kept if each.startswith(f"{algorithm}:")), None)
            if name is not None:
                told.setdefault(user.id, {})[device] = {name: kept.pop(name)}
    return answer({"one_time_keys": told})


@serves("GET", _V1 + "/openid/userinfo", signed=False)
async def openid_userinfo(call: Call) -> Answer:
    """Tell whose an OpenID token is."""
    user = call.peer.openid.get(call.asked("access_token"))
    if user is None:
        raise MatrixError(401, "M_UNKNOWN_TOKEN", "nobody has that token")
    return answer({"sub": user})


def _ours(call: Call, field: str) -> list[tuple[User, Any]]:
    wanted = call.body.get(field)
    if not isinstance(wanted, dict):
        raise MatrixError(400, "M_BAD_JSON", f"{field} is no object")
    return [(call.peer.users[user], what) for user, what in wanted.items() if user in call.peer.users]
