"""What a test's names and markers tell of the scene that it wants."""

from __future__ import annotations

import pytest

from harness.actors.wish import ALL, Wish
from harness.scenes import wish_of, wishes_after

pytest_plugins = ["pytester"]

SOURCE = """
import pytest

@pytest.fixture
def discord(): pass
telegram = dave = erin = matrix = doorstep = discord

{marks}
def test_it({names}): pass
"""

SOME = """
import pytest

@pytest.fixture
def scene(): pass

@pytest.fixture
def discord(scene): pass

telegram = matrix = encryption = discord

def test_first(scene): pass
def test_second(discord): pass
def test_without_a_scene(): pass
def test_third(matrix): pass
def test_elsewhere(scene, encryption): pass
def test_fourth(telegram): pass
"""


def wish(pytester: pytest.Pytester, names: str, marks: str = "") -> Wish:
    """Return what a test with these names and markers wishes for."""
    return wish_of(pytester.getitem(SOURCE.format(names=names, marks=marks), "test_it"))


@pytest.mark.parametrize(
    ("names", "networks"),
    [
        ("discord, matrix", {"discord"}),
        ("matrix, telegram", {"telegram"}),
        ("erin, matrix", {"discord"}),
        ("dave", {"telegram"}),
        ("discord, telegram", {"discord", "telegram"}),
        ("matrix", {"discord", "telegram"}),
        ("doorstep, discord", {"discord", "telegram"}),
    ],
)
def test_scene_is_on_the_networks_that_a_test_names(pytester: pytest.Pytester, names: str, networks: set[str]) -> None:
    """A test that names people of one network gets a room with one bridge; one that names nobody's gets both."""
    assert wish(pytester, names).networks == networks


@pytest.mark.parametrize(
    ("here", "there", "besides", "networks"),
    [
        ("discord", "matrix", "", {"discord"}),
        ("matrix", "telegram", "", {"telegram"}),
        ("telegram", "discord", "", {"discord", "telegram"}),
        ("matrix", "telegram", "erin, ", {"discord", "telegram"}),
    ],
)
def test_scene_is_on_the_networks_of_a_way(
    pytester: pytest.Pytester, here: str, there: str, besides: str, networks: set[str]
) -> None:
    """A way's both ends are in the scene, and nothing that it doesn't touch; who is named besides comes in as well."""
    mark = f"@pytest.mark.parametrize(('here', 'there'), [({here!r}, {there!r})])"

    (item,) = pytester.getitems(SOURCE.format(names=f"{besides}here, there", marks=mark))

    assert wish_of(item).networks == networks


def test_marker_asks_for_a_basic_group(pytester: pytest.Pytester) -> None:
    """A supergroup is what a scene has else."""
    assert wish(pytester, "telegram", "@pytest.mark.basic_group").chat == "group"


def test_soak_has_the_people_of_its_script(pytester: pytest.Pytester) -> None:
    """They are on every network, the warden first."""
    soak = wish(pytester, "", "@pytest.mark.soak(messages=3, people=3, seed=1)")

    assert (soak.networks, soak.chat, soak.people[0]) == (ALL.networks, ALL.chat, "carol")


def test_scenes_of_the_next_two_tests_are_made_ahead(pytester: pytest.Pytester) -> None:
    """A test without a scene is left out, and one on another stack; after the last there is nothing to make."""
    pytester.makepyfile(test_some=SOME)
    items, _ = pytester.inline_genitems()

    assert [wishes_after(item) for item in items] == [
        [Wish(frozenset({"discord"})), ALL],
        [ALL, Wish(frozenset({"telegram"}))],
        [ALL, Wish(frozenset({"telegram"}))],
        [Wish(frozenset({"telegram"}))],
        [],
        [],
    ]
