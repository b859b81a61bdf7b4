"""Files: places to upload them to ahead of a message, and fresh addresses for old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fakes.discord.attachments import too_large
from fakes.discord.errors import invalid_field
from fakes.discord.file_notes import MAX_FILES
from fakes.discord.permissions import Permission
from fakes.discord.rest.call import Call
from fakes.discord.rest.channels import seen_channel
from fakes.discord.rest.routes import Routes
from fakes.discord.shapes import Json

if TYPE_CHECKING:
    from fakes.discord.fields import Fields

routes = Routes()
_MOST_URLS = 50


@routes.on("POST", "/channels/{channel}/attachments")
def create(call: Call) -> Json:
    """Reserve places for 1 to 10 files; needs what sending them needs."""
    channel = seen_channel(call)
    call.world.channels.require(call.person, channel, Permission.SEND_MESSAGES | Permission.ATTACH_FILES)
    with call.fields() as fields:
        files = [_wanted(one) for one in fields.objects("files")]
    if not 1 <= len(files) <= MAX_FILES:
        raise invalid_field("files", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MAX_FILES} in length.")
    if any(size > call.world.attachments.limit(channel) for _, _, size in files):
        raise too_large()
    uploads = call.world.uploads
    made = [uploads.as_json(uploads.create(channel, name, size), key) for key, name, size in files]
    return {"attachments": made}


def _wanted(fields: Fields) -> tuple[object, str, int]:
    name, size = fields.required_text("filename"), fields.integer("file_size", -1)
    if size < 0:
        fields.wrong("file_size", "BASE_TYPE_REQUIRED", "This field is required")
    return fields.raw().get("id"), name, size


@routes.on("DELETE", "/attachments/{folder}/{name}")
def delete(call: Call) -> None:
    """Forget an upload that no message will take."""
    call.world.uploads.delete(f"{call.text('folder')}/{call.text('name')}")


@routes.on("POST", "/attachments/refresh-urls")
def refresh(call: Call) -> Json:
    """Sign 1 to 50 addresses anew, whether or not they still work; what else their query says stays."""
    with call.fields() as fields:
        urls = fields.texts("attachment_urls")
    if not 1 <= len(urls) <= _MOST_URLS:
        raise invalid_field("attachment_urls", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {_MOST_URLS} in length.")
    return {"refreshed_urls": [{"original": url, "refreshed": _refreshed(call, url)} for url in urls]}


def _refreshed(call: Call, url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if call.world.attachments.find(parts.path) is None:
        return url
    rest = "".join(f"{one}&" for one in parts.query.split("&") if one and one[:3] not in ("ex=", "is=", "hm="))
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{call.world.ground.signer.query(parts.path)}{rest}"
