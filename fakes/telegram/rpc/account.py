"""account.*: an account's password, sessions and profile, and what its client tells of itself."""

from __future__ import annotations

from fakes.telegram import srp
from fakes.telegram.logins import Device
from fakes.telegram.mtproto.handshake import DH_PRIME
from fakes.telegram.passwords import Password
from fakes.telegram.rpc.auth import check
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Person

SERVICE = Service()
_KDF = "passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow"


@SERVICE.serves("account.updateStatus")
def update_status(call: Call) -> bool:
    """Show that the account is online, or was until now."""
    call.world.show_status(call.account, online=not call["offline"], origin=call.client)
    return True


@SERVICE.serves("account.getNotifySettings")
def get_notify_settings(_: Call) -> TLObject:
    """Nobody has changed a notification setting."""
    return tl("peerNotifySettings")


@SERVICE.serves("account.getPassword", before_login=True)
def get_password(call: Call) -> TLObject:
    """Open a challenge for the account's password, or for that of the log-in which waits for it."""
    passwords, person = call.office.logins.passwords, _concerned(call)
    opened = passwords.challenge(person)
    salts = passwords.new_salts(person)
    about: dict[str, object] = {}
    if opened is not None:
        verifier = opened.password.verifier
        about = {
            "has_password": True,
            "current_algo": _algorithm(verifier.salt1, verifier.salt2),
            "srp_B": opened.public,
            "srp_id": opened.srp_id,
            "hint": opened.password.hint or None,
        }
    return TLObject(
        "account.password",
        {
            **about,
            "new_algo": _algorithm(*salts),
            "new_secure_algo": tl("securePasswordKdfAlgoPBKDF2HMACSHA512iter100000", salt=salts[0]),
            "secure_random": salts[1] * 16,
        },
    )


@SERVICE.serves("account.updatePasswordSettings")
def update_password_settings(call: Call) -> bool:
    """Set, change or take away the account's password."""
    passwords, wanted = call.office.logins.passwords, call["new_settings"]
    if passwords.of(call.account) is not None:
        check(call, call.account, call["password"])
    algorithm, value = wanted.get("new_algo"), wanted.get("new_password_hash", b"")
    if algorithm is None or not value:
        passwords.keep(call.account, None)
        return True
    salt1, salt2 = passwords.new_salts(call.account)
    if algorithm.name != _KDF or not algorithm["salt1"].startswith(salt1) or algorithm["salt2"] != salt2:
        raise RpcError(400, "NEW_SALT_INVALID", "the new password isn't made with the salts of account.getPassword")
    if len(value) != srp.WIDTH or not srp.is_safe(int.from_bytes(value)):
        raise RpcError(400, "NEW_SETTINGS_INVALID", "the new password's verifier isn't 2,048 bits of the group")
    verifier = srp.Verifier(algorithm["salt1"], salt2, value)
    passwords.keep(call.account, Password(verifier, wanted.get("hint", "")))
    return True


@SERVICE.serves("account.getAuthorizations")
def get_authorizations(call: Call) -> TLObject:
    """Return the account's sessions."""
    known, sessions = call.office.logins.devices, []
    for key in call.office.devices.keys_of(call.account):
        device, is_current = known.get(key.key_id, Device()), key is call.client.key
        sessions.append(call.views.users.device(key.key_id, device, call.world.now, is_current=is_current))
    return tl("account.authorizations", authorization_ttl_days=180, authorizations=sessions)


@SERVICE.serves("account.resetAuthorization")
def reset_authorization(call: Call) -> bool:
    """End one other session."""
    for key in call.office.devices.keys_of(call.account):
        if call.views.users.device_hash(key.key_id) == call["hash"] and key is not call.client.key:
            call.office.devices.end(key)
            return True
    raise RpcError(400, "HASH_INVALID", "no other session has this hash")


@SERVICE.serves("account.updateProfile")
def update_profile(call: Call) -> TLObject:
    """Change names and the account's own words about itself."""
    changed = {field: call[field] for field in ("first_name", "last_name", "about") if field in call.args.fields}
    call.world.rename(call.account, origin=call.client, **changed)
    return call.views.users.user(call.account, call.account)


@SERVICE.serves("account.updateUsername")
def update_username(call: Call) -> TLObject:
    """Take a username, or give it up with an empty one."""
    call.world.take_username(call.account, call["username"], origin=call.client)
    return call.views.users.user(call.account, call.account)


@SERVICE.serves("account.checkUsername")
def check_username(call: Call) -> bool:
    """Tell whether a username is free; raise USERNAME_INVALID for what can be none."""
    return call.world.is_username_free(call["username"])


def _concerned(call: Call) -> Person:
    owing = call.office.logins.owing(call.client.key.key_id)
    return owing if owing is not None and call.person is None else call.account


def _algorithm(salt1: bytes, salt2: bytes) -> TLObject:
    return tl(_KDF, salt1=salt1, salt2=salt2, g=srp.GENERATOR, p=DH_PRIME.to_bytes(srp.WIDTH))
