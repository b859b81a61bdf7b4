"""Programs that run once in a container on a folder of this machine, on the real engine."""

from __future__ import annotations

import pytest

from harness.runtime.tool import Tool
from harness.runtime.trouble import TroubleError
from tests.runtime.engine import leftovers, runtime, tools

__all__ = ["runtime", "tools"]  # fixtures are found by their names in a test's module


@pytest.fixture
def given(tmp_path):
    """A folder with a file in a folder of its own."""
    folder = tmp_path / "results"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "text").write_text("čaj")
    return folder


def test_a_folder_goes_in_and_a_file_comes_out(runtime, tools, given):
    """The program finds the folder by its name where it runs; what it wrote comes back, and its container is gone."""
    shell = Tool(runtime.engine, tools, "sh")

    made = shell(["-c", "mkdir out && tr j s < results/deep/text > out/text"], given, "out/text")

    assert made.decode() == "čas"
    assert leftovers(runtime.run.id) == []


def test_a_tool_has_no_network(runtime, tools, given):
    """A tool sees no network but its own loopback."""
    assert Tool(runtime.engine, tools, "sh")(["-c", "ls /sys/class/net > out"], given, "out") == b"lo\n"


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo 'no such option' >&2; exit 3", r"(?s)sh ended with exit code 3\..*no such option"),
        ("exit 124", "sh did not end within 120 s"),
        ("true", "sh ended without writing out"),
        ("mkdir out", "sh wrote out, which is no file"),
    ],
)
def test_a_tool_that_fails_is_one_sentence(script, sentence, runtime, tools, given):
    """Whatever a tool fails of is told in a sentence with its last words, and its container is gone."""
    with pytest.raises(TroubleError, match=sentence):
        Tool(runtime.engine, tools, "sh")(["-c", script], given, "out")

    assert leftovers(runtime.run.id) == []
