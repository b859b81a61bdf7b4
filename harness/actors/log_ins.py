"""Matrix people who log in to a bridge with an account of their own, as the bridge's bot asks them to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from faker import Faker

from harness.actors.access import Access
from harness.actors.fake_people import DiscordPerson, FakePerson, TelegramPerson
from harness.actors.matrix import MatrixPerson
from harness.actors.operator import Operator
from harness.actors.scene import Scene
from harness.actors.workshop import Workshop
from harness.core.fact import Fact, Place
from harness.core.journal import Journal
from harness.core.laws.setting import Expected, Rendering
from harness.core.verdict import Unknown


@dataclass(frozen=True, slots=True)
class SpeaksAs:
    """A scene's rendering in which one Matrix person shows on another network as their ``account``, and not relayed."""

    relayed: Rendering
    user_id: str
    account: FakePerson

    def __call__(self, origin: Fact, onto: Place) -> Expected | None:
        """Return how ``origin`` must show in ``onto``."""
        shown = self.relayed(origin, onto)
        if origin.author != self.user_id or onto.network != self.account.network:
            return shown
        if origin.kind == "reaction":
            return Expected(origin.text, self.account.id)
        if shown is None or origin.kind == "delete":
            return shown
        # Telegram's relay puts the author's name before the words.
        prefixed = onto.network == "telegram" and shown.text is not None
        return replace(shown, text=origin.text.strip() if prefixed else shown.text, author=self.account.id)


class LogIns:
    """Hands out the ids that the bridges' permissions allow to log in, each once.

    ``share`` is this process's number, and how many there are: each has an equal share of these ids.
    """

    def __init__(self, access: Access, workshop: Workshop, journal: Journal, share: tuple[int, int]) -> None:
        self._access = access
        self._workshop = workshop
        self._journal = journal
        number, processes = share
        self._share = len(access.puppeted) // processes
        self._free = list(access.puppeted[number * self._share : (number + 1) * self._share])

    async def by_phone(self, scene: Scene) -> MatrixPerson:
        """Bring somebody new into the scene, on Matrix and on Telegram, and log them in by a phone code.

        ``Unknown`` with the Go bridge, unmodified: it checks a new key against Telegram's own public keys.
        """
        if self._access.telegram_kind == "go":
            raise Unknown("the Go mautrix-telegram logs in by a seeded key alone: Telegram's public keys are built in")
        telegram = self._workshop.telegram
        dave = await self._newcomer(scene, "dave")
        first, _, last = dave.name.partition(" ")
        order = {"first_name": first, "last_name": last, "scope": scene.stage.scope}
        account = await telegram.act("person.create", **order)
        await telegram.act("chat.join", chat=dave.stage.places["telegram"], person=account["id"])
        at_keys = Operator(dave.client, self._journal)
        bot = await at_keys.meets(self._access.telegram_bot, self._access.telegram_prefix)
        await at_keys.orders(bot, "login", "Please send your phone number")
        await at_keys.orders(bot, account["phone"], "Please send the code here")
        code = (await telegram.act("login.code", phone=account["phone"]))["code"]
        await at_keys.orders(bot, code, "Successfully logged in")
        own = TelegramPerson("telegram.dave", account["id"], dave.name, scene.stage, telegram)
        dave.account, dave.keys, dave.bot = own, at_keys, bot
        return await self._enters(scene, dave)

    async def by_token(self, scene: Scene) -> MatrixPerson:
        """Bring somebody new into the scene, on Matrix and on Discord, and log them in by their account's token."""
        discord = self._workshop.discord
        erin = await self._newcomer(scene, "erin")
        order = {"name": "erin", "display_name": erin.name, "scope": scene.stage.scope}
        account = await discord.act("person.create", **order)
        await discord.act("guild.join", guild=scene.stage.guild, person=account["id"])
        at_keys = Operator(erin.client, self._journal)
        bot = await at_keys.meets(self._access.discord_bot, self._access.discord_prefix)
        await at_keys.orders(bot, f"login-token user {account['token']}", "Successfully logged in")
        own = DiscordPerson("discord.erin", account["id"], erin.name, scene.stage, discord)
        erin.account, erin.keys, erin.bot = own, at_keys, bot
        return await self._enters(scene, erin)

    async def _newcomer(self, scene: Scene, name: str) -> MatrixPerson:
        if not self._free:
            raise RuntimeError(
                f"each process has {self._share} people who may log in to a bridge, and all of them are used up: "
                "raise PUPPETED in harness/parts/permissions.py, or spread the tests over more workers"
            )
        stage = scene.stage
        names = Faker()
        names.seed_instance(f"{stage.scope} {name}")
        shown = f"{names.first_name()} {names.last_name()}"
        client = await self._workshop.registry.client(self._free.pop(0), shown, f"matrix.{name}", stage.scope)
        person = MatrixPerson(f"matrix.{name}", shown, stage, client)
        person.arrives()
        return person

    async def _enters(self, scene: Scene, person: MatrixPerson) -> MatrixPerson:
        stage = scene.stage
        await scene.matrix.alice.invites(person)
        await person.joins(stage.places["matrix"])
        stage.rendering = SpeaksAs(stage.rendering, person.id, person.account)
        return person
