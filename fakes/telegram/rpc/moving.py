"""Between data centres: where an account lives, and how its clients come to the other one.

https://core.telegram.org/api/datacenter and https://core.telegram.org/api/errors#303-see-other.
"""

from __future__ import annotations

from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl

SERVICE = Service()


@SERVICE.serves("auth.exportAuthorization")
def export_authorization(call: Call) -> TLObject:
    """Return what logs the account's client in at another data centre, once."""
    there = call["dc_id"]
    if there not in call.office.centers.ports or there == call.client.key.dc:
        raise RpcError(400, "DC_ID_INVALID", f"{there} isn't another data centre")
    proof = call.office.logins.hand_over(call.account, there)
    return tl("auth.exportedAuthorization", id=call.account.id, bytes=proof)


@SERVICE.serves("auth.importAuthorization", before_login=True)
def import_authorization(call: Call) -> TLObject:
    """Log in by what the account's own data centre handed out."""
    key = call.client.key
    person = call.office.logins.take_over(call["id"], call["bytes"], key.dc)
    call.office.keys.log_in(key, person.id)
    return tl("auth.authorization", user=call.views.users.user(person, person))


def check_home(call: Call, home: int, name: str) -> None:
    """Raise ``name``_MIGRATE_n where the call has come to another data centre than ``home``."""
    if home != call.client.key.dc:
        raise RpcError(303, f"{name}_MIGRATE_{home}", f"data centre {home} serves this")
