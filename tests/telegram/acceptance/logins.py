"""Steps: keys, log-ins, and who one is."""

from __future__ import annotations

from tests.acceptance.driver import refused
from tests.acceptance.steps import Steps
from tests.telegram.acceptance.play import Play, act

STEPS: Steps[Play] = Steps()


@STEPS.step("agree on a key")
def agree(play: Play) -> None:
    for actor in (play.user, play.bot):
        actor.trust(**play.key)
        assert actor.connect() is False, "a fresh key is logged in already"


@STEPS.step("log in by a bot's token")
def by_token(play: Play) -> None:
    assert play.bot.bot(token=play.robot["token"]) == "in"


@STEPS.step("be refused with a wrong code")
def wrong_code(play: Play) -> None:
    play.user.send_code(phone=play.bob["phone"])
    refused("PHONE_CODE_INVALID", lambda: play.user.sign_in(code="00"))


@STEPS.step("log in by a code")
def by_code(play: Play) -> None:
    assert play.user.sign_in(code=act("login.code", phone=play.bob["phone"])["code"]) == "in"


@STEPS.step("know oneself")
def know(play: Play) -> None:
    assert play.user.me() == {"id": int(play.bob["id"]), "name": "Bob", "bot": False}
    assert play.bot.me() == {"id": int(play.robot["id"]), "name": "Robot", "bot": True}


@STEPS.step("list the chats")
def chats(play: Play) -> None:
    play.alice_says("private", "knock")
    assert play.user.dialogs() == ["Alice", "channel", "group", "supergroup"]


@STEPS.step("log in elsewhere by a QR code")
def by_qr_code(play: Play) -> None:
    play.scanned.trust(**play.key)
    assert play.scanned.connect() is False
    act("login.qr", person=play.bob["id"], token=play.scanned.qr())
    assert play.scanned.qr_in() == "in"
    assert play.scanned.me()["name"] == "Bob"
    play.scanned.disconnect()


@STEPS.step("set a password, and log in elsewhere by code and password")
def by_password(play: Play) -> None:
    play.user.set_password(password="correct horse")
    play.again.trust(**play.key)
    assert play.again.connect() is False
    play.again.send_code(phone=play.bob["phone"])
    assert play.again.sign_in(code=act("login.code", phone=play.bob["phone"])["code"]) == "password"
    refused("PASSWORD_HASH_INVALID", lambda: play.again.password(password="wrong"))
    assert play.again.password(password="correct horse") == "in"
    assert play.again.me()["name"] == "Bob"
    play.again.disconnect()
