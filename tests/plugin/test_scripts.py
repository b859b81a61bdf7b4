"""What ci/pytest-in hands to pytest, shown by a tree of its own in which set-up does nothing and Python only echoes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "ci" / "pytest-in"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout in small."""
    for name, content in (("ci/setup", "#!/bin/sh"), (".venv/bin/python", '#!/bin/sh\necho "$@"')):
        program = tmp_path / name
        program.parent.mkdir(parents=True)
        program.write_text(content + "\n")
        program.chmod(0o755)
    for name in ("suites/test_a.py", "tests/test_b.py", "elsewhere/notes"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    shutil.copy(SCRIPT, tmp_path / "ci" / "pytest-in")
    return tmp_path


@pytest.mark.parametrize(
    ("given", "handed"),
    [
        ("-q", "suites -q"),
        ("suites/test_a.py::test", "suites/test_a.py::test"),
        ("-x ./tests/test_b.py::test[a]", "-x ./tests/test_b.py::test[a]"),
        ("--seed=5 elsewhere", "--seed=5 elsewhere"),
        ("-c elsewhere/notes", "suites -c elsewhere/notes"),
        ("tests/no_such.py", "suites tests/no_such.py"),
    ],
)
def test_paths_take_the_place_of_the_folder(tree: Path, given: str, handed: str) -> None:
    """Whatever path is named runs alone, wherever it is; an option's value is none."""
    done = subprocess.run([tree / "ci" / "pytest-in", "suites", *given.split()], capture_output=True, text=True)

    assert done.stdout.split() == ["-m", "pytest", *handed.split()]
