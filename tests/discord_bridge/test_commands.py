"""The bot's commands: what is one, and who may run it."""

from __future__ import annotations

import pytest

from fakes.discord_bridge.commands import (
    TABLE,
    BridgeOrder,
    Call,
    Command,
    Section,
    Standing,
    bridge_order,
    called,
    find,
    help_text,
    obstacle,
    webhook_address,
)

ANYBODY = Standing(admin=False, room_admin=False, in_portal=False, logged_in=False)


@pytest.mark.parametrize(
    ("body", "management", "call"),
    [
        ("!discord bridge 42", False, Call("bridge", ("42",))),
        ("!discord   PING", False, Call("ping", ())),
        ("!discord", False, Call("unknown-command", ())),
        ("ping", True, Call("ping", ())),
        ("!discord ping", True, Call("ping", ())),
        ("ping", False, None),
        ("say !discord ping", False, None),
    ],
)
def test_a_prefix_or_the_management_room_makes_a_command(body: str, management: bool, call: Call | None) -> None:
    """Only what begins with the prefix is a command, but in the management room everything is."""
    assert called(body, "!discord", management=management) == call


def test_aliases_are_found() -> None:
    """A command answers to its aliases, and to nothing else."""
    servers = find("servers")
    assert servers is not None
    assert servers.name == "guilds"
    assert find("frobnicate") is None


def test_names_are_unique() -> None:
    """No two commands share a word."""
    words = [word for command in TABLE for word in (command.name, *command.aliases)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("needs", "standing", "why"),
    [
        ({"admin": True}, ANYBODY, "That command is limited to bridge administrators."),
        ({"room_admin": True}, ANYBODY, "That command requires room admin rights."),
        ({"portal": True}, ANYBODY, "That command can only be ran in portal rooms."),
        ({"login": True}, ANYBODY, "That command requires you to be logged in."),
        ({"room_admin": True}, Standing(True, False, False, False), None),
        ({"room_admin": True}, Standing(False, True, False, False), None),
        ({}, ANYBODY, None),
    ],
)
def test_a_command_asks_for_its_rights(needs: dict[str, bool], standing: Standing, why: str | None) -> None:
    """Whoever lacks what a command needs is told, in the real bridge's words."""
    assert obstacle(Command("x", Section.GENERAL, "", **needs), standing) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "order"),
    [
        (("42",), BridgeOrder("42")),
        (("--replace", "42"), BridgeOrder("42", replace=True)),
        (("42", "--replace=delete"), BridgeOrder("42", replace=True, delete=True)),
        (("42", "43"), None),
        (("general",), None),
        ((), None),
    ],
)
def test_bridge_takes_a_channel(arguments: tuple[str, ...], order: BridgeOrder | None) -> None:
    """``bridge`` takes one channel's id and its options, and nothing else."""
    assert bridge_order(arguments) == order


def test_help_hides_what_only_admins_may() -> None:
    """Administrators see every command, others all but theirs."""
    shown = {admin: help_text("!discord", admin=admin, management=True, portal=False) for admin in (True, False)}
    assert "**set-pl**" in shown[True]
    assert "**set-pl**" not in shown[False]
    assert all(f"**{command.name}**" in shown[True] for command in TABLE)


def test_a_webhooks_address_is_taken_apart() -> None:
    """An address gives id and secret; anything else isn't one."""
    assert webhook_address("https://discord.com/api/webhooks/12/se-cret") == ("12", "se-cret")
    assert webhook_address("https://elsewhere.test/12/secret") is None
