"""A test double of Discord: REST and gateway v9 and v10, CDN, webhooks; text first (see ``docs/fakes.md``).

Nothing in here opens a socket but ``app.py``: the world is plain objects, the gateway takes frames and
gives frames, REST takes a request and gives an answer.
"""

FAKE = "discord"
VERSION = "0.1.0"
