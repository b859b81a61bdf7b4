"""MTProto 2.0's server side as pure state machines: bytes in, bytes and requests out, no sockets."""
