"""Things made once and used by every process of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.runtime.share import Share, SharedStartError
from harness.runtime.trouble import TroubleError
from tests.runtime.processes import python

# Whoever makes the thing goes on once the other was refused the lock, so both have asked at the same time.
PROGRAM = """
import asyncio, fcntl, json, sys
from pathlib import Path
from harness.runtime.ready import until
from harness.runtime.share import Share

folder, name, other, fails = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4] == "fails"
flock = fcntl.flock

def noted(file, how):
    try:
        flock(file, how)
    except BlockingIOError:
        (folder / f"{name} waits").touch()
        raise

fcntl.flock = noted

async def the_other_waits():
    (folder / f"{other} waits").stat()

async def make():
    with (folder / "makers").open("a") as file:
        file.write(name + "\\n")
    await until(the_other_waits, deadline=20, what="the other process")
    if fails:
        raise RuntimeError("it would not start")
    return {"maker": name}

async def main():
    try:
        print(json.dumps(await Share(folder).get_or_make("stack", make)))
    except Exception as error:
        print(json.dumps({"failed": str(error), "kind": type(error).__name__}))

asyncio.run(main())
"""


def ask_in_two_processes(folder: Path, ending: str) -> list[dict[str, str]]:
    """Let two processes ask for one thing at once, and return what each printed."""
    started = [python(PROGRAM, str(folder), *names, ending) for names in (("one", "two"), ("two", "one"))]
    outputs = [process.communicate(timeout=30)[0] for process in started]
    return [json.loads(output) for output in outputs]


def test_two_processes_share_one_thing(tmp_path):
    """Of two processes that ask at once, one makes it and both get it."""
    answers = ask_in_two_processes(tmp_path, "ends well")

    makers = (tmp_path / "makers").read_text().split()
    assert len(makers) == 1
    assert answers == [{"maker": makers[0]}] * 2


def test_a_failed_start_is_not_tried_again(tmp_path):
    """When making it failed in one process, the other fails with the same text, without a try of its own."""
    answers = ask_in_two_processes(tmp_path, "fails")

    assert len((tmp_path / "makers").read_text().split()) == 1
    assert [answer["failed"] for answer in answers] == ["it would not start"] * 2
    assert {answer["kind"] for answer in answers} == {"RuntimeError", "SharedStartError"}


async def test_different_keys_are_different_things(tmp_path):
    """Two specs give two things, and the failure of one is not the other's."""
    share = Share(tmp_path)

    async def fail() -> dict[str, str]:
        raise RuntimeError("no")

    async def succeed() -> dict[str, str]:
        return {"a": "b"}

    with pytest.raises(RuntimeError, match="no"):
        await share.get_or_make("first", fail)
    with pytest.raises(SharedStartError, match="no"):
        await share.get_or_make("first", succeed)

    assert await share.get_or_make("second", succeed) == {"a": "b"}


async def test_waiting_for_another_process_ends(tmp_path):
    """A process that holds on to the start for too long is told, with what to do; before that, it is waited for."""
    share = Share(tmp_path, patience=0.2)

    async def ask_meanwhile() -> dict[str, str]:
        with pytest.raises(TroubleError, match=r"another process of this run starts was not ready.*End this run"):
            await share.get_or_make("stack", never)
        return {"made": "at last"}

    async def never() -> dict[str, str]:
        raise AssertionError("two made it")

    assert await share.get_or_make("stack", ask_meanwhile) == {"made": "at last"}
    assert await share.get_or_make("stack", never) == {"made": "at last"}
