"""The image lock: what it says, what it refuses, and keys that follow content."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.runtime.lock import Lock
from harness.runtime.trouble import TroubleError

ROOT = Path(__file__).resolve().parents[2]
SMALL = '[base]\nversion = "1"\n\n[part]\nversion = "2"\nfrom = "base"\ninputs = ["code"]\n'


def small(root: Path, text: str = SMALL) -> Lock:
    """Write a project of one image on a base, and read its lock."""
    (root / "ci" / "images").mkdir(parents=True, exist_ok=True)
    (root / "code").mkdir(exist_ok=True)
    (root / "ci" / "images.lock").write_text(text)
    for file, content in (("ci/images/part.Dockerfile", "FROM base\n"), ("code/a.py", "1\n")):
        if not (root / file).exists():
            (root / file).write_text(content)
    return Lock.read(root)


def test_the_projects_own_lock_is_whole():
    """Every image of ours has a Dockerfile and inputs that exist, and so a key."""
    lock = Lock.read(ROOT)

    keys = {name: lock.key(name) for name in lock.recipes}

    assert len(set(keys.values())) == len(keys)
    assert {"base", "tools", "postgres", "synapse", "telegram-bridge", "fakes", "report"} <= set(keys)


@pytest.mark.parametrize(
    "file", sorted((ROOT / "ci" / "images" / "requirements").glob("*.txt")), ids=lambda path: path.stem
)
def test_requirements_have_hashes_and_no_addresses(file):
    """What goes into an image is pinned by hash, and nothing says where it is to be downloaded from."""
    text = file.read_text()

    pins = [line for line in text.splitlines() if "==" in line]
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text


@pytest.mark.parametrize(
    ("file", "content"),
    [("code/a.py", "2\n"), ("code/b.py", ""), ("ci/images/part.Dockerfile", "FROM base\nRUN true\n")],
)
def test_key_follows_content(file, content, tmp_path):
    """A change of an input or of the Dockerfile changes the key; without one it stays."""
    before = small(tmp_path).key("part")
    assert small(tmp_path).key("part") == before

    (tmp_path / file).write_text(content)

    assert small(tmp_path).key("part") != before


def test_key_follows_what_it_stands_on(tmp_path):
    """A new base makes everything on it new."""
    before = small(tmp_path).key("part")

    assert small(tmp_path, SMALL.replace('"1"', '"1.1"')).key("part") != before


def test_key_ignores_byte_code(tmp_path):
    """What Python leaves behind is no input."""
    before = small(tmp_path).key("part")

    (tmp_path / "code" / "__pycache__").mkdir()
    (tmp_path / "code" / "__pycache__" / "a.pyc").write_bytes(b"x")

    assert small(tmp_path).key("part") == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[part", "can't be read"),
        ("[part]\n", "has no version"),
        ('[part]\nversion = "1"\ncolour = "red"\n', "unknown keys: colour"),
        ('[part]\nversion = "1"\nfrom = "nothing"\n', "names an image"),
        ('part = "1"\n', "has no version"),
    ],
)
def test_mistakes_are_named(text, sentence, tmp_path):
    """A mistake in the lock is one sentence that names the place."""
    with pytest.raises(TroubleError, match=rf"images\.lock.*{sentence}"):
        small(tmp_path, text)


def test_missing_input_is_named(tmp_path):
    """An input that isn't there is named, with the image that wants it."""
    lock = small(tmp_path, SMALL.replace('"code"', '"gone"'))

    with pytest.raises(TroubleError, match="part wants gone"):
        lock.key("part")


def test_unknown_image_lists_the_known(tmp_path):
    """A name that nobody knows is answered with those that exist."""
    with pytest.raises(TroubleError, match="'prat'; there are base, part"):
        small(tmp_path).recipe("prat")


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("postgres:15", "localhost:5000/postgres:15"),
        ("somebody/postgres:15", "localhost:5000/somebody/postgres:15"),
        ("registry.test/some/body:1", "localhost:5000/some/body:1"),
        ("registry:5001/some/body:1", "localhost:5000/some/body:1"),
    ],
)
def test_registry_takes_the_place_of_a_host(published, expected, tmp_path):
    """With a registry of one's own, only the host of the published name changes."""
    recipe = small(tmp_path, f'[part]\nversion = "1"\npublished = "{published}"\n').recipe("part")

    assert recipe.published_at("localhost:5000") == expected
    assert recipe.published_at("") == published
