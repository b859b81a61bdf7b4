"""From a query's bytes to its answer's: layers, wrappers, faults, handlers and errors."""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakes.telegram.logins import Device
from fakes.telegram.rpc import Call, Office, RpcError, Service
from fakes.telegram.rpc.moving import check_home
from fakes.telegram.tl import CodecError, InexpressibleError, LayerUnknownError, TLObject, UnknownConstructorError, tl
from fakes.telegram.tl.compression import gzip_if_smaller
from fakes.telegram.world import WorldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fakes.telegram.faults import Fault, Faults
    from fakes.telegram.mtproto.client_keys import ClientSession
    from fakes.telegram.tl import Layers

_log = logging.getLogger(__name__)
_INVOKE_WITH_LAYER = struct.Struct("<Ii")
_INVOKE_WITH_LAYER_ID = 0xDA9B0D0D
_INVOKE_WITHOUT_UPDATES = 0xBF9459B7.to_bytes(4, "little")
_AFTER = {"invokeAfterMsg", "invokeAfterMsgs"}
WRAPPERS = frozenset({"initConnection", "invokeWithoutUpdates", "invokeWithLayer", *_AFTER})
_SEE_OTHER = 303
# What a healthy client meets too, in probing or by a race; any other error is a rule that it broke.
_ROUTINE = {
    "AUTH_KEY_UNREGISTERED",
    "CHANNEL_INVALID",
    "CHAT_NOT_MODIFIED",
    "FILE_REFERENCE_EXPIRED",
    "MESSAGE_POLL_CLOSED",
    "CHANNEL_PRIVATE",
    "INVITE_HASH_EXPIRED",
    "INVITE_REQUEST_SENT",
    "MESSAGE_DELETE_FORBIDDEN",
    "MESSAGE_ID_INVALID",
    "MESSAGE_NOT_MODIFIED",
    "PASSWORD_HASH_INVALID",
    "PEER_ID_INVALID",
    "PERSISTENT_TIMESTAMP_EMPTY",
    "PHONE_CODE_EXPIRED",
    "PHONE_CODE_INVALID",
    "RANDOM_ID_DUPLICATE",
    "SESSION_PASSWORD_NEEDED",
    "SESSION_REVOKED",
    "USERNAME_INVALID",
    "USERNAME_NOT_MODIFIED",
    "USERNAME_NOT_OCCUPIED",
    "USERNAME_OCCUPIED",
    "USER_ALREADY_PARTICIPANT",
    "USER_ID_INVALID",
    "USER_NOT_PARTICIPANT",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call went, for the witness; ``why`` is ``unknown`` or ``rule`` for refusals and empty otherwise.

    One that is ``held`` has only come so far.
    """

    client: ClientSession
    method: str
    args: TLObject | None = None
    error: str = ""
    why: str = ""
    sentence: str = ""
    held: bool = False


class HeldError(Exception):
    """A call that a test lets wait, by this fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__("a test holds this call")
        self.fault = fault


class FaultError(RpcError):
    """An error that a test set."""


class UnknownMethodError(RpcError):
    """A method that the schema has and nobody serves."""


class Dispatcher:
    """Finds the service for a method; whatever nobody serves is refused by name."""

    def __init__(
        self,
        office: Office,
        layers: Layers,
        services: Iterable[Service],
        faults: Faults,
        report: Callable[[Outcome], None],
    ) -> None:
        self._office = office
        self._layers = layers
        self._faults = faults
        self._report = report
        self._handlers: dict[str, Callable[[Call], object]] = {}
        self._before_login: set[str] = set()
        self._anywhere: set[str] = set()
        for service in services:
            self._handlers |= service.handlers
            self._before_login |= service.before_login
            self._anywhere |= service.anywhere

    @property
    def methods(self) -> list[str]:
        """The methods that are served."""
        return sorted(self._handlers)

    def answer(self, client: ClientSession, body: bytes) -> bytes:
        """Return the body of the ``rpc_result`` for a query; raise HeldError where a test lets it wait."""
        try:
            name, query = self._unwrap(client, body)
        except LayerUnknownError as error:
            return self._fail(
                client, "invokeWithLayer", RpcError(400, "CONNECTION_LAYER_INVALID", str(error)), why="unknown"
            )
        except UnknownConstructorError as error:
            name = f"INPUT_METHOD_INVALID_{error.number:08x}"
            return self._fail(client, f"{error.number:#010x}", RpcError(400, name, str(error)), why="unknown")
        except CodecError as error:
            return self._fail(client, "?", RpcError(400, "INPUT_FETCH_ERROR", str(error)), why="rule")
        except RpcError as error:
            return self._fail(client, "invokeAfterMsg", error)
        return self._call(Call(query.name, query, client, self._office), name)

    def cannot_push(self, client: ClientSession, error: InexpressibleError) -> None:
        """Report updates that a client's layer has no words for."""
        lack = _lack(error)
        self._report(Outcome(client, "updates", None, lack.name, "rule", str(lack)))

    def _unwrap(self, client: ClientSession, body: bytes) -> tuple[str, TLObject]:
        """Return the query inside its wrappers, and the name that it has in its client's layer."""
        # The layer is read before anything else, for what is inside is written in it; gotd puts it inside a wrapper.
        while body[:4] == _INVOKE_WITHOUT_UPDATES:
            client.wants_updates, body = False, body[4:]
        if len(body) >= _INVOKE_WITH_LAYER.size:
            number, layer = _INVOKE_WITH_LAYER.unpack_from(body)
            if number == _INVOKE_WITH_LAYER_ID:
                self._layers.codec(layer)
                client.key.layer, body = layer, body[_INVOKE_WITH_LAYER.size :]
        translator = self._layers.translator(client.key.layer)
        query = translator.decode(body)
        while query.name in WRAPPERS:
            if query.name == "invokeWithoutUpdates":
                client.wants_updates = False
            elif query.name == "initConnection":
                device = Device(query["api_id"], query["device_model"])
                self._office.logins.devices[client.key.key_id] = device
            _check_order(client, query)
            query = query["query"]
        return query.name, translator.inward(query)

    def _call(self, call: Call, name: str) -> bytes:
        try:
            answer = self._served(call, name)
        except HeldError:
            self._report(Outcome(call.client, call.method, call.args, held=True))
            raise
        except InexpressibleError as error:
            return self._fail(call.client, call.method, _lack(error), call.args, "rule")
        except (RpcError, WorldError) as error:
            return self._fail(call.client, call.method, error, call.args, _why(error))
        except Exception as error:  # noqa: BLE001 - a mistake of ours must be as loud as an unknown call, not a hang-up
            _log.exception("%s failed", call.method)
            mistake = RpcError(500, "INTERNAL_SERVER_ERROR", f"the fake failed in {call.method}: {error!r}")
            return self._fail(call.client, call.method, mistake, call.args, "unknown")
        self._report(Outcome(call.client, call.method, call.args))
        return answer

    def _served(self, call: Call, name: str) -> bytes:
        call.client.method = call.method
        holding = self._faults.holding(call.method, call.person)
        if holding is not None:
            raise HeldError(holding)
        fault = self._faults.error_for(call.method, call.person)
        if fault is not None:
            raise FaultError(*fault)
        handler = self._handlers.get(call.method)
        if handler is None:
            raise UnknownMethodError(400, "INPUT_METHOD_INVALID", f"{call.method} isn't served by this fake")
        _check_bound(call)
        if call.client.key.key_id in self._office.logins.revoked:
            raise RpcError(401, "SESSION_REVOKED", "the session was ended from elsewhere")
        self._check_account(call)
        translator = self._layers.translator(call.client.key.layer)
        is_lost = self._faults.loses(call.method, call.args.get("file_part"), call.person)
        answer = translator.encode_result(name, True if is_lost else handler(call))
        # Files don't shrink, and are the bulk of what is sent.
        return answer if call.method == "upload.getFile" else gzip_if_smaller(answer)

    def _check_account(self, call: Call) -> None:
        """Raise before log-in, and where the account lives in another data centre."""
        if call.method in self._before_login:
            return
        account = call.account
        if call.method not in self._anywhere:
            check_home(call, account.dc, "USER")

    def _fail(
        self,
        client: ClientSession,
        method: str,
        error: RpcError | WorldError,
        args: TLObject | None = None,
        why: str = "",
    ) -> bytes:
        self._report(Outcome(client, method, args, error.name, why, str(error)))
        return self._layers.service.encode(tl("mt_rpc_error", error_code=error.code, error_message=error.name))


def _check_bound(call: Call) -> None:
    """Raise where a temporary key, not yet bound to a permanent one, asks for more than help or its binding."""
    key = call.client.key
    is_free = call.method.startswith("help.") or call.method == "auth.bindTempAuthKey"
    if key.expires_at is not None and key.bound_to is None and not is_free:
        raise RpcError(401, "AUTH_KEY_PERM_EMPTY", "this temporary key isn't bound to a permanent one")


def _check_order(client: ClientSession, query: TLObject) -> None:
    """Raise where a query that must come after others (invokeAfterMsg) can't: one failed, or never came."""
    if query.name not in _AFTER:
        return
    earlier = query["msg_ids"] if query.name == "invokeAfterMsgs" else [query["msg_id"]]
    departures = client.session.departures
    if any(departures.has_failed(message_id) for message_id in earlier):
        raise RpcError(400, "MSG_WAIT_FAILED", "a message that this one waits for was answered by an error")
    if not all(departures.is_answered(message_id) for message_id in earlier):
        raise RpcError(400, "MSG_WAIT_TIMEOUT", "a message that this one waits for never came")


def _lack(error: InexpressibleError) -> RpcError:
    return RpcError(400, f"LAYER_{error.layer}_LACKS_{error.what}", str(error))


def _why(error: RpcError | WorldError) -> str:
    """Say why an error is a refusal, or that it is none."""
    if isinstance(error, UnknownMethodError):
        return "unknown"
    is_routine = error.code == _SEE_OTHER or error.name in _ROUTINE
    return "" if isinstance(error, FaultError) or is_routine else "rule"
