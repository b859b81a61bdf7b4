"""A DNS server that knows what it is told, and that everything else doesn't exist."""
