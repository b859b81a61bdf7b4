"""What the container's Telethon does between two data centres and over a restart; prints one line of JSON.

Runs in the bridge's image against the fake's names on a closed network, so it imports nothing of ours but the script
beside it.
"""
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import asyncio
import base64
import json
from random import Random
from typing import Any
from urllib.error import HTTPError, URLError

from script import Account, act
from telethon.crypto import rsa

AWAY = 4
DATA = Random("file").randbytes(300_000)
STOP = "now the fake restarts"
seen: dict[str, Any] = {}


async def log_in(user: Account, phone: str) -> None:
    """Ask the wrong data centre for a code."""
    await user.client.connect()
    await user.client.send_code_request(phone)
    seen["sent to"] = user.client.session.dc_id
    await user.client.sign_in(phone, act("login.code", phone=phone)["code"])
    seen["user"] = (await user.client.get_me()).first_name


async def exchange(user: Account, alice: dict[str, Any], bob: dict[str, Any]) -> None:
    """Fetch a file that another data centre keeps, and send one."""
    media = {"kind": "document", "data": base64.b64encode(DATA).decode()}
    act("message.send", chat=bob["id"], author=alice["id"], media=media, text="a file")
    seen["hears of the file"] = await user.hears("new", "a file")
    (message,) = await user.client.get_messages(int(alice["id"]), limit=1)
    seen["the file is in"] = message.document.dc_id
    seen["the same bytes"] = await message.download_media(bytes) == DATA
    sent = await user.client.send_file(int(alice["id"]), b"mine", force_document=True)
    seen["the own file is in"] = sent.document.dc_id


async def outlive(user: Account, alice: dict[str, Any], bob: dict[str, Any]) -> None:
    """Say the word at which the test restarts the fake; hear what is said once it is back, and answer."""
    mark = act("fault.set", fault="slow", bytes_per_second=1, person=alice["id"])
    act("message.send", chat=alice["id"], author=alice["id"], text=STOP)
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(has_forgotten, mark, alice["id"]):
            continue
    texts = ["after the restart", "and a bit later"]
    act("message.send", chat=bob["id"], author=alice["id"], text=texts[0])
    seen["still logged in"] = (await user.client.get_me()).first_name
    act("message.send", chat=bob["id"], author=alice["id"], text=texts[1])  # the library asks what it missed at a gap
    seen["hears after the restart"] = [await user.hears("new", text) for text in texts]
    seen["heard once each"] = [user.texts().count(text) for text in texts]
    await user.client.send_message(int(alice["id"]), "good")
    history = [message.raw_text async for message in user.client.iter_messages(int(alice["id"]))]
    seen["history"] = history[::-1]


def has_forgotten(mark: dict[str, Any], person: str) -> bool:
    """Tell whether another process answers than the one in which a fault was set, for faults aren't kept."""
    try:
        act("fault.clear", **mark)
        mark |= act("fault.set", fault="slow", bytes_per_second=1, person=person)
    except HTTPError:
        return True
    except (URLError, ConnectionError):  # it goes, or comes back
        pass
    return False


async def main() -> None:
    """Do everything, and print what was seen."""
    rsa.add_key(act("server.key")["pem"], old=False)
    alice, bob = act("person.create", first_name="Alice"), act("person.create", first_name="Bob", dc=AWAY)
    user = Account()
    await log_in(user, bob["phone"])
    await exchange(user, alice, bob)
    await outlive(user, alice, bob)
    await user.client.disconnect()
    print(json.dumps(seen))  # noqa: T201 - the script's result


if __name__ == "__main__":
    asyncio.run(main())
