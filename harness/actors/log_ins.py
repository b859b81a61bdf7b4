"""Matrix people who log in to the Telegram bridge with an account of their own, as the bridge's bot asks them to."""

from __future__ import annotations

from dataclasses import dataclass

from faker import Faker

from harness.actors.access import Access
from harness.actors.company import Registry
from harness.actors.control import Control
from harness.actors.matrix import MatrixPerson
from harness.actors.operator import Operator
from harness.actors.scene import Scene
from harness.core.fact import Fact, Place
from harness.core.journal import Journal
from harness.core.laws.setting import Expected, Rendering
from harness.core.verdict import Unknown


@dataclass(frozen=True, slots=True)
class SpeaksAs:
    """A scene's rendering in which one Matrix person shows on Telegram as their own account, and not as the relay."""

    relayed: Rendering
    user_id: str
    account: str

    def __call__(self, origin: Fact, onto: Place) -> Expected | None:
        """Return how ``origin`` must show in ``onto``."""
        if origin.author == self.user_id and onto.network == "telegram" and origin.kind in ("message", "edit"):
            return Expected(origin.text.strip(), self.account)
        if origin.author == self.user_id and onto.network == "telegram" and origin.kind == "reaction":
            return Expected(origin.text, self.account)
        return self.relayed(origin, onto)


class LogIns:
    """Hands out the ids that the bridges' permissions allow to log in, each once.

    ``number`` is this process's; each process has an operator of its own, and an equal share of these ids.
    """

    def __init__(self, access: Access, registry: Registry, telegram: Control, journal: Journal, number: int) -> None:
        self._access = access
        self._registry = registry
        self._telegram = telegram
        self._journal = journal
        self._share = len(access.puppeted) // len(access.operators)
        self._free = list(access.puppeted[number * self._share : (number + 1) * self._share])

    async def by_phone(self, scene: Scene) -> MatrixPerson:
        """Bring somebody new into the scene, on Matrix and on Telegram, and log them in by a phone code.

        ``Unknown`` with the Go bridge, unmodified: it checks a new key against Telegram's own public keys.
        """
        if self._access.telegram_kind == "go":
            raise Unknown("the Go mautrix-telegram logs in by a seeded key alone: Telegram's public keys are built in")
        if not self._free:
            raise RuntimeError(
                f"each process has {self._share} people who may log in to a bridge, and all of them are used up: "
                "raise PUPPETED in harness/parts/permissions.py, or spread the tests over more workers"
            )
        stage = scene.stage
        names = Faker()
        names.seed_instance(f"{stage.scope} dave")
        first, last = names.first_name(), names.last_name()
        account = await self._telegram.act("person.create", first_name=first, last_name=last, scope=stage.scope)
        client = await self._registry.client(self._free.pop(0), f"{first} {last}", "matrix.dave", stage.scope)
        await self._telegram.act("chat.join", chat=stage.places["telegram"], person=account["id"])
        dave = MatrixPerson("matrix.dave", f"{first} {last}", stage, client)
        dave.arrives()
        await self._logs_in(dave, account["phone"])
        await scene.matrix.alice.invites(dave)
        await dave.joins(stage.places["matrix"])
        stage.rendering = SpeaksAs(stage.rendering, dave.id, account["id"])
        return dave

    async def _logs_in(self, person: MatrixPerson, phone: str) -> None:
        access = self._access
        person_at_keys = Operator(person.client, self._journal)
        bot = await person_at_keys.meets(access.telegram_bot, access.telegram_prefix)
        await person_at_keys.orders(bot, "login", "Please send your phone number")
        await person_at_keys.orders(bot, phone, "Please send the code here")
        code = (await self._telegram.act("login.code", phone=phone))["code"]
        await person_at_keys.orders(bot, code, "Successfully logged in")
