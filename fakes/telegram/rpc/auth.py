"""auth.*: log-in by phone code, password, QR code and bot token; sign-up; log-out here and elsewhere."""

from __future__ import annotations

from fakes.telegram.logins import Device, SentCode
from fakes.telegram.rpc.moving import check_home
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Person

SERVICE = Service()
_CODE_LENGTH = 5
_TIMEOUT = 60  # seconds until a client offers to send the code again


@SERVICE.serves("auth.sendCode", before_login=True)
def send_code(call: Call) -> TLObject:
    """Make a code, which a test reads by the control operation ``login.code``; raise PHONE_MIGRATE_n."""
    person = call.world.people.by_phone(call["phone_number"])
    if person is not None:
        check_home(call, person.dc, "PHONE")
    return _sent(call.office.logins.send_code(call["phone_number"]))


@SERVICE.serves("auth.resendCode", before_login=True)
def resend_code(call: Call) -> TLObject:
    """Make another code."""
    return _sent(call.office.logins.send_again(call["phone_number"], call["phone_code_hash"]))


@SERVICE.serves("auth.cancelCode", before_login=True)
def cancel_code(call: Call) -> bool:
    """Make the code worthless."""
    call.office.logins.cancel(call["phone_number"], call["phone_code_hash"])
    return True


@SERVICE.serves("auth.signIn", before_login=True)
def sign_in(call: Call) -> TLObject:
    """Log in with a phone code; raise SESSION_PASSWORD_NEEDED where the account has a password."""
    code = call.args.get("phone_code", "")
    person = call.office.logins.sign_in(call["phone_number"], call["phone_code_hash"], code)
    if person is None:
        return tl("auth.authorizationSignUpRequired")
    return _admit(call, person)


@SERVICE.serves("auth.signUp", before_login=True)
def sign_up(call: Call) -> TLObject:
    """Make an account for a phone number whose code was right."""
    names = call["first_name"], call["last_name"]
    shown = call["phone_number"], call["phone_code_hash"]
    return _authorize(call, call.office.logins.sign_up(*shown, *names, call.client.key.dc))


@SERVICE.serves("auth.checkPassword", before_login=True)
def check_password(call: Call) -> TLObject:
    """Show the password that the log-in lacked."""
    logins, key_id = call.office.logins, call.client.key.key_id
    person = logins.owing(key_id)
    if person is None:
        raise RpcError(401, "AUTH_KEY_UNREGISTERED", "no log-in waits for a password here")
    check(call, person, call["password"])
    logins.paid(key_id)
    return _authorize(call, person)


@SERVICE.serves("auth.exportLoginToken", before_login=True)
def export_login_token(call: Call) -> TLObject:
    """Return a token to be shown as a QR code, or the log-in once another client has read it."""
    logins = call.office.logins
    shown = logins.qr(call.client.key.key_id)
    if shown.person_id is None:
        return tl("auth.loginToken", expires=shown.expires, token=shown.token)
    home = call.world.people.get(shown.person_id).dc
    if home != call.client.key.dc:
        return tl("auth.loginTokenMigrateTo", dc_id=home, token=shown.token)
    return tl("auth.loginTokenSuccess", authorization=_admit(call, logins.use_qr(shown)))


@SERVICE.serves("auth.importLoginToken", before_login=True)
def import_login_token(call: Call) -> TLObject:
    """Log in by a token that was shown in another data centre than that of the account which read it."""
    logins = call.office.logins
    shown = logins.read_qr(call["token"])
    check_home(call, call.world.people.get(shown.person_id or 0).dc, "USER")
    return tl("auth.loginTokenSuccess", authorization=_admit(call, logins.use_qr(shown)))


@SERVICE.serves("auth.acceptLoginToken")
def accept_login_token(call: Call) -> TLObject:
    """Read another client's QR code: it is told, and logs in to this account."""
    shown = call.office.logins.accept_qr(call["token"], call.account)
    device = call.office.logins.devices.get(shown.key_id, Device())
    call.office.devices.told_of_token(shown.key_id)
    return call.views.users.device(shown.key_id, device, call.world.now, is_current=False)


@SERVICE.serves("auth.importBotAuthorization", before_login=True)
def import_bot_authorization(call: Call) -> TLObject:
    """Log in with a bot's token."""
    bot = call.world.people.by_token(call["bot_auth_token"])
    if bot is None:
        raise RpcError(400, "ACCESS_TOKEN_INVALID", "no bot here has this token")
    check_home(call, bot.dc, "USER")
    return _authorize(call, bot)


@SERVICE.serves("auth.logOut", anywhere=True)
def log_out(call: Call) -> TLObject:
    """Forget whose key this is."""
    call.office.keys.log_in(call.client.key, None)
    return tl("auth.loggedOut")


@SERVICE.serves("auth.resetAuthorizations")
def reset_authorizations(call: Call) -> bool:
    """End all other sessions of the account."""
    for key in call.office.devices.keys_of(call.account):
        if key is not call.client.key:
            call.office.devices.end(key)
    return True


def check(call: Call, person: Person, shown: TLObject) -> None:
    """Raise PASSWORD_HASH_INVALID or SRP_ID_INVALID unless ``shown`` (InputCheckPasswordSRP) proves the password."""
    if shown.name == "inputCheckPasswordEmpty":
        raise RpcError(400, "PASSWORD_HASH_INVALID", "the account has a password")
    call.office.logins.passwords.check(person, shown["srp_id"], shown["A"], shown["M1"])


def _sent(sent: SentCode) -> TLObject:
    kind = tl("auth.sentCodeTypeApp", length=_CODE_LENGTH)
    return tl("auth.sentCode", type=kind, phone_code_hash=sent.code_hash, timeout=_TIMEOUT)


def _admit(call: Call, person: Person) -> TLObject:
    logins = call.office.logins
    if logins.passwords.of(person) is not None:
        logins.owe(call.client.key.key_id, person)
        raise RpcError(401, "SESSION_PASSWORD_NEEDED", f"{person.name} has a second password")
    return _authorize(call, person)


def _authorize(call: Call, person: Person) -> TLObject:
    call.office.keys.log_in(call.client.key, person.id)
    return tl("auth.authorization", user=call.views.users.user(person, person))
