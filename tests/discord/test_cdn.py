"""The CDN and the media proxy, without a socket."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from fakes.discord.cdn import Cdn, Served
from tests.discord.api import Api
from tests.discord.forms import form, post_form
from tests.discord.pictures import gif, png

HOST, PROXY = "cdn.discordapp.com", "media.discordapp.net"
GONE = b"This content is no longer available."


class Files:
    """A scene with its CDN and one attachment."""

    def __init__(self, name: str = "dot.png", data: bytes = png()) -> None:
        self.api = Api()
        self.scene = self.api.scene
        self.cdn = Cdn(self.scene.world)
        sent = post_form(self.api, self.scene.bot, self.api.messages, form({}, ("files[0]", name, data)))
        self.shown = sent.body["attachments"][0]

    def get(self, url: str, method: str = "GET", **headers: str) -> Served:
        """Fetch an address."""
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        served = self.cdn.answer(method, parts.netloc, parts.path, query, headers)
        assert served is not None
        return served


def read(served: Served) -> bytes:
    """Return the bytes that are sent."""
    return served.blob.read(served.start, served.stop)


def test_a_signed_address_opens_its_file() -> None:
    """An attachment's address gives its bytes, its type and its name."""
    files = Files()

    served = files.get(files.shown["url"])

    assert (served.status, read(served)) == (200, png())
    assert served.headers["Content-Type"] == "image/png"
    assert 'filename="dot.png"' in served.headers["Content-Disposition"]


def spoil(url: str, what: str) -> str:
    """Return an address with one thing wrong."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query |= {
        "hm": {"hm": "0" * 64},
        "é": {"hm": "é"},
        "ex": {"ex": f"{int(query['ex'], 16) + 1:x}"},
        "is": {"is": "0"},
    }[what]
    return f"https://{HOST}{parts.path}?" + "&".join(f"{name}={value}" for name, value in query.items())


@pytest.mark.parametrize("what", ["hm", "ex", "is", "é"])
def test_a_changed_address_opens_nothing(what: str) -> None:
    """An address whose signature, end or beginning was changed is 404 with Discord's words."""
    files = Files()

    served = files.get(spoil(files.shown["url"], what))

    assert (served.status, read(served)) == (404, GONE)


def test_an_unsigned_address_opens_nothing() -> None:
    """An address without its query is 404."""
    files = Files()

    assert files.get(files.shown["url"].partition("?")[0]).status == 404


def test_an_address_ends_after_a_day() -> None:
    """An address works for 23 hours and is 404 after 24."""
    files = Files()

    files.scene.clock.now += 23 * 3600 - 1
    assert files.get(files.shown["url"]).status == 200
    files.scene.clock.now += 3601
    assert files.get(files.shown["url"]).status == 404


def test_all_addresses_can_be_ended() -> None:
    """After the signer forgot its key old addresses are 404, and fresh ones work."""
    files = Files()

    files.scene.world.ground.signer.expire()

    assert files.get(files.shown["url"]).status == 404
    again = files.api.ask(files.scene.bot, "GET", files.api.messages).body[0]["attachments"][0]
    assert files.get(again["url"]).status == 200


@pytest.mark.parametrize(
    ("asked", "status", "data", "told"),
    [
        ("bytes=0-1", 206, b"01", "bytes 0-1/10"),
        ("bytes=8-", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=4-99", 206, b"456789", "bytes 4-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-4", 416, b"", "bytes */10"),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_ranges_are_served(asked: str, status: int, data: bytes, told: str | None) -> None:
    """A range gives its bytes; one outside is 416, and one that isn't understood gives all."""
    files = Files("n.bin", b"0123456789")

    served = files.get(files.shown["url"], range=asked)

    assert (served.status, read(served), served.headers.get("Content-Range")) == (status, data, told)


def test_what_is_known_isnt_sent_again() -> None:
    """A matching If-None-Match is 304 without bytes."""
    files = Files()
    tag = files.get(files.shown["url"]).headers["ETag"]

    served = files.get(files.shown["url"], **{"if-none-match": tag})

    assert (served.status, read(served)) == (304, b"")


def test_the_proxy_shows_pictures_alone() -> None:
    """The media proxy gives a picture, with a size asked for too, and 415 for what is none."""
    files, text = Files(), Files("a.txt", b"text")

    assert files.get(files.shown["proxy_url"] + "width=1&height=1").status == 200
    assert text.get(text.shown["proxy_url"]).status == 415
    assert text.get(text.shown["url"]).status == 200


@pytest.mark.parametrize(
    ("data", "ending", "status"),
    [(png(), "png", 200), (png(), "webp", 200), (png(), "gif", 415), (gif(frames=2), "gif", 200), (png(), "exe", 415)],
)
def test_an_asset_has_formats(data: bytes, ending: str, status: int) -> None:
    """A picture is served as any still format, moving ones as GIF too, and as nothing else."""
    files = Files()
    files.scene.world.assets.put("/emojis/5", data)

    assert files.get(f"https://{HOST}/emojis/5.{ending}").status == status


@pytest.mark.parametrize(("size", "status"), [("16", 200), ("4096", 200), ("17", 400), ("8192", 400), ("x", 400)])
def test_sizes_are_discords(size: str, status: int) -> None:
    """A size that Discord doesn't make is 400."""
    assert Files().get(f"https://{HOST}/embed/avatars/1.png?size={size}").status == status


def test_an_unknown_picture_is_404() -> None:
    """An avatar that nobody has is 404, and one that was put there isn't."""
    files = Files()
    name = files.scene.world.assets.put_hashed("/avatars/1", gif(frames=2))

    assert name.startswith("a_")
    assert files.get(f"https://{HOST}/avatars/1/{name}.gif").status == 200
    assert files.get(f"https://{HOST}/avatars/1/other.png").status == 404


def test_only_reading_is_served() -> None:
    """A POST to the CDN's host is 405, and a REST path of another host isn't the CDN's at all."""
    files = Files()

    assert files.get(f"https://{HOST}/x", "POST").status == 405
    assert files.cdn.answer("POST", "discord.com", "/api/v10/attachments/refresh-urls", {}, {}) is None


def test_a_fetch_is_witnessed() -> None:
    """Fetching a file is a call with the channel's place and scope."""
    files = Files()

    files.get(files.shown["url"])

    fact: Any = files.scene.facts[-1]
    assert (fact.kind, fact.place, fact.scope) == ("call", files.scene.channel.id, "scene")
    assert (fact.detail["method"], fact.detail["status"]) == ("GET cdn /attachments", 200)


@pytest.mark.parametrize("number", range(6))
def test_each_default_avatar_is_a_picture_of_its_own(number: int) -> None:
    """The six default avatars are PNGs, and no two are alike; there is no seventh."""
    files = Files()
    pictures = [read(files.get(f"https://{HOST}/embed/avatars/{one}.png")) for one in range(6)]

    assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert pictures.count(pictures[number]) == 1
    assert files.get(f"https://{HOST}/embed/avatars/6.png").status == 404
