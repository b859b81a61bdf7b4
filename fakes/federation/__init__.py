"""A scripted Matrix server for the server-server API: it keeps the rules, or breaks one of them on order.

Served: keys and a notary, rooms of every version (create, join, knock, invite, leave, both ways), events, state,
backfill, missing events, transactions, directory, profiles, devices and keys, media, discovery. Whatever else is asked
of it is refused by name.
"""
