"""auth.bindTempAuthKey and auth.dropTempAuthKeys: perfect forward secrecy (https://core.telegram.org/api/pfs)."""

from __future__ import annotations

from fakes.telegram.mtproto.binding import BindingError, open_binding
from fakes.telegram.rpc.registry import Call, RpcError, Service

SERVICE = Service()


@SERVICE.serves("auth.bindTempAuthKey", before_login=True)
def bind_temp_auth_key(call: Call) -> bool:
    """Let a temporary key act for a permanent one, if the encrypted message proves that the client has both."""
    key, office = call.client.key, call.office
    if key.expires_at is None:
        raise RpcError(400, "TEMP_AUTH_KEY_EMPTY", "the request didn't come with a temporary key")
    permanent = office.keys.find(_key_id(call["perm_auth_key_id"]))
    if permanent is None or permanent.expires_at is not None or permanent.dc != key.dc:
        raise RpcError(400, "ENCRYPTED_MESSAGE_INVALID", "there is no such permanent key")
    if key.bound_to not in (None, permanent):
        raise RpcError(400, "TEMP_AUTH_KEY_ALREADY_BOUND", "this temporary key is bound to another key")
    if call["expires_at"] <= call.world.now:
        raise RpcError(400, "EXPIRES_AT_INVALID", "the time of expiry is past")
    _check_proof(call, permanent.auth_key)
    key.expires_at = min(key.expires_at, call["expires_at"])
    office.keys.bind(key, permanent)
    return True


@SERVICE.serves("auth.dropTempAuthKeys", before_login=True)
def drop_temp_auth_keys(call: Call) -> bool:
    """Forget the temporary keys of this client's permanent key, but for those that it names."""
    key = call.client.key
    kept = {_key_id(number) for number in call["except_auth_keys"]} | {key.key_id}
    for other in call.office.keys.temporary(key.bound_to or key):
        if other.key_id not in kept:
            call.office.keys.forget(other)
    return True


def _check_proof(call: Call, auth_key: bytes) -> None:
    try:
        inner = open_binding(auth_key, call["encrypted_message"], call.client.query_id, call.office.service)
    except BindingError as error:
        raise RpcError(400, "ENCRYPTED_MESSAGE_INVALID", f"the encrypted message is wrong: {error}") from error
    expected = {
        "nonce": call["nonce"],
        "temp_auth_key_id": int.from_bytes(call.client.key.key_id, "little", signed=True),
        "perm_auth_key_id": call["perm_auth_key_id"],
        "temp_session_id": call.client.session.session_id,
        "expires_at": call["expires_at"],
    }
    wrong = sorted(field for field, value in expected.items() if inner[field] != value)
    if wrong:
        raise RpcError(400, "ENCRYPTED_MESSAGE_INVALID", f"the encrypted message has another {', '.join(wrong)}")


def _key_id(number: int) -> bytes:
    return number.to_bytes(8, "little", signed=True)
