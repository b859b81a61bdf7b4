"""Programs that mount things in a tree that is removed afterwards."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from harness.runtime.ready import until
from tests.runtime.processes import first_line, python

# As debootstrap does: mount in the tree, start a process of one's own, go on.
PROGRAM = '''
import asyncio, sys
from harness.runtime import base_image
from pathlib import Path

script = """
mount -t tmpfs none "$0"/inner && touch "$0"/inner/in
tail -f /dev/null "$0" &
echo > "$0"/pipe
wait
"""

async def main():
    running = asyncio.create_task(base_image._run(["sh", "-c", script, sys.argv[1]], "It failed"))
    await asyncio.to_thread((Path(sys.argv[1]) / "pipe").read_text)
    print("mounted", flush=True)
    if sys.argv[2] == "cancelled":
        running.cancel()
    await running

asyncio.run(main())
'''


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root, as making the base image does")
@pytest.mark.parametrize("ending", ["cancelled", "killed"])
async def test_what_is_given_up_leaves_no_mount_and_no_process(ending, tmp_path):
    """When set-up is interrupted or killed while Debian is bootstrapped, no mount stays and every process ends."""
    (tmp_path / "inner").mkdir()
    os.mkfifo(tmp_path / "pipe")
    process = python(PROGRAM, str(tmp_path), ending)
    await asyncio.to_thread(first_line, process, "mounted")

    if ending == "killed":
        process.kill()
    await asyncio.to_thread(process.communicate)

    async def all_ended() -> None:
        assert at_work(tmp_path) == []

    await until(all_ended, deadline=10, what="the end of what was started")
    assert content(tmp_path / "inner") == []


def at_work(folder: Path) -> list[str]:
    """List the command lines on this machine that name a folder."""
    lines = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(place.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue  # it has just ended
    return [line for line in lines if str(folder) in line]


def content(folder: Path) -> list[str]:
    """List what is in a folder."""
    return [path.name for path in folder.iterdir()]
