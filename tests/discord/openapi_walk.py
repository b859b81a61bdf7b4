"""A walk through the REST API that comes by every operation whose answers have a described form."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from fakes.discord.permissions import Permission
from fakes.discord.rest import Answer
from tests.discord.api import Api
from tests.discord.forms import form, post_form
from tests.discord.pictures import png

Step = tuple[str, str, Answer]


class Walker:
    """Asks as the bot, an administrator, unless somebody else is named."""

    def __init__(self) -> None:
        self.api = Api()
        scene = self.api.scene
        self.scene, self.guild = scene, f"/guilds/{scene.guild.id}"
        self.channel = f"/channels/{scene.channel.id}"
        scene.world.guilds.grant(
            scene.guild,
            scene.bot,
            scene.world.guilds.create_role(scene.guild, "all", int(Permission.ADMINISTRATOR)).id,
        )
        self.steps: list[Step] = []

    def ask(self, method: str, path: str, body: Any = None, by: Any = None, **query: str) -> Any:
        """Ask and keep the step; a second passes, so that no limit is met."""
        self.scene.clock.now += 1
        answer = self.api.ask(by or self.scene.bot, method, path, body, **query)
        self.steps.append((method, path, answer))
        return answer.body

    def send_form(self, path: str, data: bytes) -> Any:
        """Post a form."""
        self.scene.clock.now += 1
        answer = post_form(self.api, self.scene.bot, path, data)
        self.steps.append(("POST", path, answer))
        return answer.body


def walk() -> Iterator[Step]:
    """Yield every step's method, path and answer."""
    walker = Walker()
    for part in (_messages, _places, _people, _expressions, _webhooks, _application, _overview):
        part(walker)
    yield from walker.steps


def _messages(w: Walker) -> None:
    ask, here = w.ask, f"{w.channel}/messages"
    plain = ask("POST", here, {"content": f"hi <@{w.scene.bob.id}> @everyone", "nonce": "1"})["id"]
    ask("POST", here, {"content": "re", "message_reference": {"message_id": plain}})
    forward = {"type": 1, "message_id": plain, "channel_id": w.scene.channel.id}
    ask("POST", here, {"message_reference": forward})
    embed = {
        "title": "t",
        "description": "d",
        "color": 1,
        "fields": [{"name": "n", "value": "v"}],
        "url": "https://x.y",
    }
    button = {"type": 1, "components": [{"type": 2, "style": 1, "label": "l", "custom_id": "c"}]}
    ask("POST", here, {"embeds": [embed | {"author": {"name": "a"}, "footer": {"text": "f"}}], "components": [button]})
    w.send_form(here, form({"content": "file"}, ("files[0]", "a.png", png(2, 2)), ("files[1]", "b.bin", b"x")))
    question = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}], "duration": 1}
    poll = ask("POST", here, {"poll": question})["id"]
    ask("PUT", f"{w.channel}/polls/{poll}/answers/@me", {"answer_ids": ["1"]}, w.scene.bob)
    ask("GET", f"{w.channel}/polls/{poll}/answers/1")
    ask("POST", f"{w.channel}/polls/{poll}/expire")
    ask("PATCH", f"{here}/{plain}", {"content": "changed"})
    ask("PUT", f"{here}/{plain}/reactions/%F0%9F%91%8D/@me")
    ask("GET", f"{here}/{plain}/reactions/%F0%9F%91%8D")
    ask("PUT", f"{w.channel}/pins/{plain}")
    ask("GET", f"{w.channel}/pins")
    ask("GET", f"{here}/pins")
    ask("GET", f"{here}/{plain}")
    ask("POST", f"{here}/{plain}/threads", {"name": "thread"})
    ask("GET", here)


def _places(w: Walker) -> None:
    ask = w.ask
    for kind in (0, 2, 4, 5, 15):
        made = ask("POST", f"{w.guild}/channels", {"name": f"kind-{kind}", "type": kind})["id"]
        ask("GET", f"/channels/{made}")
        ask("PATCH", f"/channels/{made}", {"name": f"other-{kind}"})
        if kind == 5:
            ask("POST", f"/channels/{made}/followers", {"webhook_channel_id": w.scene.channel.id})
            news = ask("POST", f"/channels/{made}/messages", {"content": "news"})["id"]
            ask("POST", f"/channels/{made}/messages/{news}/crosspost")
        if kind == 15:
            ask("POST", f"/channels/{made}/threads", {"name": "post", "message": {"content": "first"}})
        ask("DELETE", f"/channels/{made}")
    thread = ask("POST", f"{w.channel}/threads", {"name": "t", "type": 11})["id"]
    ask("GET", f"/channels/{thread}/thread-members", with_member="true")
    ask("GET", f"/channels/{thread}/thread-members/{w.scene.bot.id}", with_member="true")
    ask("GET", f"{w.guild}/threads/active")
    ask("PATCH", f"/channels/{thread}", {"archived": True})
    for which in ("threads/archived/public", "threads/archived/private", "users/@me/threads/archived/private"):
        ask("GET", f"{w.channel}/{which}")
    direct = ask("POST", "/users/@me/channels", {"recipient_id": w.scene.bob.id})["id"]
    ask("GET", f"/channels/{direct}")
    ask("GET", f"{w.guild}/channels")


