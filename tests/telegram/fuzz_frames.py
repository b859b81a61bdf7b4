"""Frames for the fuzz: real requests, spoiled before or after encryption."""

from __future__ import annotations

import struct
import time
from random import Random

from fakes.telegram.mtproto.crypto import auth_key_id, ige_encrypt, message_cipher, message_key
from fakes.telegram.tl import TLObject, tl
from tests.telegram.hostile import container, framed, packed
from tests.telegram.wire import layers

_EXTREMES = (0, 1, -1, 2**31 - 1, -(2**31), 0x1CB5C415, 0x3072CFA1, 0x73F1F8DC, 0x997275B5)
_HEAD = struct.Struct("<8sqqii")


def corpus() -> list[bytes]:
    """Return the requests that mutations start from: MTProto's own, and the API's."""
    service = [
        tl("mt_ping", ping_id=1),
        tl("mt_msgs_ack", msg_ids=[4, 8]),
        tl("mt_msgs_state_req", msg_ids=[4, 8, 12]),
        tl("mt_msg_resend_req", msg_ids=[4]),
        tl("mt_get_future_salts", num=3),
        tl("mt_rpc_drop_answer", req_msg_id=4),
        tl("mt_destroy_session", session_id=5),
        TLObject("mt_msgs_all_info", {"msg_ids": [4], "info": b"\x04"}),
    ]
    me, peer = tl("inputUserSelf"), tl("inputPeerSelf")
    api = [
        tl("help.getNearestDc"),
        tl("updates.getState"),
        tl("updates.getDifference", pts=1, date=1, qts=0),
        tl("users.getUsers", id=[me, tl("inputUser", user_id=7, access_hash=9)]),
        tl("users.getFullUser", id=me),
        tl("messages.getPeerDialogs", peers=[tl("inputDialogPeer", peer=peer)]),
        tl("messages.setTyping", peer=peer, action=tl("sendMessageTypingAction")),
        tl("messages.sendMessage", peer=tl("inputPeerChat", chat_id=5), message="hello", random_id=5),
        tl("channels.getChannels", id=[tl("inputChannel", channel_id=5, access_hash=6)]),
        tl(
            "upload.getFile",
            location=tl("inputPhotoFileLocation", id=1, access_hash=2, file_reference=b"", thumb_size=""),
            offset=0,
            limit=4096,
        ),
    ]
    encoded = [layers().service.encode(request) for request in service]
    with_layer = struct.pack("<Ii", 0xDA9B0D0D, 204)
    encoded += [with_layer + layers().inner.encode(request) for request in api]
    return encoded + [layers().inner.encode(request) for request in api]


class Frames:
    """Draws frames from a seed; a session's ids and numbers are right unless a frame is to get them wrong."""

    def __init__(self, rng: Random, auth_key: bytes) -> None:
        self.rng = rng
        self._auth_key = auth_key
        self._corpus = corpus()
        self._last_id = 0
        self.salt = bytes(8)
        self.begin_session()

    def begin_session(self) -> None:
        """Go on in a new session, so that a spoiled number doesn't close the way for later frames."""
        self._session_id = self.rng.getrandbits(63)
        self._sequence = 0

    def inside(self) -> bytes:
        """Return a packet that was spoiled before it was encrypted."""
        body = self._spoiled(self.rng.choice(self._corpus))
        wrapping = self.rng.randrange(12)
        if wrapping == 0:
            items = [(self._next_id(), self._next_sequence(), body) for _ in range(self.rng.randrange(4))]
            body = self._spoiled(container(*items)) if self.rng.random() < 0.3 else container(*items)
            return self._sealed(self._head(body, self._sequence * 2) + body)
        if wrapping == 1:
            body = packed(body)
            body = self._spoiled(body) if self.rng.random() < 0.3 else body
        head = self._head(body, self._next_sequence())
        if self.rng.random() < 0.15:
            head = self._changed(head)
        return self._sealed(head + body)

    def outside(self) -> tuple[str, bytes]:
        """Return a whole frame that was spoiled after encryption, and which layer must refuse it."""
        packet = self.inside()
        if self.rng.random() < 0.5:
            return "transport", self._changed(framed(packet, 0))
        return "envelope", framed(packet[:24] + self._changed(packet[24:]), 0)

    def fence(self) -> tuple[int, bytes]:
        """Return an honest ping with its id; its answer, from a session of its own, says that all before was taken."""
        self._session_id ^= 1
        self._sequence = 0
        return self.honest(layers().service.encode(tl("mt_ping", ping_id=9)))

    def honest(self, body: bytes) -> tuple[int, bytes]:
        """Return a packet that nothing is wrong with, and its message's id."""
        head = self._head(body, self._next_sequence())
        return struct.unpack_from("<q", head, 16)[0], self._sealed(head + body)

    def _head(self, body: bytes, sequence: int) -> bytes:
        return _HEAD.pack(self.salt, self._session_id, self._next_id(), sequence, len(body))

    def _sealed(self, plain: bytes) -> bytes:
        padded = plain + bytes(12 + -(len(plain) + 12) % 16)
        msg_key = message_key(self._auth_key, padded, to_client=False)
        cipher = message_cipher(self._auth_key, msg_key, to_client=False)
        return auth_key_id(self._auth_key) + msg_key + ige_encrypt(padded, *cipher)

    def _spoiled(self, body: bytes) -> bytes:
        """Return ``body`` with words changed, lost or put in; whole words, so that the envelope takes its length."""
        words = [body[at : at + 4] for at in range(0, len(body), 4)]
        for _ in range(self.rng.randrange(1, 4)):
            place = self.rng.randrange(len(words) + 1)
            kind = self.rng.randrange(5)
            if kind == 0:
                words = words[:place]
            elif kind == 1:
                words.insert(place, self.rng.randbytes(4))
            elif kind == 2:
                words[place : place + 1] = [struct.pack("<I", self.rng.choice(_EXTREMES) & 0xFFFFFFFF)]
            elif kind == 3:
                other = self.rng.choice(self._corpus)
                words = words[:place] + [other[at : at + 4] for at in range(0, len(other), 4)]
            else:
                words[place : place + 1] = [self._changed(b"".join(words[place : place + 1]) or bytes(4))]
        return b"".join(words) or bytes(4)

    def _changed(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self.rng.randrange(1, 4)):
            changed[self.rng.randrange(len(changed))] ^= 1 << self.rng.randrange(8)
        return bytes(changed)

    def _next_id(self) -> int:
        self._last_id = max(int(time.time() * 2**32) // 4 * 4, self._last_id + 4)
        return self._last_id

    def _next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence * 2 - 1
