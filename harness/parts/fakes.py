"""The fake Discord and the fake Telegram as nodes: the real services' names and ports, and a control API each."""

from __future__ import annotations

from harness.parts import names
from harness.runtime.node import NodeSpec
from harness.runtime.pki import Leaf


def discord(image: str, leaf: Leaf, seed: int) -> NodeSpec:
    """Return the fake Discord; ``leaf`` vouches for every one of ``names.DISCORD_HOSTS``."""
    return NodeSpec(
        name=names.DISCORD_FAKE,
        image=image,
        entrypoint=("python", "-m", "fakes.discord"),
        command=(
            *("--host", "0.0.0.0", "--port", "443", "--control-port", "8080", "--seed", str(seed)),  # noqa: S104
            *("--cert", "/superbridge/discord.pem", "--key", "/superbridge/discord.key"),
        ),
        aliases=(names.DISCORD_FAKE, *names.DISCORD_HOSTS),
        files={"/superbridge/discord.pem": leaf.cert_pem, "/superbridge/discord.key": leaf.key_pem},
    )


def telegram(image: str, seed: int, mtproxy_secret: str = "") -> NodeSpec:
    """Return the fake Telegram; it makes its own RSA key from ``seed`` and tells it by its control API.

    With ``mtproxy_secret`` (hexadecimal) it also takes the connections of clients that think it an MTProxy.
    """
    return NodeSpec(
        name=names.TELEGRAM_FAKE,
        image=image,
        entrypoint=("python", "-m", "fakes.telegram"),
        command=(
            *("--host", "0.0.0.0", "--port", "443", "--control-port", "8080", "--seed", str(seed)),  # noqa: S104
            *("--advertise", names.TELEGRAM_FAKE),
            *(("--mtproxy-secret", mtproxy_secret) if mtproxy_secret else ()),
        ),
        aliases=(names.TELEGRAM_FAKE,),
    )
