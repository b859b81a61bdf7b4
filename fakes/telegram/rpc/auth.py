"""auth.*: log-in by phone code and by bot token, and log-out."""

from __future__ import annotations

from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Person

SERVICE = Service()
_CODE_LENGTH = 5


@SERVICE.serves("auth.sendCode", before_login=True)
def send_code(call: Call) -> TLObject:
    """Make a code, which a test reads by the control operation ``login.code``."""
    sent = call.office.logins.send_code(call["phone_number"])
    kind = tl("auth.sentCodeTypeApp", length=_CODE_LENGTH)
    return tl("auth.sentCode", type=kind, phone_code_hash=sent.code_hash)


@SERVICE.serves("auth.signIn", before_login=True)
def sign_in(call: Call) -> TLObject:
    """Log in with a phone code."""
    code = call.args.get("phone_code", "")
    return _authorize(call, call.office.logins.sign_in(call["phone_number"], call["phone_code_hash"], code))


@SERVICE.serves("auth.importBotAuthorization", before_login=True)
def import_bot_authorization(call: Call) -> TLObject:
    """Log in with a bot's token."""
    bot = call.world.people.by_token(call["bot_auth_token"])
    if bot is None:
        raise RpcError(400, "ACCESS_TOKEN_INVALID", "no bot here has this token")
    return _authorize(call, bot)


@SERVICE.serves("auth.logOut")
def log_out(call: Call) -> TLObject:
    """Forget whose key this is."""
    call.client.key.account_id = None
    return tl("auth.loggedOut")


def _authorize(call: Call, person: Person) -> TLObject:
    call.client.key.account_id = person.id
    return tl("auth.authorization", user=call.views.users.user(person, person))
