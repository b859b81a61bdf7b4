"""contacts.*: the address book, search by name and number, and whom one doesn't want to hear."""

from __future__ import annotations

from fakes.telegram.rpc.peers import user
from fakes.telegram.rpc.registry import Call, RpcError, Service
from fakes.telegram.tl import TLObject, tl
from fakes.telegram.world import Person

SERVICE = Service()
_FOUND = 50


@SERVICE.serves("contacts.getContacts")
def get_contacts(call: Call) -> TLObject:
    """Return the account's contacts, each with what is known of them."""
    people = [call.world.people.get(person_id) for person_id in sorted(call.account.contacts)]
    entries = [tl("contact", user_id=person.id, mutual=call.account.id in person.contacts) for person in people]
    return tl("contacts.contacts", contacts=entries, saved_count=0, users=_users(call, people))


@SERVICE.serves("contacts.addContact")
def add_contact(call: Call) -> TLObject:
    """Take somebody into the address book; the name is the account's own, everywhere."""
    person = user(call, call["id"])
    if not call["first_name"].strip():
        raise RpcError(400, "CONTACT_NAME_EMPTY", "a contact needs a name")
    if person is call.account:
        raise RpcError(400, "CONTACT_ID_INVALID", "nobody is their own contact")
    call.account.contacts.add(person.id)
    return _settings(call, [person])


@SERVICE.serves("contacts.importContacts")
def import_contacts(call: Call) -> TLObject:
    """Take those who have the given phone numbers into the address book."""
    imported, people = [], []
    for entry in call["contacts"]:
        person = call.world.people.by_phone(entry["phone"])
        if person is not None and person is not call.account:
            call.account.contacts.add(person.id)
            imported.append(tl("importedContact", user_id=person.id, client_id=entry["client_id"]))
            people.append(person)
    fields = {"imported": imported, "popular_invites": [], "retry_contacts": [], "users": _users(call, people)}
    return TLObject("contacts.importedContacts", fields)


@SERVICE.serves("contacts.deleteContacts")
def delete_contacts(call: Call) -> TLObject:
    """Take people out of the address book."""
    people = [user(call, named) for named in call["id"]]
    call.account.contacts.difference_update(person.id for person in people)
    return _settings(call, people)


@SERVICE.serves("contacts.getStatuses")
def get_statuses(call: Call) -> list[TLObject]:
    """Return when each contact was online."""
    people = (call.world.people.get(person_id) for person_id in sorted(call.account.contacts))
    return [
        tl("contactStatus", user_id=person.id, status=call.views.users.status(person))
        for person in people
        if not person.bot
    ]


@SERVICE.serves("contacts.search")
def search(call: Call) -> TLObject:
    """Find by the beginning of a name or username: contacts first, then people and chats with a username."""
    if len(call["q"].strip()) < 1:
        raise RpcError(400, "SEARCH_QUERY_EMPTY", "nothing to search for")
    found = [person for person in call.world.people.search(call["q"]) if person is not call.account]
    own = [person for person in found if person.id in call.account.contacts | call.account.partners]
    others = [person for person in found if person.username and person not in own]
    limit = max(1, min(call["limit"] or _FOUND, _FOUND))
    own, others = own[:limit], others[:limit]
    mine, theirs = ([tl("peerUser", user_id=person.id) for person in people] for people in (own, others))
    public = call.world.chats.search(call["q"])[:limit]
    theirs += [tl("peerChannel", channel_id=chat.id) for chat in public]
    chats = [call.views.chats.chat(chat, call.account) for chat in public]
    return tl("contacts.found", my_results=mine, results=theirs, chats=chats, users=_users(call, [*own, *others]))


@SERVICE.serves("contacts.resolveUsername")
def resolve_username(call: Call) -> TLObject:
    """Return whose username this is, a person's or a chat's."""
    person = call.world.people.by_username(call["username"])
    chat = call.world.chats.by_username(call["username"])
    if chat is not None:
        peer = tl("peerChannel", channel_id=chat.id)
        return tl("contacts.resolvedPeer", peer=peer, chats=[call.views.chats.chat(chat, call.account)], users=[])
    if person is None:
        raise RpcError(400, "USERNAME_NOT_OCCUPIED", f"nobody is called @{call['username']}")
    return _resolved(call, person)


@SERVICE.serves("contacts.resolvePhone")
def resolve_phone(call: Call) -> TLObject:
    """Return whose phone number this is."""
    person = call.world.people.by_phone(call["phone"])
    if person is None:
        raise RpcError(400, "PHONE_NOT_OCCUPIED", f"nobody has the number {call['phone']}")
    return _resolved(call, person)


@SERVICE.serves("contacts.block")
def block(call: Call) -> bool:
    """Don't hear somebody any more."""
    call.world.block(call.account, user(call, call["id"]))
    return True


@SERVICE.serves("contacts.unblock")
def unblock(call: Call) -> bool:
    """Hear somebody again."""
    call.world.block(call.account, user(call, call["id"]), blocked=False)
    return True


@SERVICE.serves("contacts.getBlocked")
def get_blocked(call: Call) -> TLObject:
    """Return whom the account doesn't want to hear."""
    blocked = list(call.account.blocked.items())[call["offset"] :][: call["limit"]]
    entries = [tl("peerBlocked", peer_id=tl("peerUser", user_id=person_id), date=since) for person_id, since in blocked]
    people = [call.world.people.get(person_id) for person_id, _ in blocked]
    return tl("contacts.blocked", blocked=entries, chats=[], users=_users(call, people))


def _resolved(call: Call, person: Person) -> TLObject:
    peer = tl("peerUser", user_id=person.id)
    return tl("contacts.resolvedPeer", peer=peer, chats=[], users=_users(call, [person]))


def _settings(call: Call, people: list[Person]) -> TLObject:
    updates = [
        tl("updatePeerSettings", peer=tl("peerUser", user_id=person.id), settings=tl("peerSettings"))
        for person in people
    ]
    return call.views.updates(call.account, updates, people=people)


def _users(call: Call, people: list[Person]) -> list[TLObject]:
    return [call.views.users.user(person, call.account) for person in people]
