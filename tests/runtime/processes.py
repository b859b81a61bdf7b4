"""Starting Python programs that use the harness, as separate processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python(program: str, *arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a program; its standard output is a pipe of text, its errors come with it."""
    return subprocess.Popen(
        [sys.executable, "-u", "-W", "ignore", "-c", program, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=env,
    )


def first_line(process: subprocess.Popen[str], starts: str) -> str:
    """Read the program's output up to the line that begins with `starts`; fails with what it wrote instead."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if line.startswith(starts):
            return line.removeprefix(starts).strip()
    raise AssertionError(f"the program ended without {starts!r}:\n{''.join(seen)}")
