"""A web client for people, with ``--browser``: TLS before the homeserver, the client's files beside it, a browser."""

from __future__ import annotations

from harness.parts import names
from harness.runtime.node import NodeSpec

_APP = "/opt/hydrogen"  # where the image has it
_HERE = ("--host", "0.0.0.0", "--control-port", "8080")  # noqa: S104 - its network has no way in but the door


def front(image: str) -> NodeSpec:
    """Return who ends TLS for the homeserver (443) and serves the web client (8443), once it has a certificate."""
    return NodeSpec(
        name=names.FRONT,
        image=image,
        entrypoint=("python", "-m", "fakes.browser.front"),
        command=(*_HERE, "--homeserver", f"{names.HOMESERVER}:8008", "--app", _APP),
        aliases=(names.FRONT, *names.FRONT_HOSTS),
    )


def browser(image: str, authority: bytes) -> NodeSpec:
    """Return Chromium, which takes orders; its windows trust ``authority`` (PEM), or don't."""
    return NodeSpec(
        name=names.BROWSER,
        image=image,
        entrypoint=("python", "-m", "fakes.browser"),
        command=(*_HERE, "--ca", names.CA_PATH, "--app", _APP),
        aliases=(names.BROWSER,),
        files={names.CA_PATH: authority},
    )
