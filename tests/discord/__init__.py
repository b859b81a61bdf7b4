"""The fake Discord, as bytes and values, and behind real sockets."""
