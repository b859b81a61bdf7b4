"""Files for other servers (server-server API, "Content Repository")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.federation.services.registry import Call, serves
from fakes.federation.wire import Answer, MatrixError

if TYPE_CHECKING:
    from fakes.federation.people import Medium

_V1 = "/_matrix/federation/v1/media"


@serves("GET", _V1 + "/download/{media}")
async def media_download(call: Call) -> Answer:
    """Give a file away, as the second part after a part of JSON."""
    return _parts(call, _medium(call))


@serves("GET", _V1 + "/thumbnail/{media}")
async def media_thumbnail(call: Call) -> Answer:
    """Give the file itself away: nothing here can scale."""
    return _parts(call, _medium(call))


def _medium(call: Call) -> Medium:
    medium = call.peer.media.get(call.params["media"])
    if medium is None:
        raise MatrixError(404, "M_NOT_FOUND", "there is no such file")
    return medium


def _parts(call: Call, medium: Medium) -> Answer:
    boundary = call.peer.token()
    head = f'Content-Type: {medium.mime}\r\nContent-Disposition: attachment; filename="{medium.name}"\r\n\r\n'
    body = f"--{boundary}\r\nContent-Type: application/json\r\n\r\n{{}}\r\n--{boundary}\r\n{head}".encode()
    body += medium.data + f"\r\n--{boundary}--\r\n".encode()
    return Answer(200, body, {"Content-Type": f"multipart/mixed; boundary={boundary}"})
