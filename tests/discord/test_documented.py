"""What Discord documents and what the fake serves of it."""

from __future__ import annotations

import json
import re

import pytest

from fakes.discord.rest import ROUTES
from fakes.discord.rest.documented import areas, coverage
from tests.discord.api import Api


def test_what_is_documented_and_not_served_is_refused_by_its_name() -> None:
    """A documented route without a handler is 501, and the refusal bears the route's name."""
    api = Api()

    answer = api.ask(api.scene.bot, "GET", f"/guilds/{api.scene.guild.id}/welcome-screen")

    assert answer.status == 501
    assert api.refusals() == ["GET /guilds/{guild}/welcome-screen"]


def test_what_nobody_documents_is_unknown() -> None:
    """A route that isn't Discord's is a plain 404, and witnessed as unknown."""
    api = Api()

    assert api.ask(api.scene.bot, "GET", "/guilds/1/wishes").body == {"message": "404: Not Found", "code": 0}
    assert api.refusals() == ["GET /guilds/{id}/wishes"]


@pytest.mark.parametrize("path", ["preview", "widget", "prune", "vanity-url", "scheduled-events", "integrations"])
def test_nothing_that_is_refused_pretends(path: str) -> None:
    """None of the guild's unserved parts answers as if it were there."""
    api = Api()

    assert api.ask(api.scene.alice, "GET", f"/guilds/{api.scene.guild.id}/{path}").status == 501


def test_each_documented_route_counts_once() -> None:
    """The coverage has a row for every documented route, served or refused, and says truly which."""
    rows = coverage(ROUTES)["calls"]
    refusing = {route.key for route in ROUTES if route.refuses}

    documented = [row["name"] for row in rows if row["area"] != "beyond the documentation"]
    assert sorted(documented) == sorted(name for names in areas().values() for name in names)
    assert len(set(documented)) == len(documented)
    assert {row["name"] for row in rows if row["state"] == "refused"} == refusing
    assert json.loads(json.dumps(rows)) == rows


def test_the_data_are_routes() -> None:
    """Each row of the data is a method and a template that begins with a slash."""
    form = re.compile(r"(GET|POST|PUT|PATCH|DELETE) /[\w{}@./-]+")

    assert [name for names in areas().values() for name in names if not form.fullmatch(name)] == []
