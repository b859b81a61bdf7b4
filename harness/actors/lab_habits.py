"""What people of the lab let others notice beside what they say: that they type, read, are there, and have devices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.actors.lab_client import DEVICES, TO_DEVICE, LabClient, path
from harness.actors.matrix import MatrixPerson
from harness.actors.person import Speaker, Stage
from harness.core.fact import Fact
from harness.core.wanted import Wanted, contains

_CLIENT = "/_matrix/client/v3"
_NOT_VERIFIED = "A" * 86  # of a signature's form: servers may read it, and leave it to clients to verify
_ALGORITHMS = ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"]


class NoticedPerson(MatrixPerson):
    """Somebody with a client of their own on one of several servers, whose doings others notice."""

    def __init__(self, key: str, name: str, stage: Stage, client: LabClient) -> None:
        super().__init__(key, name, stage, client)
        self.client: LabClient = client

    async def stops_typing(self) -> None:
        """Stop typing."""
        await self.client.ask("PUT", path(_CLIENT + "/rooms/{}/typing/{}", self.place, self.id), {"typing": False})

    async def sees_typing_end(self, *, by: Speaker) -> Fact:
        """See somebody stop typing here."""
        return await self.stage.sees(self._here().but(kind="typing", author=by.id, text="stopped"))

    async def reads_all_up_to(self, event: Fact) -> None:
        """Have read up to an event in every thread; ``reads`` is of the main one."""
        await self.client.ask("POST", path(_CLIENT + "/rooms/{}/receipt/m.read/{}", self.place, event.ref), {})

    async def becomes(self, presence: str, message: str = "") -> None:
        """Be ``online``, ``unavailable`` or ``offline``, perhaps with a message."""
        order = {"presence": presence, "status_msg": message}
        await self.client.ask("PUT", path(_CLIENT + "/presence/{}/status", self.id), order)

    async def sees_presence(self, other: Speaker, presence: str) -> Fact:
        """See somebody become ``online``, ``unavailable`` or ``offline``; the fact's detail has the message."""
        return await self.stage.sees(self._present(other, presence))

    async def notices(self, notice: str, *, of: Speaker) -> Fact:
        """Notice ``typing``, a ``receipt`` or the ``presence`` of somebody."""
        return await self.stage.sees(self._notice(notice, of))

    def never_noticed(self, notice: str, *, of: Speaker) -> None:
        """Raise if such was ever noticed. Only a notice that came behind it by the same way makes it proof."""
        self.stage.facts.never_saw(self._notice(notice, of))

    async def tells_device(self, other: Speaker, kind: str, content: Mapping[str, Any]) -> None:
        """Send a message to all of somebody's devices."""
        where = path(_CLIENT + "/sendToDevice/{}/{}", kind, self.stage.next_fence())
        await self.client.ask("PUT", where, {"messages": {other.id: {"*": content}}})

    async def is_told(self, kind: str, *, by: Speaker) -> Fact:
        """Get a message to one's device."""
        return await self.stage.sees(self._noted(by, f"{TO_DEVICE} {kind}"))

    async def device(self) -> str:
        """Return the id of the device that this person's client is."""
        return str((await self.client.ask("GET", f"{_CLIENT}/account/whoami"))["device_id"])

    async def uploads_keys(self, *one_time: str) -> str:
        """Publish keys of the device, and one-time keys of these names; return the device's id."""
        device = await self.device()
        keys = {
            "user_id": self.id,
            "device_id": device,
            "algorithms": _ALGORITHMS,
            "keys": {f"ed25519:{device}": _key("identity"), f"curve25519:{device}": _key("device")},
            "signatures": {self.id: {f"ed25519:{device}": _NOT_VERIFIED}},
        }
        once = {f"signed_curve25519:{name}": {"key": _key(name), "signatures": {}} for name in one_time}
        await self.client.ask("POST", f"{_CLIENT}/keys/upload", {"device_keys": keys, "one_time_keys": once})
        return device

    async def renames_device(self, name: str) -> None:
        """Call the device something else, which is a change of its owner's devices."""
        await self.client.ask("PUT", path(_CLIENT + "/devices/{}", await self.device()), {"display_name": name})

    async def sees_other_devices(self, other: Speaker, *, since: Fact | None = None) -> Fact:
        """Be told that somebody's devices changed, perhaps after another fact."""
        return await self.stage.sees(self._noted(other, DEVICES), since=since.seq if since else 0)

    async def looks_up_devices(self, other: Speaker) -> Mapping[str, Any]:
        """Return the keys of somebody's devices, by the devices' ids, as the own server finds them out."""
        answer = await self.client.ask("POST", f"{_CLIENT}/keys/query", {"device_keys": {other.id: []}})
        found: Mapping[str, Any] = answer["device_keys"].get(other.id, {})
        return found

    async def claims_key(self, other: Speaker, device: str) -> Mapping[str, Any]:
        """Claim a one-time key of somebody's device; return it by its name, or nothing where none is left."""
        wanted = {"one_time_keys": {other.id: {device: "signed_curve25519"}}}
        answer = await self.client.ask("POST", f"{_CLIENT}/keys/claim", wanted)
        found: Mapping[str, Any] = answer["one_time_keys"].get(other.id, {}).get(device, {})
        return found

    def _notice(self, notice: str, of: Speaker) -> Wanted:
        if notice == "presence":
            return self._present(of, "online")
        return self._here().but(kind="read" if notice == "receipt" else notice, author=of.id)

    def _present(self, other: Speaker, presence: str) -> Wanted:
        return self._noted(other, "m.presence").but(detail=contains(repr(presence)))

    def _noted(self, by: Speaker, text: str) -> Wanted:
        wanted = Wanted(network=self.network, witness=self.key, scope=self.stage.scope)
        return wanted.but(kind="note", author=by.id, text=text)


def _key(name: str) -> str:
    """Return what looks like a public key: 43 letters."""
    return (name.replace("_", "") + "A" * 43)[:43]
