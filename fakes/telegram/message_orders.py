"""Operations on messages: what people write, change, delete, choose and react with."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fakes.control import BadOrderError, whole
from fakes.telegram.media_orders import emoji_ordered, ordered, photo_ordered
from fakes.telegram.naming import Names, Order
from fakes.telegram.tl import TLObject
from fakes.telegram.world import Draft, Happened
from fakes.telegram.world.entities import from_words, utf16_length
from fakes.telegram.world.media import check_album
from fakes.telegram.world.messages import Quote

if TYPE_CHECKING:
    from fakes.telegram.world import World

Answer = Mapping[str, Any]
_ACTIONS: Mapping[str, tuple[str, dict[str, int]]] = {
    "typing": ("sendMessageTypingAction", {}),
    "cancel": ("sendMessageCancelAction", {}),
    "record_voice": ("sendMessageRecordAudioAction", {}),
    "upload_voice": ("sendMessageUploadAudioAction", {"progress": 0}),
    "upload_photo": ("sendMessageUploadPhotoAction", {"progress": 0}),
    "upload_document": ("sendMessageUploadDocumentAction", {"progress": 0}),
    "record_video": ("sendMessageRecordVideoAction", {}),
    "upload_video": ("sendMessageUploadVideoAction", {"progress": 0}),
    "choose_sticker": ("sendMessageChooseStickerAction", {}),
}


class MessageOrders:
    """``message.*``, ``poll.*``, ``reaction.*``, ``typing.*`` and ``file.*``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._names = Names(world)

    def operations(self) -> dict[str, Callable[[Order], Answer]]:
        """Return the operations by name."""
        return {
            "message.send": self._send,
            "message.edit": self._edit,
            "message.delete": self._delete,
            "message.forward": self._forward,
            "message.pin": self._pin,
            "message.unpin": self._unpin,
            "message.read": self._read,
            "poll.vote": self._vote,
            "poll.close": self._close_poll,
            "reaction.set": self._react,
            "typing.start": self._type,
            "person.photo": self._portrait,
            "chat.photo": self._chat_photo,
            "emoji.create": self._create_emoji,
            "file.read": self._read_file,
            "file.expire": self._expire_files,
        }

    def _send(self, order: Order) -> Answer:
        author = self._names.person(order["author"])
        place = self._names.place(author, order["chat"])
        base = self._base(order)
        if "album" not in order:
            media = ordered(order["media"], self._world, author.dc) if "media" in order else None
            text = order["text"] if media is None else order.get("text", "")
            draft = replace(base, text=str(text), entities=self._entities(order), media=media)
            return _refs(self._world.write(author, place, [draft]))
        items = [(item, ordered(item, self._world, author.dc)) for item in order["album"]]
        check_album([media for _, media in items])
        album = self._world.next_album
        drafts = [
            replace(base, text=str(item.get("text", "")), entities=self._entities(item), media=media, album=album)
            for item, media in items
        ]
        return _refs(self._world.write(author, place, drafts))

    def _base(self, order: Order) -> Draft:
        """Return what an order says of a message besides its content."""
        reply_to = whole(order["reply_to"], "reply_to") if order.get("reply_to") else None
        quote = Quote(str(order["quote"])) if "quote" in order else None
        if quote is not None and reply_to is not None:
            said = self._world.message(reply_to).text
            quote = replace(quote, offset=utf16_length(said[: max(0, said.find(quote.text))]))
        return Draft(
            reply_to=reply_to,
            quote=quote,
            silent=bool(order.get("silent")),
            protected=bool(order.get("protected")),
            answers_elsewhere=bool(order.get("elsewhere")),
            topic=whole(order["topic"], "topic") if "topic" in order else None,
        )

    def _forward(self, order: Order) -> Answer:
        person = self._names.person(order["author"])
        source = [{**order, "message": ref} for ref in order.get("messages", [order.get("message")])]
        messages = [self._names.message(each) for each in source]
        place = self._names.place(person, order["to"])
        names, captions = bool(order.get("names", True)), bool(order.get("captions", True))
        return _refs(self._world.forward(person, messages, place, self._base(order), names=names, captions=captions))

    def _pin(self, order: Order) -> Answer:
        self._world.pin(self._names.person(order["author"]), self._names.message(order), alone=bool(order.get("alone")))
        return {}

    def _unpin(self, order: Order) -> Answer:
        """Unpin one message, or all of a chat."""
        author = self._names.person(order["author"])
        if "message" in order:
            messages = [self._names.message(order)]
        else:
            messages = self._world.pinned(author, self._names.place(author, order["chat"]))
        self._world.unpin(author, messages)
        return {}

    def _edit(self, order: Order) -> Answer:
        message = self._names.message(order)
        author = self._names.person(order["author"])
        media = ordered(order["media"], self._world, author.dc) if "media" in order else None
        text = order["text"] if media is None else order.get("text", message.text)
        self._world.edit(author, message, str(text), entities=self._entities(order), media=media)
        return {}

    def _delete(self, order: Order) -> Answer:
        self._world.delete(self._names.person(order["author"]), [self._names.message(order)])
        return {}

    def _read(self, order: Order) -> Answer:
        """Read a chat up to a message."""
        person, message = self._names.person(order["author"]), self._names.message(order)
        number = self._world.box_for(person, message.place).number(message.ref)
        self._world.read(person, message.place, number or 0)
        return {}

    def _vote(self, order: Order) -> Answer:
        message = self._names.message(order)
        poll = message.media.poll if message.media is not None else None
        answers = poll.answers if poll is not None else ()
        chosen = [whole(number, "an answer's number") for number in order["answers"]]
        if any(not 0 <= number < len(answers) for number in chosen):
            raise BadOrderError(f"answers are numbers from 0 to {len(answers) - 1}")
        options = tuple(answers[number].option for number in chosen)
        self._world.vote(self._names.person(order["author"]), message, options)
        return {}

    def _close_poll(self, order: Order) -> Answer:
        self._world.close_poll(self._names.person(order["author"]), self._names.message(order))
        return {}

    def _react(self, order: Order) -> Answer:
        emoji = order["emoji"]
        chosen = tuple(str(each) for each in emoji) if isinstance(emoji, list) else emoji
        self._world.react(self._names.person(order["author"]), self._names.message(order), chosen)
        return {}

    def _type(self, order: Order) -> Answer:
        author = self._names.person(order["author"])
        name = str(order.get("action", "typing"))
        if name not in _ACTIONS:
            raise BadOrderError(f"unknown action {name!r}; there are: {', '.join(_ACTIONS)}")
        place = self._names.place(author, order["chat"])
        self._world.start_typing(author, place, action=TLObject(*_ACTIONS[name]))
        return {}

    def _portrait(self, order: Order) -> Answer:
        person = self._names.person(order["person"])
        photo = photo_ordered(order, self._world, person.dc)
        self._world.show_portrait(person, photo)
        return {"photo": str(photo.id), "sha256": photo.blob.sha256}

    def _chat_photo(self, order: Order) -> Answer:
        author, chat = self._names.person(order["author"]), self._names.chat(order["chat"])
        photo = None if order.get("remove") else photo_ordered(order, self._world, author.dc)
        self._world.show_photo(chat, author, photo)
        return {} if photo is None else {"photo": str(photo.id), "sha256": photo.blob.sha256}

    def _create_emoji(self, order: Order) -> Answer:
        return {"id": str(emoji_ordered(order, self._world).id)}

    def _read_file(self, order: Order) -> Answer:
        blob = self._world.files.blobs.find(str(order["sha256"]))
        if blob is None:
            raise BadOrderError(f"no file has the hash {order['sha256']}")
        return {"data": base64.b64encode(self._world.files.blobs.read(blob)).decode(), "size": blob.size}

    def _expire_files(self, _: Order) -> Answer:
        self._world.files.expire_references()
        return {}

    def _entities(self, order: Order) -> tuple[TLObject, ...]:
        return tuple(from_words(words) for words in order.get("entities", []))


def _refs(happenings: list[Happened]) -> Answer:
    refs = [str(happened.messages[0].ref) for happened in happenings]
    return {"id": refs[0], **({"ids": refs} if len(refs) > 1 else {})}
