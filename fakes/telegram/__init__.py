"""A Telegram that isn't: an MTProto 2.0 server on a world that tests command through HTTP."""
