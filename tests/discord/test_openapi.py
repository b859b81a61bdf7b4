"""The fake's answers against Discord's published API description, which an npm package carries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from fakes.discord.rest import ROUTES
from fakes.discord.rest.routes import Table
from harness.core.verdict import Unknown
from harness.runtime.store import Store
from harness.runtime.trouble import TroubleError
from tests.discord.openapi_walk import walk
from tests.runtime.engine import images

Answers = dict[str, dict[str, Any]]
# What the walk doesn't come by, and why.
LEFT_OUT = {
    "POST /channels/{}/typing": "the fake answers as Discord was seen to, 204; a body is for a slow mode's wait",
    "PUT /channels/{}/recipients/{}": "204 for people; the described body is for applications with a user's token",
    "POST /interactions/{}/{}/callback": "needs an interaction that somebody began; a body comes with_response alone",
}
# Where the description knows less than Discord's documentation does.
UNDESCRIBED = "message_reference.type: 0 was expected"  # it has no forwards, whose type is 1


@pytest_asyncio.fixture(scope="module")
async def described(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The JSON Schemas of the answers, by operation without its parameters' names, and by status."""
    store, folder = Store(), tmp_path_factory.mktemp("openapi")
    try:
        image = (await images(store).ensure(["discord-openapi"]))["discord-openapi"]
        store.copy_out(image.ref, "/opt/openapi", Path(folder))
    except TroubleError as trouble:
        raise Unknown(str(trouble)) from None
    finally:
        store.close()
    answers: Answers = json.loads((folder / "answers.json").read_text())
    return {nameless(key): by_status for key, by_status in answers.items()}


def nameless(key: str) -> str:
    """Return an operation without the names of its parameters."""
    return re.sub(r"\{\w+\}", "{}", key)


def operation(method: str, path: str) -> str:
    """Return the operation that a request is for."""
    route, _, _ = Table(ROUTES).find(method, path)
    assert route is not None, f"{method} {path}"
    return nameless(route.key)


def leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Yield what is wrong at the bottom of an error; of several forms that would do, in the one that comes nearest."""
    forms: dict[object, list[ValidationError]] = {}
    for one in error.context or ():
        forms.setdefault(one.relative_schema_path[0], []).append(one)
    if not forms:
        yield error
    for one in min(([leaf for one in form for leaf in leaves(one)] for form in forms.values()), key=len, default=[]):
        yield one


def faults(described: Answers) -> dict[str, list[str]]:
    """Return what is wrong with the walk's answers, by operation."""
    found: dict[str, list[str]] = {}
    for method, path, answer in walk():
        assert answer.status < 300, f"{method} {path}: {answer.status} {answer.body}"
        schema = described.get(key := operation(method, path), {}).get(str(answer.status))
        found.setdefault(key, [])
        if schema is not None:
            body = json.loads(json.dumps(answer.body))
            for error in Draft202012Validator(schema).iter_errors(body):
                found[key] += [f"{one.json_path}: {one.message}" for one in leaves(error)]
    return found


def test_answers_are_as_described(described: Answers) -> None:
    """Every answer of a walk through the API has the form that Discord's description gives it."""
    found = faults(described).items()
    wrong = {key: left for key, errors in found if (left := [one for one in errors if UNDESCRIBED not in one])}

    assert wrong == {}


def test_the_walk_comes_by_everything_served(described: Answers) -> None:
    """Each operation that the fake serves and the description gives an answer's form is part of the walk."""
    served = {nameless(route.key) for route in ROUTES if not route.refuses}
    wanted = {key for key, by_status in described.items() if key in served and set(by_status) & {"200", "201"}}

    assert wanted - faults(described).keys() - LEFT_OUT.keys() == set()
