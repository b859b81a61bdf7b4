"""contacts.*: the address book and search by name."""

from __future__ import annotations

from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl

SERVICE = Service()


@SERVICE.serves("contacts.getContacts")
def get_contacts(call: Call) -> TLObject:
    """Return the account's contacts, each with what is known of them."""
    people = [call.world.people.get(person_id) for person_id in sorted(call.account.contacts)]
    entries = [tl("contact", user_id=person.id, mutual=call.account.id in person.contacts) for person in people]
    users = [call.views.users.user(person, call.account) for person in people]
    return tl("contacts.contacts", contacts=entries, saved_count=0, users=users)


@SERVICE.serves("contacts.resolveUsername")
def resolve_username(call: Call) -> TLObject:
    """Return whose username this is."""
    person = call.world.people.by_username(call["username"])
    if person is None:
        raise RpcError(400, "USERNAME_NOT_OCCUPIED", f"nobody is called @{call['username']}")
    users = [call.views.users.user(person, call.account)]
    return tl("contacts.resolvedPeer", peer=tl("peerUser", user_id=person.id), chats=[], users=users)