def _people(w: Walker) -> None:
    ask, bob = w.ask, w.scene.bob.id
    role = ask("POST", f"{w.guild}/roles", {"name": "r", "color": 5})["id"]
    ask("PATCH", f"{w.guild}/roles/{role}", {"name": "R"})
    ask("GET", f"{w.guild}/roles/{role}")
    ask("GET", f"{w.guild}/roles/member-counts")
    ask("PATCH", f"{w.guild}/roles", [{"id": role, "position": 1}])
    ask("GET", f"{w.guild}/roles")
    ask("GET", f"{w.guild}/members", limit="10")
    ask("GET", f"{w.guild}/members/search", query="b")
    ask("GET", f"{w.guild}/members/{bob}")
    ask("PATCH", f"{w.guild}/members/{bob}", {"nick": "B", "roles": [role]})
    ask("GET", f"/users/@me/guilds/{w.scene.guild.id}/member")
    invite = ask("POST", f"{w.channel}/invites", {"max_age": 60})["code"]
    ask("GET", f"/invites/{invite}", with_counts="true")
    ask("GET", f"{w.channel}/invites")
    ask("GET", f"{w.guild}/invites")
    ask("DELETE", f"/invites/{invite}")
    ask("PUT", f"{w.guild}/bans/{bob}")
    ask("GET", f"{w.guild}/bans")
    ask("GET", f"{w.guild}/bans/{bob}")
    ask("DELETE", f"{w.guild}/bans/{bob}")
    ask("POST", f"{w.guild}/bulk-ban", {"user_ids": [w.scene.stranger.id]})
    ask("GET", f"/users/{bob}")
    ask("GET", "/users/@me")
    ask("PATCH", "/users/@me", {"username": "bridge-2"})
    ask("GET", "/users/@me/guilds")


def _expressions(w: Walker) -> None:
    picture = "data:image/png;base64," + b64encode(png(2, 2)).decode()
    emoji = w.ask("POST", f"{w.guild}/emojis", {"name": "blob", "image": picture})["id"]
    w.ask("PATCH", f"{w.guild}/emojis/{emoji}", {"name": "blob2"})
    w.ask("GET", f"{w.guild}/emojis/{emoji}")
    w.ask("GET", f"{w.guild}/emojis")
    fields = [(b"name", b"wave"), (b"description", b"d"), (b"tags", b"t")]
    part = b'--line\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    plain = b"".join(part % field for field in fields)
    sticker = w.send_form(f"{w.guild}/stickers", plain + form(None, ("file", "s.png", png(2, 2))))["id"]
    w.ask("PATCH", f"{w.guild}/stickers/{sticker}", {"name": "wave2"})
    w.ask("GET", f"{w.guild}/stickers/{sticker}")
    w.ask("GET", f"/stickers/{sticker}")
    w.ask("GET", f"{w.guild}/stickers")


def _webhooks(w: Walker) -> None:
    ask = w.ask
    hook = ask("POST", f"{w.channel}/webhooks", {"name": "hook"})
    path = f"/webhooks/{hook['id']}"
    secret = f"{path}/{hook['token']}"
    for one in (path, secret):
        ask("GET", one)
        ask("PATCH", one, {"name": "other"})
    message = ask("POST", secret, {"content": "hi", "username": "Carol"}, wait="true")["id"]
    ask("GET", f"{secret}/messages/{message}")
    ask("PATCH", f"{secret}/messages/{message}", {"content": "changed"})
    ask("GET", f"{w.channel}/webhooks")
    ask("GET", f"{w.guild}/webhooks")


def _application(w: Walker) -> None:
    ask = w.ask
    mine = f"/applications/{w.scene.bot.id}"
    for base in (f"{mine}/commands", f"{mine}/guilds/{w.scene.guild.id}/commands"):
        option = {"type": 3, "name": "o", "description": "d", "choices": [{"name": "c", "value": "v"}]}
        command = {"name": "ping", "description": "d", "options": [option]}
        made = ask("POST", base, command)["id"]
        ask("GET", f"{base}/{made}")
        ask("PATCH", f"{base}/{made}", {"description": "e"})
        ask("PUT", base, [command])
        ask("GET", base)


def _overview(w: Walker) -> None:
    for path in (w.guild, f"{w.guild}/audit-logs", w.channel, "/gateway", "/gateway/bot", "/applications/@me"):
        w.ask("GET", path)
    w.ask("GET", "/oauth2/applications/@me")
    w.ask("PATCH", w.guild, {"name": "Renamed"})
    place = {"id": w.scene.channel.id, "position": 1}
    w.ask("PATCH", f"{w.guild}/channels", [place])
