"""Results on record: filed under what really ran, and masked."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from harness.runtime.trouble import TroubleError
from reports import run
from reports.about import About, Part
from reports.record import record

TOKEN = "syt_YWxpY2U_aaaaaaaaaaaaaaaaaaaa_0AbCdE"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The run.json of a run with the real Telegram bridge and a stand-in for the Discord one."""
    about = About(seed=7, options={"telegram_bridge": f"{tmp_path}/bridge", "said": TOKEN, "images": "auto"})
    about.add(Part("telegram-bridge", "mautrix-telegram 0.15.3", detail=f"{tmp_path}/bridge"))
    about.add(Part("discord-bridge", "0.1.0", stands_in_for="mautrix-discord 0.7.7"))
    about.add(Part("synapse", "1.163.2"))
    path = tmp_path / "out" / "run.json"
    run.write(path, run.document(about, [], started="x", seconds=1, exit_code=0))
    return path


def test_results_are_filed_masked(source: Path, tmp_path: Path) -> None:
    """The file bears the bridge's name and version, and neither this machine's paths nor tokens."""
    path = record(source, tmp_path / "results", "mautrix-telegram", "0.15.3", tmp_path)

    assert path == tmp_path / "results" / "mautrix-telegram-0.15.3.json"
    written = json.loads(path.read_text())
    assert written["options"]["telegram_bridge"] == "PATH"
    assert written["options"]["images"] == "auto"
    assert str(tmp_path) not in path.read_text()
    assert TOKEN not in path.read_text()
    assert asdict(Part("synapse", "1.163.2")) in written["parts"]


def test_a_stand_in_is_filed_as_one(source: Path, tmp_path: Path) -> None:
    """What a stand-in showed is on record under its own name."""
    assert record(source, tmp_path, "discord-stand-in", "0.1.0", tmp_path).name == "discord-stand-in-0.1.0.json"


@pytest.mark.parametrize(
    ("bridge", "version", "sentence"),
    [
        ("mautrix-discord", "0.7.7", "No mautrix-discord 0.7.7 ran, but discord-stand-in 0.1.0 and"),
        ("mautrix-telegram", "0.15", "No mautrix-telegram 0.15 ran, but"),
        ("synapse", "1.163.2", "No synapse 1.163.2 ran, but"),
        ("../mautrix-telegram", "0.15.3", "can't be in a file's name"),
    ],
)
def test_nothing_is_filed_under_what_did_not_run(
    bridge: str, version: str, sentence: str, source: Path, tmp_path: Path
) -> None:
    """A bridge or version that didn't run is refused with those that did, and no file is written."""
    with pytest.raises(TroubleError, match=sentence):
        record(source, tmp_path / "results", bridge, version, tmp_path)
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no .*Run ci/suites first"),
        ("{", "is no JSON"),
        ('{"complete": false}', "did not end by itself"),
    ],
)
def test_half_a_run_is_not_filed(content: str | None, sentence: str, tmp_path: Path) -> None:
    """Without a whole run there is nothing to put on record, and the sentence says what to do."""
    source = tmp_path / "run.json"
    if content is not None:
        source.write_text(content)

    with pytest.raises(TroubleError, match=sentence):
        record(source, tmp_path, "mautrix-telegram", "0.15.3", tmp_path)


def test_what_has_no_form_in_utf_8_is_written_and_read_again(tmp_path: Path) -> None:
    """A lone surrogate, as a lying server sends it, breaks no report: as JSON it is read as it was."""
    run.write(tmp_path / "run.json", {"said": "half \ud83d of it, 😀"})

    assert json.loads((tmp_path / "run.json").read_text()) == {"said": "half \ud83d of it, 😀"}
