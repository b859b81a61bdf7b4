"""The forger's own tests: its pure parts, two of it joined without sockets, and Synapse's code as an oracle."""
