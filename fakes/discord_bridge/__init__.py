"""A stand-in for mautrix-discord 0.7.7, for machines where the real bridge can't be had.

It takes the same config and registration, answers the same bot commands with the same words, serves the same
provisioning API, and carries messages both ways as the real one does. It is built on ``mautrix`` (application
service) and ``discord.py`` (bot accounts; people's have a small client of its own). With ``--defect=NAME`` it
misbehaves in one named way, so that the suites can prove that they would notice.

In scope: log-in by token of bots and people, and of people by QR code,
``bridge``/``unbridge``/``create-portal``/``set-relay``/``unset-relay``/``guilds``, DMs and groups, relay webhooks,
text, embeds, forwards, files, stickers, custom emoji, edits, deletes, replies, threads, reactions, typing, read
receipts, double puppets, back-fill, spaces, avatars, per-portal order, echo suppression, permissions, encrypted rooms.
Not yet: ``commands`` and ``exec``, files that are encrypted, keys that outlive a restart.

State is in the SQLite file that ``appservice.database.uri`` names (``file:…``); for any other, in a file of the
temporary directory that is named after its address. A restart goes on from there.
"""

VERSION = "0.7.7-standin"
