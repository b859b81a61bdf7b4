"""Who may do what on a bridge: operators and puppeted people by exact id, everybody else only through the relay.

A bridge knows exact ids, servers and ``*``, no patterns; so the ids stand in its config before it starts, and each
is handed out once. Granting the whole server more than the relay lets a ghost of the other bridge give orders.
"""

from __future__ import annotations

# Every id is a line of a config that a bridge reads and writes at its start: more of them cost time.
OPERATORS = 40
PUPPETED = 400


def operator(number: int) -> str:
    """Return the localpart of an operator, counted from 0."""
    return f"operator{number}"


def puppeted(number: int) -> str:
    """Return the localpart of a person who may log in to a bridge, counted from 0."""
    return f"puppet{number}"


def relay_owner() -> str:
    """Return the localpart of whoever owns the account that the Go bridge relays through; nobody logs in as them."""
    return "relay-owner"


def table(server_name: str, *, stranger: str, person: str, admin: str) -> dict[str, str]:
    """Return ``bridge.permissions`` with a bridge's own words for the three levels."""
    return {
        "*": stranger,
        f"@{relay_owner()}:{server_name}": person,
        **{f"@{puppeted(number)}:{server_name}": person for number in range(PUPPETED)},
        **{f"@{operator(number)}:{server_name}": admin for number in range(OPERATORS)},
    }
