"""The DNS server, asked by dnspython."""
